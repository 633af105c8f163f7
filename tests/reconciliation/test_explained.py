"""Explained: evidence and value, worked out apart, lead to the same figure in every cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given

from reconciliation.explained import explained, over_plan
from reconciliation.statement import Statement
from tests.reconciliation.builders import funded, pay, pilot_statement, plan, satang, survey
from tests.reconciliation.everything import a_book_of_everything
from tests.reconciliation.programmes import carried_out, days, programmes


def unexplained(statement: Statement) -> list[tuple[str, str, int, int]]:
    return [
        (one.cell.district, one.cell.activity, one.evidence, one.value)
        for one in explained(statement)
        if not one.holds
    ]


@given(programmes, days)
def test_vouchers_and_unclaimed_lots_explain_what_is_not_supported_in_random_programmes(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    assert unexplained(carried_out(chosen).book.statement(on.isoformat())) == []


def test_they_do_in_the_pilot_and_in_a_book_of_everything() -> None:
    assert unexplained(pilot_statement()) == []
    assert unexplained(a_book_of_everything().statement("2026-09-30")) == []


def test_what_is_accepted_above_the_plan_is_worth_its_rate_and_earns_nothing() -> None:
    book = funded("100000.00")
    plan(book, 3)
    survey(book, "2025-12-01", "L-1", 5)
    statement = book.statement("2026-03-31")
    assert over_plan(statement.facts, {("D1", "HH")})["D1", "HH"] == satang("200.00")
    (cell,) = (one for one in explained(statement) if (one.cell.district, one.cell.activity) == ("D1", "HH"))
    assert cell.unclaimed == satang("500.00")


def test_a_match_that_lost_a_lot_leaves_a_cell_unexplained() -> None:
    book = funded("100000.00")
    plan(book, 10)
    survey(book, "2025-12-01", "L-1", 5)
    pay(book, "2025-12-02", "P-1", "500.00", delivery="L-1")
    statement = book.statement("2026-03-31")
    (match,) = statement.matching.matches
    spoilt = replace(statement.matching, matches=(replace(match, earned=0),))
    assert unexplained(statement) == []
    assert unexplained(replace(statement, matching=spoilt)) == [("D1", "HH", satang("500.00"), 0)]


def test_it_is_one_of_the_identities_of_every_statement() -> None:
    tested = [one for one in pilot_statement().identities if one.name == "evidence"]
    assert len(tested) == len(pilot_statement().cells)
    assert all(one.holds for one in tested)
    assert any(one.left for one in tested)
