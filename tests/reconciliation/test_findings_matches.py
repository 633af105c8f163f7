"""Matches: spending without a delivery, with another's, or with more than one that would do."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import Row, a_lot, decided, funded, pay, plan, rows, ruled, survey


def test_a_voucher_in_a_cell_without_a_delivery_is_spending_without_output() -> None:
    book = funded()
    pay(book, "2026-01-05", "PV1", "50.00")
    pay(book, "2026-01-06", "PV2", "60.00", "RENT")
    pay(book, "2026-01-07", "PV3", "70.00", "OH")
    pay(book, "2026-01-08", "PV4", "80.00", "KM")
    a_lot(book, "2026-01-09", "LOT", 1, "KM", vendor="W")
    assert rows(book.findings("E-SPEND-NOOUT")) == [("HIGH", "PV1", 5000), ("HIGH", "PV2", 6000)]
    assert rows(book.findings("E-NO-MATCH")) == [("HIGH", "PV4", 8000)]


def test_a_voucher_whose_reference_names_a_delivery_or_that_was_reversed_is_not() -> None:
    book = funded()
    a_lot(book, "2026-01-04", "LOT", 1, "KM", unit="D2")
    pay(book, "2026-01-05", "PV1", "50.00", delivery="LOT")
    pay(book, "2026-01-06", "PV2", "60.00", delivery="NO-SUCH-LOT")
    entry = pay(book, "2026-01-07", "PV3", "70.00")
    book.post("2026-01-08", "reverse", seq=entry.seq, reason="x")
    assert [one.subject for one in book.findings("E-SPEND-NOOUT")] == ["PV2"]
    assert [one.subject for one in book.findings("E-NO-MATCH")] == ["PV1"]


def test_only_the_part_of_a_voucher_in_such_a_cell_counts() -> None:
    book = funded()
    parts = (("HH", "10.00"), ("KM", "20.00"), ("RENT", "30.00"), ("OH", "40.00"))
    lines = [{"line": "L", "activity": activity, "amount": amount} for activity, amount in parts]
    book.post("2026-01-05", "disburse", number="PV", unit="D1", lines=lines)
    a_lot(book, "2026-01-06", "LOT", 1, "KM", vendor="W")
    found = book.findings("E-SPEND-NOOUT")
    assert (rows(found), found[0].facts["activity"]) == ([("HIGH", "PV", 4000)], "HH RENT")
    assert rows(book.findings("E-NO-MATCH")) == [("HIGH", "PV", 2000)]


def test_what_was_paid_back_in_full_is_spent_no_more() -> None:
    book = funded()
    pay(book, "2026-01-05", "PV", "50.00")
    book.post("2026-01-06", "disallow", voucher="PV", unit="D1", amount="50.00", reason="x")
    assert [one.subject for one in book.findings("E-SPEND-NOOUT")] == ["PV"]
    book.post("2026-01-07", "recover", voucher="PV", unit="D1", amount="20.00")
    assert rows(book.findings("E-SPEND-NOOUT")) == [("HIGH", "PV", 5000)]
    book.post("2026-01-08", "recover", voucher="PV", unit="D1", amount="30.00")
    assert book.findings("E-SPEND-NOOUT") == book.findings("E-NO-MATCH") == []


def test_a_voucher_with_a_match_is_neither() -> None:
    book = funded()
    survey(book, "2026-01-05", "LOT", 1, vendor="V")
    pay(book, "2026-01-06", "P1", "60.00", delivery="LOT")
    pay(book, "2026-01-06", "P2", "40.00", delivery="LOT")
    assert book.findings("E-SPEND-NOOUT") == book.findings("E-NO-MATCH") == []


@pytest.mark.parametrize(
    ("lot", "activity", "found"),
    (
        ({}, "HH", []),
        ({"unit": "D2"}, "HH", [("HIGH", "PV", 5000)]),
        ({"vendor": "W"}, "HH", [("HIGH", "PV", 5000)]),
        ({"vendor": ""}, "HH", []),
        ({}, "KM", [("HIGH", "PV", 5000)]),
        ({}, "OH", []),
    ),
)
def test_a_cited_delivery_of_another_unit_activity_or_vendor(
    lot: dict[str, str], activity: str, found: list[Row]
) -> None:
    book = funded()
    survey(book, "2026-01-05", "LOT", 1, **{"vendor": "V", **lot})
    pay(book, "2026-01-06", "PV", "50.00", activity, delivery="LOT")
    assert rows(book.findings("E-REF-DIFF")) == found


def test_a_reference_to_no_delivery_at_all_is_no_other_delivery() -> None:
    book = funded()
    pay(book, "2026-01-06", "PV", "50.00", delivery="LOT")
    assert book.findings("E-REF-DIFF") == []


@pytest.mark.parametrize(
    ("amount", "found"),
    (
        ("10000.00", []),
        ("10000.50", [("INFO", "PV", 50)]),
        ("9999.50", [("INFO", "PV", 50)]),
        ("10001.01", []),
    ),
)
def test_a_confirmed_match_with_a_difference(amount: str, found: list[Row]) -> None:
    book = funded()
    plan(book, 100)
    survey(book, "2026-01-05", "LOT", 100, vendor="V")
    pay(book, "2026-01-06", "PV", amount, delivery="LOT")
    assert rows(book.findings("E-TOL")) == found


@pytest.mark.parametrize(("day", "found"), (("2026-01-20", []), ("2026-01-21", [("LOW", "PV", 50_000)])))
def test_a_suggestion_with_several_answers_that_nobody_decides(day: str, found: list[Row]) -> None:
    book = funded()
    for number in ("L1", "L2"):
        survey(book, "2026-01-05", number, 5, vendor="V")
    pay(book, "2026-01-06", "PV", "500.00")
    assert rows(book.findings("E-AMBIG", day)) == found
    assert book.findings("E-AMBIG", day, ruled(ambiguous_days_max=99)) == []


def test_one_answer_is_not_ambiguous() -> None:
    book = funded()
    survey(book, "2026-01-05", "L1", 5, vendor="V")
    pay(book, "2026-01-06", "PV", "500.00")
    assert book.findings("E-AMBIG") == []
    a_lot(book, "2026-01-07", "L2", 5)
    decided(book, "2026-01-08", "L2", 0, 5)
    assert book.findings("E-AMBIG") == []
