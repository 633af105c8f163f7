"""Amounts: one voucher and one lot that only each other can mean."""

from __future__ import annotations

import pytest

from reconciliation.matching.match import Match
from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, matching_of, only, printed


def outcome(found: Match) -> tuple[str, str, str]:
    return found.rule, found.status, found.reason


def test_the_only_voucher_and_the_only_lot_of_an_amount_belong_together() -> None:
    found = only([a_voucher("P1", a_part(5))], [a_lot("L1", 5)])
    assert outcome(found) == ("R3", "CONFIRMED", "only_amount")
    assert (found.alternatives, found.referenced) == (1, False)


@pytest.mark.parametrize(
    ("decided", "confirmed"),
    (("2025-12-07", True), ("2025-12-06", False), ("2026-04-06", True), ("2026-04-07", False)),
)
def test_the_decision_lies_at_most_60_days_from_the_posting(decided: str, confirmed: bool) -> None:  # noqa: FBT001 - a column of the table
    found = only([a_voucher("P1", a_part(5))], [a_lot("L1", 5, decided)])
    assert found.status == ("CONFIRMED" if confirmed else "UNMATCHED")
    assert found.reason == ("only_amount" if confirmed else "no_solution")


@pytest.mark.parametrize(
    ("voucher", "lot"),
    (({"vendor": "W"}, {}), ({"unit": "D2"}, {}), ({"vendor": ""}, {"vendor": ""})),
)
def test_unit_and_vendor_must_be_the_same_and_named(voucher: dict[str, str], lot: dict[str, str]) -> None:
    assert only([a_voucher("P1", a_part(5), **voucher)], [a_lot("L1", 5, **lot)]).rule == "-"


def test_of_several_lots_the_nearest_is_suggested_and_none_is_closed() -> None:
    lots = [a_lot("L1", 5, "2026-01-01"), a_lot("L2", 5, "2026-02-09"), a_lot("L3", 5, "2026-02-01")]
    matching = matching_of([a_voucher("P1", a_part(5))], lots)
    [found] = matching.matches
    assert outcome(found) == ("R3", "SUGGESTED", "several")
    assert found.alternatives == 3
    assert [one.deliveries for one in found.best] == [("L2",), ("L3",), ("L1",)]
    assert [lot.number for lot in matching.unclaimed] == ["L1", "L2", "L3"]


def test_two_vouchers_for_one_lot_are_two_suggestions() -> None:
    found = matching_of([a_voucher("P1", a_part(5)), a_voucher("P2", a_part(5))], [a_lot("L1", 5)])
    assert printed(found) == ["R3 1:1 SUGGESTED P1 > L1", "R3 1:1 SUGGESTED P2 > L1"]
    assert {one.reason for one in found.matches} == {"shared"}


def test_a_voucher_whose_reference_is_lost_is_a_rival() -> None:
    found = matching_of([a_voucher("P1", a_part(5)), a_voucher("P2", a_part(5, "L9"))], [a_lot("L1", 5)])
    assert printed(found)[0] == "R3 1:1 SUGGESTED P1 > L1"


def test_a_lot_named_by_an_open_voucher_is_not_open() -> None:
    found = matching_of([a_voucher("P1", a_part(5)), a_voucher("P2", a_part(2, "L1"))], [a_lot("L1", 5)])
    assert printed(found) == ["- none UNMATCHED P1 > ", "R6 1:1 part PARTIAL P2 > L1"]


@pytest.mark.parametrize(
    ("vouchers", "lots", "status"),
    (
        ((5,), (5, 4), "CONFIRMED"),
        ((5,), (5, 2, 3), "SUGGESTED"),  # or 2 + 3
        ((5, 2, 3), (5,), "SUGGESTED"),  # the lot could be paid by 2 + 3
    ),
)
def test_sums_of_others_are_solutions_too(
    vouchers: tuple[int, ...], lots: tuple[int, ...], status: str
) -> None:
    asked = [a_voucher(f"P{no}", a_part(amount)) for no, amount in enumerate(vouchers)]
    found = matching_of(asked, [a_lot(f"L{no}", amount) for no, amount in enumerate(lots)])
    assert (found.matches[0].rule, found.matches[0].status) == ("R3", status)


def test_among_more_lots_than_can_be_searched_nothing_is_confirmed() -> None:
    lots = [a_lot("L", 5), *(a_lot(f"M{no:02d}", 100 + no) for no in range(24))]
    [found] = matching_of([a_voucher("P1", a_part(5))], lots).matches
    assert outcome(found) == ("R3", "SUGGESTED", "cut_short")
    [found] = matching_of([a_voucher("P1", a_part(5))], lots[:-1]).matches
    assert outcome(found) == ("R3", "CONFIRMED", "only_amount")


def test_an_undecided_lot_and_one_worth_nothing_are_no_candidates() -> None:
    lots = [a_lot("L1", 0, "", quantity=5), a_lot("L2", 0, rejected=5)]
    assert only([a_voucher("P1", a_part(5))], lots).rule == "-"
