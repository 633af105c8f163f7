"""The transfer register: every leg with totals that run along, every movement of money on the way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reports.books.transfers import write_transfers
from reports.journal import journal_rows
from tests.reconciliation.builders import Book, a_book, funded
from tests.reports.workbooks import CREATED, cells, column, digest_of, pilot, recalculated


def made(book: Book, path: Path, lang: str = "en", on: str = "2026-03-31", **about: Any) -> Path:  # noqa: ANN401 - the book's own options
    rows = journal_rows(book.entries)
    digest = write_transfers(book.statement(on), path, lang=lang, created=CREATED, journal=rows, **about)
    assert digest_of(path) == digest
    return path


def on_the_way(book: Book | None = None) -> Book:
    """A transfer received in part, one called back, one not yet received, all of one day but the last."""
    book = book or a_book()
    for number, amount in (("T1", "100.00"), ("T2", "40.00"), ("T3", "7.50")):
        leg = {"number": number, "line": "L", "from_unit": "C", "to_unit": "D1", "amount": amount}
        book.post("2025-11-03", "transfer", legs=[leg])
    book.post("2025-11-04", "confirm", transfer="T1", amount="60.00")
    book.post("2025-11-05", "recall", transfer="T2")
    return book


def agrees(path: Path) -> bool:
    return "✓ all figures agree" in cells(path).values()


def test_each_leg_stands_with_what_became_of_it_and_totals_run_along(tmp_path: Path) -> None:
    path = made(on_the_way(), tmp_path / "a.xlsx")
    assert column(path, "T1", "Number")[:3] == ["T1", "T2", "T3"]
    assert column(path, "T1", "Issued")[:4] == [100, 40, 7.5, 147.5]
    assert column(path, "T1", "Confirmed")[:4] == [60, 0, 0, 60]
    assert column(path, "T1", "Recalled")[:4] == [0, 40, 0, 40]
    assert column(path, "T1", "Issued, running total")[:4] == [100, 140, 147.5, 147.5]
    assert column(path, "T1", "In transit, running total")[:4] == [40, 40, 47.5, 47.5]
    assert agrees(path)


def test_each_movement_leaves_the_balance_on_the_way(tmp_path: Path) -> None:
    path = made(on_the_way(), tmp_path / "a.xlsx")
    assert column(path, "T2", "Balance in transit") == [100, 140, 147.5, 87.5, 47.5, 47.5]
    assert column(path, "T2", "Received, recalled or other")[3:] == [60, 40, 100]


def test_what_takes_effect_after_the_cut_off_is_not_there_yet(tmp_path: Path) -> None:
    path = made(on_the_way(), tmp_path / "a.xlsx", on="2025-11-04")
    assert column(path, "T2", "Balance in transit") == [100, 140, 147.5, 87.5, 87.5]
    assert agrees(path)


@pytest.mark.parametrize("book", (a_book(), a_book("USD"), on_the_way(funded(book=a_book("USD")))))
def test_a_book_without_transfers_or_in_another_currency_agrees(tmp_path: Path, book: Book) -> None:
    assert agrees(made(book, tmp_path / "a.xlsx"))


@pytest.mark.parametrize("rows_max", (900_000, 5))
def test_the_pilots_register_agrees_and_goes_on_where_it_is_long(tmp_path: Path, rows_max: int) -> None:
    book, statement = pilot()
    path = tmp_path / "a.xlsx"
    rows = journal_rows(book.entries)
    digest = write_transfers(statement, path, lang="th", created=CREATED, journal=rows, rows_max=rows_max)
    assert digest == digest_of(path)
    assert "✓ ทุกยอดตรงกัน" in cells(path).values()


def test_same_statement_same_bytes(tmp_path: Path) -> None:
    book = on_the_way()
    first, second = (made(book, tmp_path / f"{name}.xlsx").read_bytes() for name in "ab")
    assert first == second


@pytest.mark.libreoffice
def test_libreoffice_comes_to_the_same_running_totals(tmp_path: Path) -> None:
    path = made(on_the_way(), tmp_path / "a.xlsx", rows_max=2)
    fresh = cells(recalculated(path, tmp_path))
    for place, value in cells(path).items():
        close = pytest.approx(value) if isinstance(value, int | float) else value
        assert fresh.get(place, "") == close, place
