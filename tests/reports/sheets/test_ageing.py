"""C2: each open voucher in the band of its age, findings beside them but in no sum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reconciliation.runs.items import open_items
from reports.sheets.ageing import ageing
from tests.reconciliation.builders import funded, pay
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import held, miscalculated, off, row, told


@given(programmes, days)
def test_bands_add_up_to_what_is_open(chosen: list[tuple[str, Mapping[str, Any]]], on: date) -> None:
    book = carried_out(chosen).book
    statement = book.statement(on.isoformat())
    table = ageing(told(book, statement), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert miscalculated(table, records) == []
    assert len(records) == len(open_items(statement))


def test_a_voucher_is_as_old_as_its_posting() -> None:
    book = funded()
    for day, number in (("2026-03-01", "P-1"), ("2026-01-30", "P-2"), ("2025-12-01", "P-3")):
        pay(book, day, number, "70.00", delivery="NONE")
    table = ageing(told(book, book.statement("2026-03-31")), frozenset())
    rows = [row(table, record) for record in held(table)]
    ages = {one["subject"]: one for one in rows if one["item_kind"] == "Voucher"}
    assert ages["P-1"]["age_0"] == ages["P-2"]["age_1"] == ages["P-3"]["age_3"] == 7_000
    assert all("open_amount" not in one for one in rows if one["item_kind"] == "Finding")
