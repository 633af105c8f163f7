"""Surveyed units: one thing counted once, known by the hash of its id and by nothing else."""

from __future__ import annotations

import pytest

from ledger.commands import Command
from ledger.errors import BadValue
from tests.reconciliation.builders import Book, a_book, a_lot, decided, hashed, rows, survey

A, B, X = (hashed(name) for name in ("a", "b", "x"))


def two_lots(first: list[str], second: list[str], **fields: object) -> Book:
    book = a_book()
    survey(book, "2026-01-05", "L1", 2, surveyed=first)
    survey(book, "2026-02-05", "L2", 2, **{"surveyed": second, "unit": "D2", **fields})
    return book


def test_one_surveyed_unit_accepted_in_two_districts() -> None:
    found = two_lots([A, X], [B, X]).findings("E-DUP-OUT")
    assert rows(found) == [("HIGH", "L1 L2", 0)]
    assert (found[0].facts["count"], found[0].facts["units"]) == (1, "D1, D2")
    assert two_lots([A, X], [B]).findings("E-DUP-OUT") == []


def test_capital_letters_make_no_other_hash() -> None:
    assert rows(two_lots([X], [X.upper()]).findings("E-DUP-OUT")) == [("HIGH", "L1 L2", 0)]


def test_the_same_place_is_counted_for_each_activity_and_in_each_year() -> None:
    book = two_lots([X], [A])
    book.post("2025-10-01", "define_activity", code="PAR", name_th="PAR", measure="par", basis="actual_cost")
    survey(book, "2026-01-05", "L3", 1, "PAR", surveyed=[X])
    survey(book, "2026-10-05", "L4", 1, surveyed=[X])
    assert book.findings("E-DUP-OUT", "2026-10-31") == []


def test_what_failed_and_came_again_is_not_accepted_twice() -> None:
    book = a_book()
    a_lot(book, "2026-01-05", "L1", 2, surveyed=[A, X])
    decided(book, "2026-01-06", "L1", 1, 1)
    a_lot(book, "2026-01-07", "L2", 1, rework_of="L1", surveyed=[X])
    decided(book, "2026-01-08", "L2", 1)
    assert book.findings("E-DUP-OUT") == []


def test_a_decision_says_which_units_it_accepts() -> None:
    book = a_book()
    a_lot(book, "2026-01-05", "L1", 2, surveyed=[A, X])
    decided(book, "2026-01-06", "L1", 1, 1, surveyed=[X])
    survey(book, "2026-01-07", "L2", 1, surveyed=[X])
    survey(book, "2026-01-07", "L3", 1, surveyed=[A])
    assert rows(book.findings("E-DUP-OUT")) == [("HIGH", "L1 L2", 0)]


@pytest.mark.parametrize(
    ("fields", "why"),
    (
        ({"surveyed": ["1103700012345"]}, "not_a_hash"),
        ({"surveyed": ["HH-0001"]}, "not_a_hash"),
        ({"surveyed": [X[:-1]]}, "not_a_hash"),
        ({"surveyed": [X, X.upper()]}, "listed_twice"),
        ({"surveyed": [A, B, X]}, "too_many"),
    ),
)
@pytest.mark.parametrize("verb", ("deliver", "decide"))
def test_nothing_but_hashes_is_recorded(verb: str, fields: dict[str, object], why: str) -> None:
    needed: dict[str, object] = (
        {"number": "L", "unit": "D1", "activity": "HH", "quantity": 2}
        if verb == "deliver"
        else {"delivery": "L", "accepted": 2}
    )
    with pytest.raises(BadValue) as refused:
        Command.of_wire({"verb": verb, **needed, **fields})
    assert (refused.value.facts["field"], refused.value.facts["why"]) == ("surveyed", why)
