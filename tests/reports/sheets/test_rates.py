"""E7: every rate and every change of plan; planned quantities add up to the targets in the buckets."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reports.sheets.rates import rates
from tests.reconciliation.builders import funded, plan
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import column, held, off, told


@given(programmes, days)
def test_planned_quantities_are_those_the_buckets_hold(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    book = carried_out(chosen).book
    table = rates(told(book, book.statement(on.isoformat())), frozenset())
    assert off(table, held(table)) == {}


def test_an_amended_plan_shows_what_changed() -> None:
    book = funded()
    plan(book, 10)
    plan(book, 7)
    table = rates(told(book, book.statement()), frozenset())
    records = held(table)
    assert [one for one in column(table, records, "planned") if one is not None] == [10, -3]
