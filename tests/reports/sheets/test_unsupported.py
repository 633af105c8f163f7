"""C3: what is not supported, explained twice: by value and by vouchers and lots."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reports.sheets.unsupported import unsupported
from tests.reconciliation.everything import a_book_of_everything
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import column, held, miscalculated, off, told
from tests.reports.workbooks import pilot


@given(programmes, days)
def test_both_explanations_agree_in_every_row_and_in_total(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    book = carried_out(chosen).book
    table = unsupported(told(book, book.statement(on.isoformat())), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert miscalculated(table, records) == []
    assert set(column(table, records, "row_check")) <= {"✓"}


def test_the_worked_example_and_a_book_of_everything_are_explained() -> None:
    everything = a_book_of_everything()
    for book, statement in (pilot(), (everything, everything.statement("2026-09-30"))):
        table = unsupported(told(book, statement), frozenset())
        records = held(table)
        assert off(table, records) == {}
        assert set(column(table, records, "row_check")) == {"✓"}
