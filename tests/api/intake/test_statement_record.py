"""What is recorded of a statement: enough to compare it again, and nothing that names people."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.intake.statement_profiles import read_statement_profile
from api.intake.statement_record import received_of, record_of
from api.intake.statements import read_statement
from ledger.commands import RecordStatement, statements
from ledger.entries import canonical
from reconciliation.documents import Stated
from reconciliation.external import received
from tests.api.intake.test_statements import BANK, BANK_HEAD, BOOKS

PROFILE = BANK.replace('balance = "{balance}"', 'balance = "{balance}"\ntext = "{note}"\naccount = "{acct}"')
ID = "1101700230708"  # a valid check digit, of nobody
ROWS = ("2026-01-05,A,-10.00,90.00,จ่าย นาย ก,1", "2026-01-06,B,5.00,95.00,โอน,1")


def recorded(folder: Path, *rows: str) -> object:
    """What is to be recorded of some rows, or [(row, code or why)] of what may not be."""
    (folder / "bank1.csv").write_text("\n".join((f"{BANK_HEAD},note,acct", *rows, "")), encoding="utf-8")
    (folder / "p.toml").write_text(PROFILE, encoding="utf-8")
    profile = read_statement_profile(folder / "p.toml")
    said = read_statement(folder / "bank1.csv", profile, BOOKS)
    assert said.statement is not None, said.refused
    made = record_of(said, said.statement, profile)
    if isinstance(made, RecordStatement):
        again = received(Stated(seq=0, command=made))
        whole = received_of(said.statement, said, profile)
        assert (again.mapping, again.stages, again.rules) == (whole.mapping, whole.stages, whole.rules)
        assert [(one.opening, one.closing) for one in again.statement.accounts] == [
            (one.opening, one.closing) for one in whole.statement.accounts
        ]
        return made
    return [(one.row, one.refusal.facts.get("why", one.refusal.code)) for one in made]


def test_the_free_text_stays_in_the_file_whose_hash_is_kept(tmp_path: Path) -> None:
    made = recorded(tmp_path, *ROWS)
    assert isinstance(made, RecordStatement)
    body = canonical(made.plain()).decode()
    assert ("นาย ก" in body, made.file_sha256 in body, len(made.lines)) == (False, True, 2)


def test_every_row_that_names_a_person_is_listed(tmp_path: Path) -> None:
    rows = [row.replace(",A,", f",{ID},").replace(",B,", f",โอน {ID},") for row in ROWS]
    assert recorded(tmp_path, *rows) == [(2, "personal_data"), (3, "personal_data")]


def test_an_account_that_names_a_person_is_listed_with_its_lines(tmp_path: Path) -> None:
    rows = [row.removesuffix(",1") + f",{ID}" for row in ROWS]
    assert recorded(tmp_path, *rows) == [
        *((2, "personal_data"), (3, "personal_data")),
        (2, "personal_data"),
    ]


def test_a_statement_of_too_many_lines_says_so_of_the_file_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements.StatementLine, "most", 1)
    assert recorded(tmp_path, *ROWS) == [(0, "too_many")]
