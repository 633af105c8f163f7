"""S1: what each unit holds of each budget line adds up to the lead schedule, whatever was moved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reports.sheets.allocations import allocations
from tests.reconciliation.builders import Book
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import BOOKS, DAYS, held, miscalculated, off, row, told
from tests.reports.workbooks import pilot


def assert_ties(book: Book, on: str) -> None:
    table = allocations(told(book, book.statement(on)), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert miscalculated(table, records) == []


@given(programmes, days)
def test_it_ties_to_the_lead_schedule_in_random_programmes(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    assert_ties(carried_out(chosen).book, on.isoformat())


def test_it_ties_in_books_of_two_years_of_other_money_and_of_nothing() -> None:
    for make in BOOKS.values():
        for day in DAYS:
            assert_ties(make(), day)


def test_a_district_finds_what_it_may_still_use() -> None:
    table = allocations(told(*pilot()), frozenset())
    first = row(table, held(table)[0])
    assert first["unit"] == "1032 Prawet"
    assert (first["transfers_in"], first["spent"], first["available"]) == (
        140_000_000,
        79_625_000,
        42_575_000,
    )
