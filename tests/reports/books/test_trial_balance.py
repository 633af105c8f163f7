"""The trial balance: both sides come to the same, and every account to what the journal holds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.buckets import MONEY
from reports.books.trial_balance import write_trial_balance
from reports.journal import journal_rows
from reports.words import Words
from tests.reconciliation.builders import Book, a_book, a_contract, funded, pay, pilot_statement, survey
from tests.reports.workbooks import CREATED, cells, column, digest_of, pilot, recalculated


def made(book: Book, path: Path, on: str = "2026-03-31", **about: Any) -> Path:  # noqa: ANN401 - the book's own options
    rows = journal_rows(book.entries)
    statement = book.statement(on)
    digest = write_trial_balance(statement, path, lang="en", created=CREATED, journal=rows, **about)
    assert digest_of(path) == digest
    return path


def spent(book: Book | None = None) -> Book:
    """A book with money at several stages."""
    book = funded("1000.00", book=book)
    a_contract(book, "2025-11-01", "PO", "300.00")
    pay(book, "2025-11-02", "PV", "120.00")
    survey(book, "2025-11-03", "DN", 1)
    return book


def agrees(path: Path) -> bool:
    return "✓ all figures agree" in cells(path).values()


def test_what_came_and_went_leaves_what_the_journal_holds_and_both_sides_are_equal(tmp_path: Path) -> None:
    path = made(spent(), tmp_path / "a.xlsx")
    debit, credit = column(path, "G1", "Debit"), column(path, "G1", "Credit")
    assert debit[-1] == credit[-1] == 10_000_000
    assert column(path, "G1", "Net")[-1] == 0
    assert set(column(path, "G1", "Difference")) == {0}
    assert column(path, "G1", "Net") == column(path, "G1", "Balance per journal")
    assert agrees(path)


def test_accounts_stand_in_the_order_money_passes_them(tmp_path: Path) -> None:
    path = made(spent(), tmp_path / "a.xlsx")
    stages = column(path, "G2", "Stage")[:-1]
    units = column(path, "G2", "Unit")[:-1]
    words = Words("en")
    passed = [words(f"stages.{stage}") for stage in MONEY]
    assert [passed.index(stage) for stage in stages] == sorted(passed.index(stage) for stage in stages)
    assert len(set(zip(stages, units, column(path, "G2", "Budget line"), strict=False))) == len(stages)


@pytest.mark.parametrize("on", ("2025-10-01", "2025-11-01", "2026-09-30"))
def test_every_day_of_the_year_comes_to_nothing(tmp_path: Path, on: str) -> None:
    path = made(spent(), tmp_path / "a.xlsx", on=on)
    assert column(path, "G2", "Net")[-1] == 0
    assert agrees(path)


@pytest.mark.parametrize("book", (a_book(), spent(a_book("USD"))))
def test_a_book_of_nothing_or_of_another_currency_agrees(tmp_path: Path, book: Book) -> None:
    assert agrees(made(book, tmp_path / "a.xlsx", rows_max=2))


def test_a_journal_that_lacks_an_entry_is_found(tmp_path: Path) -> None:
    book = spent()
    rows = [replace(row, lines=()) if row.kind == "disburse" else row for row in journal_rows(book.entries)]
    path = tmp_path / "a.xlsx"
    write_trial_balance(book.statement(), path, lang="en", created=CREATED, journal=rows)
    assert not agrees(path)
    assert "✗" in column(path, "G1", "Row check")


def test_the_pilot_agrees(tmp_path: Path) -> None:
    book, _ = pilot()
    path = tmp_path / "a.xlsx"
    rows = journal_rows(book.entries)
    write_trial_balance(pilot_statement(), path, lang="en", created=CREATED, journal=rows)
    assert column(path, "G1", "Debit")[-1] == column(path, "G1", "Credit")[-1] == 8_000_000
    assert agrees(path)


@pytest.mark.libreoffice
def test_libreoffice_comes_to_the_same(tmp_path: Path) -> None:
    path = made(spent(), tmp_path / "a.xlsx")
    fresh = cells(recalculated(path, tmp_path))
    for place, value in cells(path).items():
        close = pytest.approx(value) if isinstance(value, int | float) else value
        assert fresh.get(place, "") == close, place
