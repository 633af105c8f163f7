"""Reconciling with an external statement from the terminal."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import cast

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
        self.write(file, [("closing", UNIT, LINE, "", "", "0.00")])
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
        self.write(file, [*lines, ("closing", UNIT, LINE, "", "", f"{closing / 100:.2f}")])
        return file

    @staticmethod
    def write(file: Path, rows: list[Row]) -> None:
        with file.open("w", encoding="utf-8", newline="") as opened:
            csv.writer(opened).writerows((COLUMNS, *rows))

    def say(self, file: Path, *words: object) -> Said:
        """Type `statement FILE …`; the group stands in for the whole program."""
        group = Group("khlang", commands=list(COMMANDS))
        typed = ["statement", str(file), "--profile", str(self.folder / "p.toml"), "--on", "2026-03-31"]
        typed += ["--database", self.terminal.database, "--as", self.terminal.actor, *map(str, words)]
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


def size_of(office: Office) -> int:
    return int(office.terminal.ask("balance")["size"])


def test_a_reconcilers_statement_is_kept_once(office: Office) -> None:
    # An amount of its own, so that it does not stand there yet.
    file = office.statement([*office.lines(), ("line", UNIT, LINE, "2026-03-30", "ONCE", "-1.00")])
    before = size_of(office)
    first, second = office.say(file, "--json").json, office.say(file, "--json").json
    assert (first["kept"], second["kept"]) == (
        *({"seq": before + 1, "known": False}, {"seq": before + 1, "known": True}),
    )
    assert size_of(office) == before + 1
    assert first["difference"] == second["difference"]


def test_a_correction_takes_the_place_of_what_it_corrects_and_may_be_taken_back(office: Office) -> None:
    wrong = [*office.lines(), ("line", UNIT, LINE, "2025-11-03", "WRONG", "-9.00")]
    before = size_of(office)
    seqs = [
        office.say(office.statement(lines), "--json").json["kept"]["seq"]
        for lines in (office.lines(), wrong, office.lines(), wrong)
    ]
    assert seqs == sorted(set(seqs))
    assert size_of(office) == seqs[-1] >= before + 3


def test_what_anybody_else_asks_is_a_draft(office: Office) -> None:
    file = office.statement([*office.lines(), ("line", UNIT, LINE, "2026-03-29", "DRAFT", "-1.00")])
    before = size_of(office)
    said = office.say(file, "--json", "--as", "stranger")
    assert (said.code, said.json["kept"], size_of(office)) == (0, None, before)
    assert "no role to keep" in office.say(file, "--as", "stranger").out


def test_a_kept_statement_makes_a_finding_of_the_next_run(office: Office, tmp_path: Path) -> None:
    wrong = [*office.lines(), ("line", UNIT, LINE, "2025-11-03", "OLD-2", "-7.00")]
    office.say(office.statement(wrong), "--json")
    rules = tmp_path / "rules.toml"
    text = 'version = "city"\nvalid_from = 2025-10-01\nfindings = ["E-MIS-DIFF"]'
    rules.write_text(text, encoding="utf-8")
    office.terminal.ask("reconcile", "--on", "2026-03-31", "--rules", rules, "--out", tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["code"] == "E-MIS-DIFF"]
    assert [(row["severity"], row["subject"]) for row in rows] == [("HIGH", f"{UNIT}/{LINE}")]


BAD: dict[str, tuple[Callable[[list[Row]], list[Row]], str]] = {
    "a wrong total": (lambda rows: rows[1:], "wrong_total"),
    "a line twice": (lambda rows: [rows[0], *rows], "rows_repeat"),
    "another currency": (
        lambda rows: [(*rows[0][:5], rows[0][5] + " USD"), *rows[1:]], "not_a_number",
    ),
    "an unknown unit": (lambda rows: [("line", "9999", *rows[0][2:]), *rows[1:]], "no_balance"),
    "a year of the wrong era": (
        lambda rows: [(*rows[0][:3], "2569-01-05", *rows[0][4:]), *rows[1:]], "buddhist_year",
    ),
    "Thai digits": (
        lambda rows: [(*rows[0][:5], "๑๐.๐๐"), *rows[1:]], "thai_digits",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_of_a_bad_statement_nothing_is_half_imported(office: Office, tmp_path: Path, case: str) -> None:
    spoil, why = BAD[case]
    good = office.lines()
    file = office.statement(good)
    rows = list(csv.reader(file.read_text("utf-8").splitlines()))
    closing = cast("Row", tuple(rows[-1]))
    office.write(file, [*spoil(good), closing])
    before = size_of(office)
    said = office.say(file, "--json", "--out", tmp_path / "out")
    assert (said.code, size_of(office), (tmp_path / "out").exists()) == (1, before, False)
    places = [(one["facts"].get("why"), one["row"]) for one in said.json["refused"]]
    assert why in dict(places)
    assert all(row > 1 for _, row in places)


def test_a_file_in_an_encoding_nobody_named_is_unusable_and_nothing_is_kept(office: Office) -> None:
    file = office.statement([("line", UNIT, LINE, "2026-03-30", "ฎ 1", "-1.00")])
    file.write_bytes(file.read_text("utf-8").encode("cp874"))
    before = size_of(office)
    said = office.say(file, "--json")
    assert (said.code, said.json["error"]["code"], size_of(office)) == (2, "unreadable_file", before)


def test_a_reference_that_names_a_person_is_listed_and_nothing_is_kept(
    office: Office, tmp_path: Path
) -> None:
    person = ("line", UNIT, LINE, "2026-03-30", "1101700230708", "-1.00")
    file = office.statement([*office.lines(), person])
    before = size_of(office)
    said = office.say(file, "--json", "--out", tmp_path / "out")
    assert (said.code, size_of(office), (tmp_path / "out").exists()) == (1, before, False)
    assert [(one["code"], one["row"]) for one in said.json["refused"]] == [
        ("personal_data", len(office.lines()) + 2)
    ]


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
