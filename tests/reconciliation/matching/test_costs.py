"""Costs: cells that earn by spending, once anything was accepted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.money import Money
from reconciliation.matching.evidence import match
from reconciliation.rule_set import default_rules
from tests.reconciliation.matching.papers import a_lot, a_part, a_voucher, facts_of, matching_of, printed

VOUCHERS = [a_voucher("P1", a_part(5, "L1", "RENT")), a_voucher("P2", a_part(2, "", "RENT"))]


@pytest.mark.parametrize(
    ("lots", "row", "earned"),
    (
        ([a_lot("L1", 1, activity="RENT")], "RC cost CONFIRMED P1 P2 > L1", 70_000),
        ([a_lot("L1", 0, activity="RENT", rejected=1)], "RC cost UNMATCHED P1 P2 > L1", 0),
        ([], "RC cost UNMATCHED P1 P2 > ", 0),
    ),
)
def test_a_cell_is_one_row(lots: list[object], row: str, earned: int) -> None:
    found = matching_of(VOUCHERS, lots)  # type: ignore[arg-type] # parametrize forgets what it holds
    assert printed(found) == [row]
    assert (found.matches[0].spend, found.matches[0].earned) == (70_000, earned)


def test_a_ceiling_bounds_what_it_earned() -> None:
    facts = facts_of(VOUCHERS, [a_lot("L1", 1, activity="RENT")])
    capped = replace(facts.activities["RENT"], ceiling=Money(60_000))
    found = match(replace(facts, activities={**facts.activities, "RENT": capped}), default_rules())
    assert found.matches[0].difference == 10_000


def test_a_cell_without_a_voucher_has_no_row() -> None:
    found = matching_of([], [a_lot("L1", 1, activity="RENT")])
    assert found.matches == ()
    assert [lot.number for lot in found.unclaimed] == ["L1"]
