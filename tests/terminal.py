"""A terminal for tests: `khlang` as a person types it, in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from api.cli import main

ROOT = Path(__file__).parent.parent
PILOT = ROOT / "api" / "demo" / "data" / "pilot"
ERA2 = ROOT / "api" / "demo" / "data" / "era2"
PROFILE = ROOT / "api" / "intake" / "profiles" / "era2.toml"
EXPECTED = ROOT / "tests" / "data" / "pilot_expected"


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        """The one document on stdout."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Terminal:
    """A database and an actor to type at."""

    database: str
    actor: str = "os:tester"

    def type(self, *words: object) -> Said:
        """Type `khlang words…` and wait for the answer."""
        typed = ["--database", self.database, "--as", self.actor, *map(str, words)]
        result = CliRunner().invoke(main, typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def ask(self, *words: object) -> Any:  # noqa: ANN401 - JSON
        """Type with --json; the answer must be a yes."""
        said = self.type(*words, "--json")
        assert said.code == 0, said
        return said.json


def post_file(folder: Path, *commands: dict[str, Any]) -> Path:
    """A JSON file of commands."""
    file = folder / "commands.json"
    file.write_text(json.dumps(list(commands), ensure_ascii=False), encoding="utf-8")
    return file
