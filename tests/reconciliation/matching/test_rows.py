"""Rows: how matches are printed."""

from __future__ import annotations

from reconciliation.matching.rows import MATCH_COLUMNS, matches_rows
from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, matching_of


def test_a_row_has_the_columns_of_the_table() -> None:
    [row] = matches_rows(matching_of([a_voucher("P 1", a_part(5, "L 1"))], [a_lot("L 1", 7)]))
    assert tuple(row) == tuple(MATCH_COLUMNS)
    assert list(row.values()) == ["R6", "1:1 part", '"P 1"', '"L 1"', 50_000, 70_000, -20_000, "PARTIAL"]


def test_rows_stand_in_order_of_their_first_voucher() -> None:
    vouchers = [a_voucher(number, a_part(1, "L1" if number != "P2" else "")) for number in ("P3", "P2", "P1")]
    rows = matches_rows(matching_of(vouchers, [a_lot("L1", 2)]))
    assert [row["vouchers"] for row in rows] == ["P1 P3", "P2"]
