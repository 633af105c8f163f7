"""Netting: a voucher and the document that took it back."""

from __future__ import annotations

from tests.reconciliation.matching.papers import (
    a_lot,
    a_part,
    a_reversal,
    a_voucher,
    matching_of,
    printed,
)


def test_a_reversed_voucher_is_netted_and_leaves_its_lot_to_others() -> None:
    vouchers = [
        a_voucher("P1", a_part(5, "L1"), reversal=a_reversal("P2")),
        a_voucher("P3", a_part(5, "L1")),
    ]
    found = matching_of(vouchers, [a_lot("L1", 5)])
    assert printed(found) == ["R0 net NETTED P1 P2 > ", "R1 1:1 CONFIRMED P3 > L1"]
    assert (found.matches[0].spend, found.matches[0].difference) == (0, 0)


def test_a_voucher_of_several_cells_is_netted_whole() -> None:
    parts = [a_part(5, "L1"), a_part(1, "", "KM"), a_part(1, "", "OH")]
    found = matching_of([a_voucher("P1", parts, reversal=a_reversal(""))], [])
    assert printed(found) == ["R0 net NETTED P1 > "]
    assert found.matches[0].vouchers[0].parts == (1, 2)


def test_reversed_overhead_is_no_part_of_the_evidence() -> None:
    voucher = a_voucher("P1", a_part(5, "", "OH"), reversal=a_reversal("P2"))
    assert printed(matching_of([voucher], [])) == []
