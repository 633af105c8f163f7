"""References: groups named by the papers, equal, nearly equal, and not."""

from __future__ import annotations

import pytest

from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, matching_of, only, printed


def test_one_voucher_and_one_lot_of_equal_amounts_are_r1() -> None:
    found = only([a_voucher("P1", a_part(5, "L1"))], [a_lot("L1", 5)])
    assert (found.rule, found.kind, found.status, found.reason) == ("R1", "1:1", "CONFIRMED", "reference")
    assert (found.spend, found.earned, found.difference, found.referenced) == (50_000, 50_000, 0, True)


def test_the_vendor_of_a_reference_is_not_asked() -> None:
    assert only([a_voucher("P1", a_part(5, "L1"), vendor="W")], [a_lot("L1", 5)]).rule == "R1"


def test_instalments_of_one_lot_are_r2() -> None:
    vouchers = [a_voucher("P1", a_part(2, "L1")), a_voucher("P2", a_part(3, "L1"))]
    assert printed(matching_of(vouchers, [a_lot("L1", 5)])) == ["R2 n:1 CONFIRMED P1 P2 > L1"]


def test_rework_stands_with_its_first_lot_whichever_is_named() -> None:
    lots = [
        a_lot("L1", 3, rejected=2, reworked=2),
        a_lot("L2", 1, "2026-02-03", rejected=1, rework_of="L1", reworked=1),
        a_lot("L3", 1, "2026-02-04", rework_of="L2"),
    ]
    vouchers = [a_voucher("P1", a_part(4, "L1")), a_voucher("P2", a_part(1, "L3"))]
    assert printed(matching_of(vouchers, lots)) == ["R2 n:n CONFIRMED P1 P2 > L1 L2 L3"]


@pytest.mark.parametrize(
    ("accepted", "over", "rule", "kind"),
    (
        (100, 1, "R2T", "1:1 tol"),
        (100, -1, "R2T", "1:1 tol"),
        (100, 100, "R2T", "1:1 tol"),
        (100, 101, "R6", "1:1 excess"),  # above the amount per group
        (10, 10, "R2T", "1:1 tol"),
        (10, 11, "R6", "1:1 excess"),  # above 0.01 % of what was earned
        (10, -11, "R6", "1:1 part"),
    ),
)
def test_a_difference_must_be_within_both_tolerances(accepted: int, over: int, rule: str, kind: str) -> None:
    voucher = a_voucher("P1", a_part(0, "L1", satang=accepted * 10_000 + over))
    found = only([voucher], [a_lot("L1", accepted)])
    assert (found.rule, found.kind, found.difference) == (rule, kind, over)


def test_a_price_reduction_lowers_what_is_earned() -> None:
    voucher = a_voucher("P1", a_part(0, "L1", satang=49_900))
    assert only([voucher], [a_lot("L1", 5, less=100)]).rule == "R1"


def test_a_contract_lot_earns_the_unit_price_of_its_contract() -> None:
    lot = a_lot("L1", 3, activity="KM", unit_price=1_111)
    voucher = a_voucher("P1", a_part(0, "L1", "KM", satang=3_333))
    assert only([voucher], [lot]).rule == "R1"


@pytest.mark.parametrize("elsewhere", ({"unit": "D2"}, {"activity": "KM", "unit_price": 10_000}))
def test_a_delivery_of_another_unit_or_activity_is_no_reference(elsewhere: dict[str, object]) -> None:
    found = only([a_voucher("P1", a_part(5, "L1"))], [a_lot("L1", 5, **elsewhere)])
    assert (found.rule, found.status, found.reason) == ("-", "UNMATCHED", "no_open_lot")
