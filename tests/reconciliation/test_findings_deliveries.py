"""Deliveries: quantities, prices, plans and the patience of committees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.buckets import Bucket
from reconciliation.findings import findings
from tests.reconciliation.builders import (
    Row,
    a_book,
    a_contract,
    a_lot,
    decided,
    funded,
    plan,
    rows,
    ruled,
    survey,
)


def test_quantities_that_do_not_add_up_are_critical() -> None:
    book = a_book()
    a_lot(book, "2026-01-05", "LOT", 5)
    statement = book.statement()
    assert [one for one in statement.findings if one.code == "E-QTY"] == []
    lost = {**statement.facts.balances, Bucket("delivered", "D1", "HH", "LOT", "hh"): 4}
    told = findings(replace(statement, facts=replace(statement.facts, balances=lost))).findings
    assert rows(one for one in told if one.code == "E-QTY") == [("CRIT", "D1/HH", 0)]


def test_a_lot_with_more_decided_than_delivered_is_critical() -> None:
    book = a_book()
    survey(book, "2026-01-05", "LOT", 5)
    statement = book.statement()
    lot = replace(statement.facts.deliveries[0], quantity=4)
    told = findings(replace(statement, facts=replace(statement.facts, deliveries=(lot,)))).findings
    assert ("CRIT", "LOT", 0) in rows(one for one in told if one.code == "E-QTY")


def test_accepted_work_that_no_rate_puts_a_price_on() -> None:
    book = a_book()
    book.post("2025-10-01", "define_activity", code="PAR", name_th="PAR", measure="par", basis="unit_rate")
    survey(book, "2026-01-05", "L1", 5, "PAR")
    survey(book, "2026-01-05", "L2", 5, "KM")
    survey(book, "2026-01-05", "L3", 5, "RENT")
    survey(book, "2026-01-05", "L4", 5, "HH")
    a_lot(book, "2026-01-05", "L5", 5, "PAR", unit="D2")
    assert rows(book.findings("E-RATE-MISSING")) == [("HIGH", "D1/KM", 0), ("HIGH", "D1/PAR", 0)]


def test_a_rate_counts_from_its_day_and_a_contract_has_a_price() -> None:
    book = funded()
    book.post("2025-10-01", "define_activity", code="PAR", name_th="PAR", measure="par", basis="unit_rate")
    book.post("2026-01-06", "set_rate", activity="PAR", rate="5.00", valid_from="2026-01-06")
    survey(book, "2026-01-06", "L1", 5, "PAR")
    a_contract(book, "2026-01-05", unit_price="10.00", quantity=9)
    survey(book, "2026-01-06", "L2", 5, "KM", commitment="PO")
    assert book.findings("E-RATE-MISSING") == []
    survey(book, "2026-01-05", "L3", 5, "PAR")
    assert rows(book.findings("E-RATE-MISSING")) == [("HIGH", "D1/PAR", 0)]


@pytest.mark.parametrize(("accepted", "found"), ((5, []), (6, [("INFO", "D1/HH", 0)])))
def test_more_accepted_than_planned_is_the_centres_to_answer(accepted: int, found: list[Row]) -> None:
    book = a_book()
    plan(book, 5)
    survey(book, "2026-01-05", "LOT", accepted)
    told = book.findings("E-OVERDELIVER")
    assert rows(told) == found
    assert {one.owner for one in told} <= {"C"}


def test_an_activity_that_nobody_planned_is_not_measured_by_a_plan() -> None:
    book = a_book()
    survey(book, "2026-01-05", "LOT", 6)
    assert book.findings("E-OVERDELIVER") == []
    plan(book, 5, unit="D2")
    assert rows(book.findings("E-OVERDELIVER")) == [("INFO", "D1/HH", 0)]


@pytest.mark.parametrize(
    ("decision", "day", "found"),
    (
        ("2026-01-20", "2026-03-31", []),
        ("2026-01-21", "2026-03-31", [("LOW", "LOT", 0)]),
        ("", "2026-01-20", []),
        ("", "2026-01-21", [("LOW", "LOT", 0)]),
    ),
)
def test_a_decision_that_took_more_than_fifteen_days(decision: str, day: str, found: list[Row]) -> None:
    book = a_book()
    a_lot(book, "2026-01-05", "LOT", 5)
    if decision:
        decided(book, decision, "LOT", 5)
    assert rows(book.findings("E-ACCEPT-SLOW", day)) == found
    assert book.findings("E-ACCEPT-SLOW", day, ruled(acceptance_days_max=99)) == []
