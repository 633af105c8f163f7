"""Differences: it is clear what was paid for, and the amounts differ."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, matching_of, only, printed


@pytest.mark.parametrize("named", ("L1", ""))
@pytest.mark.parametrize(
    ("lot", "kind", "status"),
    (
        ({"accepted": 7}, "1:1 part", "PARTIAL"),
        ({"accepted": 3}, "1:1 excess", "EXCESS"),
        ({"accepted": 0, "decided": "", "quantity": 5}, "1:1 excess", "AWAITING_ACCEPTANCE"),
        ({"accepted": 0, "quantity": 5, "rejected": 4}, "1:1 excess", "AWAITING_ACCEPTANCE"),
        ({"accepted": 0, "rejected": 5}, "1:1 excess", "REJECTED_OUTPUT"),
    ),
)
def test_what_was_earned_and_what_waits_decide(
    named: str, lot: dict[str, Any], kind: str, status: str
) -> None:
    fields = dict(lot)
    accepted, decided = fields.pop("accepted"), fields.pop("decided", "2026-02-01")
    found = only([a_voucher("P1", a_part(5, named))], [a_lot("L1", accepted, decided, **fields)])
    assert (found.rule, found.kind, found.status) == ("R6", kind, status)
    assert found.referenced is bool(named)


def test_what_waits_and_what_was_rejected_is_told_at_the_rate() -> None:
    lot = a_lot("L1", 1, quantity=6, rejected=3, reworked=1)
    found = only([a_voucher("P1", a_part(5, "L1"))], [lot, a_lot("L2", 1, rework_of="L1")])
    assert (found.earned, found.pending, found.rejected) == (20_000, 20_000, 20_000)


def test_all_vouchers_without_a_reference_pay_for_the_only_open_lot_of_their_vendor() -> None:
    vouchers = [a_voucher(f"P{no}", a_part(no)) for no in (1, 2, 4)]
    assert printed(matching_of(vouchers, [a_lot("L1", 9)])) == ["R6 n:1 part PARTIAL P1 P2 P4 > L1"]


def test_two_open_lots_of_a_vendor_are_not_clear() -> None:
    found = only([a_voucher("P1", a_part(5))], [a_lot("L1", 6), a_lot("L2", 7)])
    assert (found.rule, found.status, found.reason) == ("-", "UNMATCHED", "no_solution")


def test_a_lot_that_another_voucher_names_is_not_the_only_open_one() -> None:
    vouchers = [a_voucher("P1", a_part(5)), a_voucher("P2", a_part(7, "L2"))]
    lots = [a_lot("L1", 6), a_lot("L2", 7)]
    assert printed(matching_of(vouchers, lots)) == [
        "R6 1:1 part PARTIAL P1 > L1",
        "R1 1:1 CONFIRMED P2 > L2",
    ]


def test_amounts_that_do_not_differ_are_no_difference() -> None:
    found = only([a_voucher("P1", a_part(5))], [a_lot("L1", 5, "2025-10-05")])
    assert (found.rule, found.reason) == ("-", "no_solution")
