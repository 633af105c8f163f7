"""What one run closed with is what the next one opens with, or the place of the change is named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from ledger.buckets import Bucket
from reconciliation.collect import collect
from reconciliation.opening import Group, compare_opening
from tests.reconciliation.builders import funded, pay
from tests.reconciliation.programmes import carried_out, programmes

ON = date(2026, 3, 31)


def bucket(item: str = "", stage: str = "committed", unit: str = "D1") -> Bucket:
    return Bucket(stage, unit, "L", item, "satang")


def test_equal_balances_carry_over_whatever_is_zero() -> None:
    found = compare_opening({bucket("A"): 5, bucket("B"): 0}, {bucket("A"): 5, bucket("C"): 0})
    assert (found.holds, [(row.group, row.closing, row.opening) for row in found.rows]) == (
        True,
        [(Group("committed", "D1", "L", "satang"), 5, 5)],
    )


def test_a_difference_is_named_by_group_and_item() -> None:
    found = compare_opening(
        {bucket("A"): 5, bucket("B"): 2, bucket(stage="available"): 9},
        {bucket("A"): 4, bucket("B"): 2, bucket(stage="available"): 9, bucket("C", unit="D2"): 1},
    )
    assert [(row.group.unit, row.difference, row.items) for row in found.differing] == [
        ("D1", -1, (("A", 5, 4),)),
        ("D2", 1, (("C", 0, 1),)),
    ]


def test_items_that_trade_places_differ_though_their_sum_agrees() -> None:
    row = compare_opening({bucket("A"): 5}, {bucket("B"): 5}).rows[0]
    assert (row.difference, row.holds, row.items) == (0, False, (("A", 5, 0), ("B", 0, 5)))


def test_a_late_entry_before_the_cut_off_shows_where_it_changed_the_opening() -> None:
    book = funded("1000.00")
    signed = collect(book.entries, ON).balances
    pay(book, "2026-03-30", "LATE", "10.00")
    found = compare_opening(signed, collect(book.entries, ON).balances)
    assert [(row.group.stage, row.difference) for row in found.differing] == [
        ("available", -1_000),
        ("expended", 1_000),
    ]


@given(programmes)
def test_a_book_opens_with_what_it_closed_with_while_nothing_is_posted_before(
    chosen: list[tuple[str, Mapping[str, Any]]],
) -> None:
    entries = carried_out(chosen).book.entries
    closing = collect(entries, ON).balances
    found = compare_opening(closing, collect(reversed(entries), ON).balances)
    assert found.holds
    assert sum(row.opening for row in found.rows) == sum(closing.values())
