"""Reconciling with an external statement from the terminal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli.app import Group
from api.cli.external import COMMANDS
from tests.api.intake.workbooks import a_workbook
from tests.terminal import PILOT, Said, Terminal

PROFILE = """
source = "e-budget"
currency = "THB"
stages = ["available"]
[line]
where = [{ column = "kind", equals = "line" }]
[line.cells]
unit = "{unit}"
line = "{line}"
on = "{on}"
reference = "{reference}"
amount = "{amount}"
[closing]
where = [{ column = "kind", equals = "closing" }]
cells = { unit = "{unit}", line = "{line}", amount = "{amount}" }
"""
COLUMNS = ("kind", "unit", "line", "on", "reference", "amount")
UNIT, LINE = "1032", "2569-HOUSING-SURVEY"
Row = tuple[str, str, str, str, str, str]


class Office:
    """A terminal with the pilot's book, a profile, and statements that the city might send."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.terminal = Terminal(f"sqlite:///{folder}/book.db")
        self.terminal.ask("import", PILOT)
        (folder / "p.toml").write_text(PROFILE, encoding="utf-8")

    def lines(self) -> list[Row]:
        """What moved in the purse of a district, as its own register shows it."""
        out = self.folder / "mine"
        file = self.folder / "empty.csv"
        self._write(file, [("closing", UNIT, LINE, "", "", "0.00")])
        self.say(file, "--out", out)
        with (out / "external_items.csv").open(encoding="utf-8") as rows:
            return [
                ("line", UNIT, LINE, row["date"], row["reference"], f"{int(row['amount_satang']) / 100:.2f}")
                for row in csv.DictReader(rows)
            ]

    def statement(self, lines: list[Row], extra: int = 0) -> Path:
        """A statement of some lines that foots (but for `extra` satang)."""
        closing = round(sum(float(row[5]) * 100 for row in lines)) + extra
        file = self.folder / "city.csv"
        self._write(file, [*lines, ("closing", UNIT, LINE, "", "", f"{closing / 100:.2f}")])
        return file

    @staticmethod
    def _write(file: Path, rows: list[Row]) -> None:
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows((COLUMNS, *rows))

    def say(self, file: Path, *words: object) -> Said:
        """Type `statement FILE …`; the group stands in for the whole program."""
        group = Group("khlang", commands=list(COMMANDS))
        typed = ["statement", str(file), "--profile", str(self.folder / "p.toml"), "--on", "2026-03-31"]
        typed += ["--database", self.terminal.database, *map(str, words)]
        result = CliRunner().invoke(group, typed)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


def test_a_statement_that_says_what_we_say_has_no_difference(office: Office, tmp_path: Path) -> None:
    lines = office.lines()
    assert len(lines) == 7
    said = office.say(office.statement(lines), "--out", tmp_path / "out", "--json")
    assert (said.code, said.json["difference"], said.json["holds"]) == (0, 0, True)
    assert said.json["matched"] == len(lines)
    with (tmp_path / "out" / "external.csv").open(encoding="utf-8") as rows:
        balance = next(csv.DictReader(rows))
    assert (balance["unit"], balance["line"], balance["difference_satang"], balance["holds"]) == (
        *(UNIT, LINE, "0", "True"),
    )
    assert balance["ours_satang"] == balance["theirs_satang"]


def test_what_they_left_out_and_what_they_added_is_listed(office: Office, tmp_path: Path) -> None:
    lines = office.lines()
    newest = max(lines, key=lambda row: row[3])
    changed = [row for row in lines if row != newest]
    changed.append(("line", UNIT, LINE, "2026-03-30", "FEE-1", "-25.00"))
    changed.append(("line", UNIT, LINE, "2025-11-03", "OLD-1", "-7.00"))
    said = office.say(office.statement(changed), "--out", tmp_path, "--json").json
    assert (said["difference"], said["holds"], said["differing"]) == (-700, True, 1)
    assert said["unknown"][">90"] == {"items": 1, "amount": -700}
    with (tmp_path / "external_items.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["state"] != "matched"]
    assert [(row["side"], row["reference"], row["state"]) for row in rows] == [
        ("ours", newest[4], "timing"),
        ("theirs", "OLD-1", "unknown"),
        ("theirs", "FEE-1", "timing"),
    ]


def test_a_statement_that_does_not_foot_is_refused_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    said = office.say(office.statement(office.lines(), extra=1), "--out", tmp_path / "out", "--json")
    refused = said.json["refused"]
    assert (said.code, [(one["file"], one["facts"]["why"]) for one in refused]) == (
        1,
        [("city.csv", "wrong_total")],
    )
    assert refused[0]["row"] == len(office.lines()) + 2
    assert refused[0]["th"]
    assert not (tmp_path / "out").exists()


def test_a_person_reads_the_figures_or_the_reasons(office: Office) -> None:
    said = office.say(office.statement(office.lines()))
    assert (said.code, "their balance" in said.out) == (0, True)
    said = office.say(office.statement(office.lines(), extra=1))
    assert (said.code, "[bad_value]" in said.out) == (1, True)


def test_asking_twice_answers_the_same_and_posts_nothing(office: Office) -> None:
    file = office.statement(office.lines())
    before = office.terminal.ask("balance")["size"]
    assert office.say(file, "--json").json == office.say(file, "--json").json
    assert office.terminal.ask("balance")["size"] == before


def test_a_workbook_is_read_too_and_a_garbled_one_is_unusable(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "city.xlsx"
    line, closing = ("line", UNIT, LINE, "2026-03-30", 77, 1.25), ("closing", UNIT, LINE, None, None, 1.25)
    file.write_bytes(a_workbook((COLUMNS, line, closing)))
    said = office.say(file, "--json")
    assert said.code == 0, said.out
    assert said.json["comparisons"][0]["theirs"] == 125
    file.write_bytes(b"PK\x03\x04 and nothing else")
    said = office.say(file, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "unreadable_file")


def test_a_folder_that_cannot_be_made_is_unusable(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    said = office.say(office.statement(office.lines()), "--out", tmp_path / "file" / "out", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "cannot_write")
