"""E4: each advance with what was cleared, refunded and is open, in the band of its days overdue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from reports.sheets.advances import advances
from tests.reconciliation.builders import Book, an_advance, funded, pay
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import BOOKS, DAYS, assert_foots, held, off, row, told


def shown(book: Book, on: str = "2026-03-31") -> list[dict[str, Any]]:
    table = advances(told(book, book.statement(on)), frozenset())
    return [row(table, record) for record in held(table)]


@pytest.mark.parametrize("name", BOOKS)
def test_every_sum_agrees_with_the_buckets(name: str) -> None:
    assert_foots(advances, BOOKS[name](), *DAYS)


@given(programmes, days)
def test_every_sum_agrees_over_random_programmes(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    assert_foots(advances, carried_out(chosen).book, on.isoformat(), "2026-09-30")


@pytest.mark.parametrize(
    ("due_on", "band", "days_overdue", "state"),
    (
        ("2026-04-01", "not_due", None, "… not overdue"),
        ("2026-03-31", "not_due", None, "… not overdue"),
        ("2026-03-30", "overdue_30", 1, "▲ overdue"),
        ("2026-03-01", "overdue_30", 30, "▲ overdue"),
        ("2026-02-28", "overdue_60", 31, "▲ overdue"),
        ("2026-01-30", "overdue_60", 60, "▲ overdue"),
        ("2026-01-29", "overdue_90", 61, "▲ overdue"),
        ("2025-12-31", "overdue_90", 90, "▲ overdue"),
        ("2025-12-30", "overdue_over_90", 91, "▲ overdue"),
    ),
)
def test_what_is_open_stands_in_the_band_of_its_days_overdue(
    due_on: str, band: str, days_overdue: int | None, state: str
) -> None:
    book = funded()
    an_advance(book, "2025-12-01", "A", due_on)
    (found,) = shown(book)
    bands = {key for key in found if key.startswith(("overdue", "not_due"))}
    assert (bands, found[band], found.get("days_overdue")) == ({band}, 10000, days_overdue)
    assert str(found["state"]) == state


def test_vouchers_clear_an_advance_and_cash_refunds_it() -> None:
    book = funded()
    an_advance(book, "2025-12-01", "A", contract_no="บย 1/2569", purpose="สำรวจ")
    pay(book, "2025-12-05", "P", "70.00", source="A")
    book.post("2025-12-06", "refund", advance="A", amount="30.00")
    (found,) = shown(book)
    money = [found[key] for key in ("amount", "cleared", "refunded", "outstanding")]
    assert money == [10000, 7000, 3000, 0]
    assert (str(found["state"]), found["contract_no"], found["borrower"]) == (
        "✓ accounted for",
        "บย 1/2569",
        "E",
    )


def test_a_reversed_refund_is_no_refund() -> None:
    book = funded()
    an_advance(book, "2025-12-01", "A")
    entry = book.post("2025-12-06", "refund", advance="A", amount="30.00")
    book.post("2025-12-07", "reverse", seq=entry.seq, reason="x")
    (found,) = shown(book)
    assert [found[key] for key in ("cleared", "refunded", "outstanding")] == [0, 0, 10000]


def test_what_was_drawn_on_an_advance_that_is_not_in_force_yet_is_listed_all_the_same() -> None:
    book = funded()
    an_advance(book, "2025-12-20", "A")
    pay(book, "2025-12-05", "P", "70.00", source="A")
    (found,) = shown(book, "2025-12-10")
    assert (found["number"], found["outstanding"], found["not_due"]) == ("A", -7000, -7000)
    assert str(found["state"]) == "✗ no document in force at the cut-off"


def test_a_row_left_out_is_noticed() -> None:
    book = funded()
    an_advance(book, "2025-12-20", "A")
    table = advances(told(book, book.statement()), frozenset())
    assert set(off(table, [])) == {"amount", "outstanding", "overdue_30"}
