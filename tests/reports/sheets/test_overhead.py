"""B5: running costs of each unit, the cap on them, and what each activity bears, counted once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reports.sheets.overhead import overhead
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import held, miscalculated, off, row, told
from tests.reports.workbooks import pilot


@given(programmes, days)
def test_totals_are_those_of_the_districts(chosen: list[tuple[str, Mapping[str, Any]]], on: date) -> None:
    book = carried_out(chosen).book
    table = overhead(told(book, book.statement(on.isoformat())), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert miscalculated(table, records) == []


def test_a_unit_stands_above_the_activities_that_bear_its_overhead() -> None:
    table = overhead(told(*pilot()), frozenset())
    rows = [row(table, record) for record in held(table)]
    assert rows[0]["district"] == "1032 Prawet"
    assert (rows[0]["overhead"], rows[0]["overhead_cap"]) == (2_000_000, 2_328_750)
    assert sum(one["overhead_alloc"] for one in rows[1:4]) == rows[0]["overhead"]
