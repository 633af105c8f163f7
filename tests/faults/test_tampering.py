"""Whatever is changed by raw file or superuser, `verify` finds it: in the rows, or by a held checkpoint."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Table

from ledger.tables import metadata
from ledger.verification import Report, verify
from tests.builders import BOOK
from tests.faults.books import opened
from tests.faults.burglary import Execute, Repair, broken_into, change, delete, insert, keys_of
from tests.faults.sealed import KEY, Sealed, written

TABLES = tuple(metadata.tables.values())
COLUMNS = [(table, column.name) for table in TABLES for column in table.columns]
# A second row under another key would belong to another book.
SEVERAL = [table for table in TABLES if keys_of(table)]


def verified(url: str, *notes: str) -> Report:
    with opened(url) as engine:
        return verify(engine, BOOK, checkpoints=notes, verifiers=[KEY.verifier])


def after(sealed: Sealed, crime: Callable[[Execute], Repair]) -> Report:
    """What `verify` says after a crime, which is undone when it has been seen."""
    with broken_into(sealed.url) as execute:
        repair = crime(execute)
    report = verified(sealed.url, sealed.note)
    with broken_into(sealed.url) as execute:
        repair(execute)
    return report


def codes(report: Report) -> set[str]:
    return {problem.code for problem in report.problems}


def tables_named(report: Report) -> set[str]:
    return {problem.facts["table"] for problem in report.problems}


def test_the_book_as_it_was_sealed_verifies(sealed: Sealed) -> None:
    report = verified(*sealed)
    assert (report.ok, report.since_checkpoint) == (True, 0)


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t.name}.{c}" for t, c in COLUMNS])
def test_every_column_that_was_changed_is_found(sealed: Sealed, table: Table, column: str) -> None:
    report = after(sealed, lambda execute: change(execute, table, column))
    assert table.name in tables_named(report)
    named = {p.facts.get("column") for p in report.problems if p.facts["table"] == table.name}
    whole = {"row_missing", "row_unexpected", "body_unreadable", "checkpoint_unreadable"}
    assert column in named or whole & codes(report)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_row_that_was_deleted_is_missed(sealed: Sealed, table: Table) -> None:
    report = after(sealed, lambda execute: delete(execute, table))
    assert ("row_missing", table.name) in {(p.code, p.facts["table"]) for p in report.problems}


@pytest.mark.parametrize("table", SEVERAL, ids=str)
def test_every_row_too_many_is_found(sealed: Sealed, table: Table) -> None:
    report = after(sealed, lambda execute: insert(execute, table))
    assert table.name in tables_named(report)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_table_that_is_gone_is_missed(sealed: Sealed, table: Table) -> None:
    with opened(sealed.url) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} RENAME TO elsewhere")
        report = verify(engine, BOOK)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE elsewhere RENAME TO {table.name}")
    missing = [p.facts["table"] for p in report.problems if p.code == "table_missing"]
    assert missing == [table.name]


@pytest.mark.parametrize(
    ("amount", "vouchers", "code"),
    (("0.01", 230, "journal_truncated"), ("0.02", 250, "checkpoint_differs")),
    ids=("tail cut off", "one amount changed"),
)
def test_only_a_held_checkpoint_finds_a_book_rewritten_consistently(
    sealed: Sealed, database_url: str, amount: str, vouchers: int, code: str
) -> None:
    """Who may write everything leaves the book as if its history had been another."""
    written(database_url, amount, vouchers)
    assert verified(database_url).ok
    assert codes(verified(database_url, sealed.note)) == {code}


def test_a_signature_that_does_not_fit_is_not_believed(sealed: Sealed) -> None:
    other = "A" if sealed.note[-20] != "A" else "B"
    forged = f"{sealed.note[:-20]}{other}{sealed.note[-19:]}"
    assert codes(verified(sealed.url, forged)) == {"checkpoint_bad_signature"}


def test_a_signature_by_a_stranger_is_said_so_and_the_root_compared(sealed: Sealed) -> None:
    with opened(sealed.url) as engine:
        report = verify(engine, BOOK, checkpoints=[sealed.note])
    assert codes(report) == {"checkpoint_key_unknown"}
    assert report.newest_checkpoint == report.size
