"""F5: what is kept past the year, what became of it, and what went back to the centre."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from reports.sheets.carry_over import carry_over
from tests.reconciliation.builders import Book, funded, pay
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import (
    BOOKS,
    DAYS,
    a_book_of_two_years,
    assert_foots,
    held,
    off,
    row,
    told,
)

KEPT = {"line": "L", "unit": "D1", "approval_no": "x", "end_on": "2027-03-31"}


def shown(book: Book, on: str = "2026-03-31") -> list[dict[str, Any]]:
    table = carry_over(told(book, book.statement(on)), frozenset())
    return [row(table, record) for record in held(table)]


@pytest.mark.parametrize("name", BOOKS)
def test_every_sum_agrees_with_documents_and_buckets(name: str) -> None:
    assert_foots(carry_over, BOOKS[name](), *DAYS)


@given(programmes, days)
def test_every_sum_agrees_over_random_programmes(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    assert_foots(carry_over, carried_out(chosen).book, on.isoformat(), "2026-09-30")


def test_carry_overs_stand_with_and_without_an_obligation_and_returns_with_their_letter() -> None:
    found = shown(a_book_of_two_years(), "2027-09-30")
    told_of = [(one["number"], one["class"], one["paper"] or None) for one in found]
    assert told_of == [
        ("CF-1", "Carry-over with an obligation", "ที่ 1"),
        ("CF-2", "Carry-over without an obligation", "ที่ 1"),
        ("RT", "Return of budget", "กท 9"),
        ("RT-2", "Return of budget", None),
    ]
    first, second, back, called_back = found
    money = ("amount", "drawn", "bound", "held", "lapsed", "outstanding")
    assert [first[key] for key in money] == [6000, 1500, 0, 0, 0, 4500]
    assert [second[key] for key in money] == [4000, 0, 0, 0, 4000, 0]
    assert (back["returned"], str(back["state"])) == (20000, "… in transit")
    assert (called_back["returned"], str(called_back["state"])) == (0, "↺ recalled")
    assert [str(one["state"]) for one in (first, second)] == ["▲ past its time", "✓ nothing open"]


def test_money_bound_anew_is_no_longer_open_and_what_is_released_is_again() -> None:
    book = funded()
    book.post("2025-12-01", "carry_forward", number="CF", amount="60.00", **KEPT)
    book.post("2025-12-02", "commit", number="PO", line="L", unit="D1", amount="50.00", source="CF")
    book.post("2025-12-03", "release_commitment", commitment="PO", amount="20.00")
    (found,) = shown(book)
    assert [found[key] for key in ("bound", "outstanding")] == [3000, 3000]


def test_an_extension_gives_more_time() -> None:
    book = funded()
    book.post("2025-12-01", "carry_forward", number="CF", amount="60.00", **{**KEPT, "end_on": "2026-01-31"})
    assert str(shown(book)[0]["state"]) == "▲ past its time"
    book.post("2026-01-20", "extend", carry="CF", approval_no="y", end_on="2026-06-30")
    (found,) = shown(book)
    assert (str(found["state"]), found["end_on"]) == ("… within its time", date(2026, 6, 30))


def test_what_was_drawn_on_a_carry_over_that_is_not_in_force_yet_is_listed_all_the_same() -> None:
    book = funded()
    book.post("2025-12-20", "carry_forward", number="CF", amount="60.00", **KEPT)
    pay(book, "2025-12-05", "P", "7.00", source="CF")
    (found,) = shown(book, "2025-12-10")
    assert (found["number"], found["drawn"], found["outstanding"]) == ("CF", 700, -700)
    assert str(found["state"]) == "✗ no document in force at the cut-off"


def test_a_row_left_out_is_noticed() -> None:
    book = a_book_of_two_years()
    table = carry_over(told(book, book.statement("2027-09-30")), frozenset())
    assert set(off(table, [])) == {"amount", "drawn", "lapsed", "outstanding", "returned"}
