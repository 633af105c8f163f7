"""Transfers issued beside receipts confirmed: what is on the way belongs to neither."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reconciliation.collect import collect
from reconciliation.receipts import ReceiptsResult, receipts
from tests.reconciliation.builders import Book, a_book
from tests.reconciliation.programmes import carried_out, programmes

ON = date(2026, 3, 31)


def sent(book: Book, number: str, amount: str, on: str = "2025-10-15", unit: str = "D1") -> None:
    leg = {"number": number, "line": "L", "from_unit": "C", "to_unit": unit, "amount": amount}
    book.post(on, "transfer", order_no=f"O-{number}", legs=[leg])


def result(book: Book, on: date = ON) -> ReceiptsResult:
    return receipts(collect(book.entries, on))


def test_each_transfer_has_its_state_and_its_days_on_the_way() -> None:
    book = a_book()
    for number in ("T1", "T2", "T3", "T4"):
        sent(book, number, "100.00")
    book.post("2025-10-17", "confirm", transfer="T1", amount="100.00")
    book.post("2025-10-20", "confirm", transfer="T2", amount="40.00")
    book.post("2025-10-20", "recall", transfer="T3", reason="x")
    found = [
        (one.transfer.number, one.state, one.age_days, one.working_days, one.late)
        for one in result(book, date(2025, 10, 22)).transfers
    ]
    assert found == [
        ("T1", "confirmed", 2, 2, False),
        ("T2", "partial", 7, 5, False),
        ("T3", "recalled", 0, 0, False),
        ("T4", "in_transit", 7, 5, False),
    ]
    assert [one.transfer.number for one in result(book).open_items if one.late] == ["T2", "T4"]


def test_a_unit_is_sent_what_it_confirmed_what_was_recalled_and_what_is_on_the_way() -> None:
    book = a_book()
    sent(book, "T1", "100.00")
    sent(book, "T2", "50.00")
    sent(book, "T3", "7.00", unit="D2")
    book.post("2025-10-17", "confirm", transfer="T1", amount="60.00")
    book.post("2025-10-18", "recall", transfer="T2", reason="x")
    assert [
        (one.unit, one.issued, one.confirmed, one.recalled, one.in_transit, one.in_buckets, one.holds)
        for one in result(book).units
    ] == [("D1", 15_000, 6_000, 5_000, 4_000, 4_000, True), ("D2", 700, 0, 0, 700, 700, True)]


def test_a_transfer_is_only_seen_from_its_day_on() -> None:
    book = a_book()
    sent(book, "T1", "100.00", on="2026-01-05")
    assert result(book, date(2026, 1, 4)).transfers == ()
    assert len(result(book, date(2026, 1, 5)).transfers) == 1


@given(programmes)
def test_documents_and_buckets_agree_on_what_is_on_the_way(
    chosen: list[tuple[str, Mapping[str, Any]]],
) -> None:
    entries = carried_out(chosen).book.entries
    for on in (date(2025, 11, 30), ON, date(2026, 12, 31)):
        facts = collect(entries, on)
        found = receipts(facts)
        assert found.holds
        assert all(one.in_transit == one.in_buckets for one in found.units)
        assert receipts(collect(reversed(entries), on)) == found
