"""What is said of deployment is true of this program: commands, options, settings, files."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

import api.serving
import ledger.settings
from api.cli import main
from api.server import GRACE_SECONDS
from tests.sources import committed, text_of
from tests.terminal import ROOT

DEPLOY = Path("api/deploy")
UNITS = ("khlang.service", "khlang-work.service")
SETTINGS = {
    *re.findall(r"^(KHLANG_\w+) ", f"{ledger.settings.__doc__}\n{api.serving.__doc__}", re.MULTILINE),
    "KHLANG_BOOK",
}


def said(name: str) -> str:
    return (ROOT / DEPLOY / name).read_text("utf-8")


def unit(name: str) -> dict[str, str]:
    """The settings of a unit, the last of each name."""
    return dict(line.split("=", 1) for line in said(name).splitlines() if re.match(r"[A-Z]\w+=", line))


def parses(words: list[str]) -> bool:
    """Whether the command line knows a command with these options; it is not run."""
    command = main.commands[words[0]]
    with command.make_context(words[0], words[1:]):
        return True


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_starts_a_command_there_is_and_waits_for_what_has_begun(name: str) -> None:
    program, *words = shlex.split(unit(name)["ExecStart"])
    assert program.endswith("/bin/khlang")
    assert parses(words)
    assert int(unit(name)["TimeoutStopSec"]) > GRACE_SECONDS
    assert unit(name)["KillSignal"] == "SIGTERM"


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_is_shut_in(name: str) -> None:
    shut = unit(name)
    assert shut["ProtectSystem"] == "strict"
    assert shut["NoNewPrivileges"] == shut["PrivateTmp"] == shut["ProtectHome"] == "yes"
    assert shut["CapabilityBoundingSet"] == ""
    assert shut["User"] != "root"
    assert shut["Restart"] == "on-failure"
    assert "SystemCallFilter" in shut
    assert "MemoryMax" in shut


def test_every_setting_that_is_named_is_one_the_program_knows() -> None:
    files = [path for path in committed() if path.parent == DEPLOY]
    named = {name for path in files for name in re.findall(r"KHLANG_\w+", text_of(path))}
    assert named <= SETTINGS
    assert named > {"KHLANG_DATABASE", "KHLANG_RATE"}


def test_no_file_of_deployment_holds_a_secret() -> None:
    for line in said("khlang.env").splitlines():
        assert not re.search(r"(?:TOKEN|PASSWORD|SECRET)\w*=.", line)
    assert "ARG" not in said("Containerfile")


def test_the_image_is_made_of_files_there_are_and_runs_as_nobody_special() -> None:
    text = said("Containerfile")
    copied = [
        line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line
    ]
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name
    assert {"api", "ledger", "migrations", "reconciliation", "reports"} <= {
        n for names in copied for n in names
    }
    final = text.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001", final, re.MULTILINE)
    assert "--require-hashes" in text
    assert not re.search(r"\b(?:ADD|curl|wget)\b", text)
    (entry,) = re.findall(r"^CMD (\[.*\])", final, re.MULTILINE)
    assert parses([word.strip(' "') for word in entry.strip("[]").split(",")])
    for probe in re.findall(r"http://127\.0\.0\.1:8000(/\S+?)'", text):
        assert probe == "/api/v1/health/ready"


@pytest.mark.parametrize("name", UNITS)
def test_systemd_understands_a_unit(name: str) -> None:
    """Where systemd's own checker is; the rules above hold everywhere."""
    try:
        run = subprocess.run(
            ["systemd-analyze", "verify", ROOT / DEPLOY / name],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except FileNotFoundError:
        return
    complaints = [line for line in run.stderr.splitlines() if "not executable" not in line]
    assert complaints == []
