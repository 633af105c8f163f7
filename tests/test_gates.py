"""The static checks, each as one test, so that the one test command is the whole gate."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCRIPTS = Path(sys.executable).parent

GATES = {
    "style": (sys.executable, "-m", "ruff", "check", "."),
    "format": (sys.executable, "-m", "ruff", "format", "--check", "."),
    "types": (sys.executable, "-m", "mypy"),
    "imports": (str(SCRIPTS / "lint-imports"),),
    "dependencies": (sys.executable, "-m", "deptry", "."),
    "dead code": (sys.executable, "-m", "vulture"),
    "spelling": (sys.executable, "-m", "codespell_lib", "."),
}


@pytest.mark.parametrize("gate", GATES)
def test_the_gate_is_passed(gate: str) -> None:
    run = subprocess.run(
        GATES[gate],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
