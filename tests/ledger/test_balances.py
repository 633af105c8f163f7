"""The fold: running balances must follow from one another, and no bucket may be below its floor."""

from __future__ import annotations

import pytest

from ledger.balances import Balances, fold, unbalanced
from ledger.buckets import Bucket
from ledger.entries import Line
from tests.builders import a_book, a_command

AVAILABLE = Bucket("available", "1032", "L69", "", "satang")
SOURCE = Bucket("appropriation", "DEPT", "L69", "", "satang")
WORK = Bucket("target", "1032", "HH", "2026-03-31", "household")


def test_a_world_folds_and_balances() -> None:
    desk = a_book()
    held = fold(desk.entries).summed()
    assert held["available", "1032", "L69", "satang"] == 100_000
    assert sum(held.values()) == 0


@pytest.mark.parametrize(
    ("lines", "message"),
    (
        ((Line(AVAILABLE, 5, 6),), "5 is not 6"),
        ((Line(AVAILABLE, -5, -5),), "below zero"),
        ((Line(AVAILABLE, 5, 5), Line(AVAILABLE, -6, -1)), "below zero"),
    ),
)
def test_a_balance_that_does_not_follow_stops_the_fold(lines: tuple[Line, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Balances().take_in(lines)


def test_a_source_may_be_negative() -> None:
    balances = Balances()
    balances.take_in((Line(SOURCE, -5, -5),))
    assert balances.held == {SOURCE: -5}


def test_measures_and_sets_balance_each_by_itself() -> None:
    lines = (Line(SOURCE, -5, -5), Line(AVAILABLE, 5, 5), Line(WORK, 5, 5))
    assert unbalanced(lines) == {("household", "work"): 5}
    earned = Bucket("earned", "1032", "HH", "L", "satang")
    assert unbalanced((Line(SOURCE, -5, -5), Line(earned, 5, 5))) == {
        ("satang", "money"): -5,
        ("satang", "worth"): 5,
    }


def test_every_entry_of_a_book_balances() -> None:
    desk = a_book(("surveyor", a_command("deliver", number="LOT-0")), ("committee", a_command("decide")))
    assert [entry.seq for entry in desk.entries if unbalanced(entry.lines)] == []
