"""Outputs and costs: money without work, work without money, and what costs too much."""

from __future__ import annotations

import pytest

from reconciliation.statement import FailedRule
from tests.reconciliation.builders import (
    a_book_of_costs,
    funded,
    pay,
    plan,
    rows,
    satang,
    survey,
)


def test_accepted_work_without_spending_is_noticed_until_something_is_spent() -> None:
    book = funded()
    survey(book, "2026-01-05", "LOT", 3)
    assert rows(book.findings("E-OUT-NOSPEND")) == [("MED", "D1/HH", 0)]
    pay(book, "2026-01-06", "PV", "1.00")
    assert book.findings("E-OUT-NOSPEND") == []


@pytest.mark.parametrize(("day", "severity"), (("2026-03-31", "INFO"), ("2026-09-01", "MED")))
def test_accepted_work_that_was_not_paid_is_earned(day: str, severity: str) -> None:
    book = funded()
    plan(book, 9)
    survey(book, "2026-01-05", "LOT", 3)
    pay(book, "2026-01-06", "PV", "100.00")
    assert rows(book.findings("E-EARNED-UNPAID", day)) == [(severity, "D1/HH", satang("200.00"))]
    pay(book, "2026-01-07", "PV2", "200.00")
    assert book.findings("E-EARNED-UNPAID", day) == []


@pytest.mark.parametrize(("day", "severity"), (("2026-03-31", "INFO"), ("2026-09-30", "MED")))
def test_overhead_above_the_cap(day: str, severity: str) -> None:
    book = funded()
    plan(book, 100)
    survey(book, "2026-01-04", "LOT", 100)
    pay(book, "2026-01-05", "PV", "300.00", "OH")
    assert book.findings("E-OH-CAP", day) == []
    pay(book, "2026-01-06", "PV2", "0.01", "OH")
    assert rows(book.findings("E-OH-CAP", day)) == [(severity, "D1", 1)]


def test_a_forecast_above_the_allotment_is_answered_by_who_issues_the_money() -> None:
    book = funded("103.00")
    plan(book, 1)
    assert book.findings("E-FUND-GAP") == []
    plan(book, 2)
    found = book.findings("E-FUND-GAP")
    assert (rows(found), found[0].owner) == ([("MED", "D1", satang("103.00"))], "C")


def test_a_unit_cost_far_from_the_others_stands_out() -> None:
    costs = [10 + number % 3 for number in range(19)]
    assert rows(a_book_of_costs([*costs, 90]).findings("E-UNIT-COST")) == [("MED", "U19/RENT", 0)]
    assert a_book_of_costs([*costs, 12]).findings("E-UNIT-COST") == []
    assert a_book_of_costs([*costs[1:], 90]).findings("E-UNIT-COST") == []


def test_unit_costs_without_spread_are_a_rule_that_failed() -> None:
    statement = a_book_of_costs([10] * 19 + [90]).statement()
    assert statement.failed == (FailedRule(code="E-UNIT-COST", why="no_spread", subject="RENT"),)
    assert [one for one in statement.findings if one.code == "E-UNIT-COST"] == []
