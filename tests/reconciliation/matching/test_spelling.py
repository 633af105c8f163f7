"""Spelling: references that nearly name a delivery."""

from __future__ import annotations

import pytest

from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, matching_of, only, printed


@pytest.mark.parametrize(
    ("said", "rule"),
    (
        ("DN-102", "R5"),
        ("dn 101", "R5"),
        ("DN-๑๐๑", "R5"),
        ("DN-1011", "R5"),
        ("DN-11", "R5"),
        ("DN-110", "-"),  # two signs change places
        ("XX-102", "-"),
    ),
)
def test_one_sign_away_is_near(said: str, rule: str) -> None:
    found = only([a_voucher("P1", a_part(5, said))], [a_lot("DN-101", 5)])
    assert (found.rule, found.status) == (rule, "SUGGESTED" if rule == "R5" else "UNMATCHED")
    assert found.reason == ("near_reference" if rule == "R5" else "no_such_delivery")


def test_the_amount_must_be_equal() -> None:
    found = only([a_voucher("P1", a_part(4, "DN-102"))], [a_lot("DN-101", 5)])
    assert (found.rule, found.reason) == ("-", "no_such_delivery")


def test_it_closes_no_lot_and_prints_the_nearest_spelling_first() -> None:
    lots = [a_lot("DN-101", 5), a_lot("DN-1 02", 5), a_lot("DN-103", 5)]
    found = matching_of([a_voucher("P1", a_part(5, "DN-102"))], lots)
    assert printed(found) == ['R5 1:1 SUGGESTED P1 > "DN-1 02"']
    assert found.matches[0].alternatives == len(found.unclaimed) == 3


def test_a_lot_another_voucher_names_is_not_meant() -> None:
    vouchers = [a_voucher("P1", a_part(5, "DN-102")), a_voucher("P2", a_part(5, "DN-101"))]
    assert printed(matching_of(vouchers, [a_lot("DN-101", 5)])) == [
        "- none UNMATCHED P1 > ",
        "R1 1:1 CONFIRMED P2 > DN-101",
    ]
