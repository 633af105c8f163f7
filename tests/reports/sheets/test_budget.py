"""B3: per budget line from the ordinance to what remains, and the totals another way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from reports.sheets.budget import COLUMNS, budget
from tests.reconciliation.builders import Book, an_advance, funded
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import (
    BOOKS,
    DAYS,
    a_book_of_two_years,
    assert_foots,
    held,
    off,
    row,
    told,
)


def shown(book: Book, on: str) -> dict[str, dict[str, Any]]:
    table = budget(told(book, book.statement(on)), frozenset())
    rows = [row(table, record) for record in held(table)]
    return {one["line"].partition(" ")[0]: one for one in rows}


@pytest.mark.parametrize("name", BOOKS)
def test_every_sum_agrees_with_the_buckets(name: str) -> None:
    assert_foots(budget, BOOKS[name](), *DAYS)


@given(programmes, days)
def test_every_sum_agrees_over_random_programmes(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    assert_foots(budget, carried_out(chosen).book, on.isoformat(), "2026-09-30")


def test_each_line_tells_its_budget_from_the_ordinance_to_what_remains() -> None:
    lines = shown(a_book_of_two_years(), "2026-10-09")
    assert list(lines) == ["L", "M", "N"]
    whole, moved = 1_000_010_000, 5_000
    assert _figures(lines["L"], "original", "changed") == [whole, -2 * moved - 900]
    assert _figures(lines["M"], "original", "changed", "revised", "released") == [
        0,
        2 * moved,
        2 * moved,
        moved,
    ]
    assert lines["L"]["released"] == 1_000_000_000 - 700 - moved
    # A thousand reached the district, and two hundred went back.
    assert _figures(lines["L"], "allotted", "disbursed", "advances_open") == [80_000, 4_500, 4_000]
    assert _figures(lines["N"], "revised", "released", "allotted", "remaining") == [
        50_000,
        40_000,
        18_000,
        50_000,
    ]
    assert lines["M"]["allotted"] == 2_000


def test_what_lapsed_was_remitted_or_is_carried_over_does_not_remain() -> None:
    found = shown(a_book_of_two_years(), "2027-09-30")["L"]
    parts = _figures(found, "used", "carried", "lapsed", "remaining")
    assert sum(parts) == found["revised"]
    assert found["carried"] == 4_500


def test_rates_are_shares_of_the_budget_after_transfers() -> None:
    book = funded("600.00")
    an_advance(book, "2025-12-01", "A", amount="100.00")
    assert shown(book, "2026-03-31")["L"]["used_rate"] == Fraction(1, 100_000)
    book.post("2026-01-01", "set_policy", valid_from="2026-01-01", advance_counts_as_used=False)
    assert shown(book, "2026-03-31")["L"]["used_rate"] == 0


def test_a_line_without_a_budget_has_no_rate() -> None:
    assert shown(a_book_of_two_years(), "2026-03-31")["N"]["used_rate"] == ""


def test_the_difference_is_explained_by_a_person() -> None:
    assert [column.key for column in COLUMNS if column.given] == ["explanation"]


def test_a_row_left_out_is_noticed() -> None:
    book = funded("600.00")
    table = budget(told(book, book.statement()), frozenset())
    assert set(off(table, [])) == {"original", "revised", "released", "allotted", "remaining"}


def _figures(found: Mapping[str, Any], *keys: str) -> list[int]:
    return [found[key] for key in keys]
