"""Progress: districts behind their plan, and money that waits for nothing."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import Row, a_lot, decided, funded, pay, plan, rows, ruled, satang, survey


@pytest.mark.parametrize(
    ("spent", "found"),
    (("200.00", [("MED", "D1", 0)]), ("200.01", []), ("900.00", [])),
)
def test_a_disbursed_rate_twenty_points_below_the_plans_share(spent: str, found: list[Row]) -> None:
    """Of 1,000.00 planned, 400.00 are due: 40 per cent."""
    book = funded("1000.00")
    plan(book, 4)
    plan(book, 6, due="2026-06-30")
    pay(book, "2026-01-05", "PV", spent, "OH")
    assert rows(book.findings("E-LOW-BURN")) == found
    assert book.findings("E-LOW-BURN", rules=ruled(low_burn_points="20.01")) == []


def test_without_a_plan_in_time_nothing_says_how_much_is_due() -> None:
    book = funded("1000.00")
    survey(book, "2026-01-05", "LOT", 4, "RENT")
    plan(book, 9, "RENT")
    pay(book, "2026-01-05", "PV", "10.00", "RENT")
    assert book.findings("E-LOW-BURN") == book.findings("E-SPI") == []


@pytest.mark.parametrize(("spent", "found"), (("470.58", []), ("470.59", [("MED", "D1", 0)])))
def test_a_cost_index_below_the_limit(spent: str, found: list[Row]) -> None:
    """400.00 earned: 0.85 of 470.588…"""
    book = funded("1000.00")
    plan(book, 4)
    survey(book, "2026-01-05", "LOT", 4)
    pay(book, "2026-01-06", "PV", spent)
    assert rows(book.findings("E-CPI")) == found
    assert book.findings("E-CPI", rules=ruled(cpi_min="0.5")) == []


def test_without_spending_there_is_no_cost_index() -> None:
    book = funded()
    plan(book, 4)
    assert book.findings("E-CPI") == []


@pytest.mark.parametrize(("accepted", "found"), ((17, []), (16, [("MED", "D1", 0)])))
def test_a_schedule_index_below_the_limit(accepted: int, found: list[Row]) -> None:
    book = funded()
    plan(book, 20)
    plan(book, 80, due="2026-09-30")
    survey(book, "2026-01-05", "LOT", accepted)
    assert rows(book.findings("E-SPI")) == found


@pytest.mark.parametrize(
    ("quantity", "day", "found"),
    (
        (4, "2026-02-05", [("MED", "D1", satang("100.00"))]),
        (4, "2026-02-04", []),
        (3, "2026-02-05", []),
    ),
)
def test_finished_work_whose_balance_was_not_returned(quantity: int, day: str, found: list[Row]) -> None:
    book = funded("1000.00")
    plan(book, 4)
    survey(book, "2026-01-05", "LOT", quantity)
    pay(book, "2026-01-06", "PV", "500.00", "OH")
    assert rows(book.findings("E-IDLE-RETURN", day)) == found


def test_money_that_accepted_work_is_owed_is_not_idle_nor_is_what_was_returned() -> None:
    book = funded("1000.00")
    plan(book, 4)
    survey(book, "2026-01-05", "L1", 4)
    assert rows(book.findings("E-IDLE-RETURN")) == [("MED", "D1", satang("600.00"))]
    leg = {
        "number": "T9",
        "line": "L",
        "from_unit": "D1",
        "to_unit": "C",
        "kind": "return",
        "amount": "600.00",
    }
    book.post("2026-02-01", "transfer", legs=[leg])
    assert book.findings("E-IDLE-RETURN") == []


def test_work_that_waits_for_its_decision_is_not_finished() -> None:
    book = funded("1000.00")
    plan(book, 4)
    survey(book, "2026-01-05", "L1", 4)
    a_lot(book, "2026-01-06", "L2", 1)
    assert book.findings("E-IDLE-RETURN") == []
    decided(book, "2026-01-07", "L2", 0, 1)
    assert book.findings("E-IDLE-RETURN") != []


def test_on_actual_cost_there_is_no_cost_index() -> None:
    book = funded()
    pay(book, "2026-01-05", "PV", "100.00", "RENT")
    assert book.findings("E-CPI") == []
    assert [one.subject for one in book.findings("E-SPEND-NOOUT")] == ["PV"]
