"""Standing: the last statement of each source beside our books, and what came over from the one before."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from reconciliation.external import ExternalResult, OpenItem
from tests.reconciliation.builders import Book, funded, pay, stated

RECEIVED = ("2025-10-16", "T-D1", "1000.00")
PAID = ("2026-01-05", "V1", "-100.00")
FEE = ("2026-01-20", "FEE", "-5.00")
JANUARY = {"since": "2025-10-01"}
FEBRUARY = {"since": "2026-02-01", "opening": "895.00"}


def worked() -> Book:
    """1,000 received, 100 paid in January (the bank knows), 50 just before its end (it does not yet)."""
    book = funded("1000.00")
    pay(book, "2026-01-05", "V1", "100.00")
    pay(book, "2026-01-30", "V2", "50.00")
    return book


def one(book: Book, on: str = "2026-03-31") -> ExternalResult:
    (result,) = book.statement(on).external
    return result


def said(items: tuple[OpenItem, ...]) -> list[tuple[str, str, int]]:
    return [(item.side, item.reference, item.amount) for item in items]


def test_without_a_statement_nothing_is_compared_and_nothing_found() -> None:
    statement = worked().statement()
    assert statement.external == ()
    assert "E-MIS-DIFF" not in {finding.code for finding in statement.findings}


def test_a_statement_is_compared_with_our_books_of_its_own_day() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, posted="2026-02-03")
    pay(book, "2026-02-02", "V3", "7.00")
    result = one(book)
    assert (result.on, result.comparisons[0].ours, result.comparisons[0].difference) == (
        *(date(2026, 1, 31), 85_000, 0),
    )
    assert said(result.open_items) == [("ours", "V2", -5_000)]
    assert result.seq == len(book.entries) - 1


def test_a_statement_of_a_later_day_than_the_cut_off_is_not_there_yet() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID)
    assert book.statement("2026-01-30").external == ()
    assert len(book.statement("2026-01-31").external) == 1


def test_a_statement_recorded_after_its_day_still_speaks_of_it() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, posted="2026-09-01")
    assert one(book, "2026-01-31").on == date(2026, 1, 31)


def test_the_later_of_two_of_one_source_and_day_stands() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED)
    stated(book, "2026-01-31", RECEIVED, PAID)
    assert one(book).comparisons[0].theirs == 90_000


def test_each_source_stands_by_itself() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, source="b")
    stated(book, "2026-01-15", RECEIVED, source="a")
    assert [(result.source, result.on.day) for result in book.statement().external] == [("a", 15), ("b", 31)]


def test_a_month_goes_on_where_the_last_one_ended_so_that_what_was_on_its_way_is_cleared() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE)
    stated(book, "2026-02-28", ("2026-02-02", "V2", "-50.00"), **FEBRUARY)
    result = one(book)
    assert result.opened_on == date(2026, 1, 31)
    assert said(result.opening) == [("ours", "V2", -5_000), ("theirs", "FEE", -500)]
    assert said(result.cleared) == [("ours", "V2", -5_000)]
    assert said(result.new) == []
    assert said(result.open_items) == [("theirs", "FEE", -500)]
    assert result.comparisons[0].opening_difference == 0


def test_what_we_book_later_clears_what_they_told_before() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE)
    pay(book, "2026-02-03", "FEE", "5.00")
    stated(book, "2026-02-28", **FEBRUARY)
    result = one(book)
    assert said(result.cleared) == [("theirs", "FEE", -500)]
    assert said(result.open_items) == [("ours", "V2", -5_000)]


def test_an_item_keeps_the_day_it_was_first_seen_and_its_age_runs_on() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE)
    stated(book, "2026-02-28", ("2026-02-02", "V2", "-50.00"), **FEBRUARY)
    stated(book, "2026-03-31", ("2026-03-31", "NEW", "-1.00"), since="2026-03-01", opening="845.00")
    result = one(book)
    assert [(item.reference, item.first_seen, item.age_days, item.why) for item in result.open_items] == [
        ("FEE", date(2026, 1, 31), 70, "old"),
        ("NEW", date(2026, 3, 31), 0, "timing"),
    ]
    assert result.opened_on == date(2026, 2, 28)
    assert said(result.opening) == [("theirs", "FEE", -500)]


OTHERWISE: dict[str, dict[str, object]] = {
    "a day lies between them": {"since": "2026-02-02", "opening": "895.00"},
    "it opens with another balance": {"since": "2026-02-01", "opening": "894.00"},
    "it speaks of other stages": {**FEBRUARY, "stages": ["available", "committed"]},
    "its account speaks of another place": {
        **FEBRUARY,
        "accounts": [{"account": "1", "unit": "D1", "opening": "895.00", "closing": "895.00"}],
    },
    "an account is missing": {
        **FEBRUARY,
        "accounts": [{"account": "2", "unit": "D1", "line": "L", "opening": "895.00", "closing": "895.00"}],
    },
}


@pytest.mark.parametrize("case", OTHERWISE)
def test_a_statement_that_does_not_go_on_from_the_last_one_opens_with_nothing(case: str) -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE)
    stated(book, "2026-02-28", **OTHERWISE[case])
    result = one(book)
    assert (result.opened_on, result.opening) == (None, ())
    assert result.new == result.open_items
    assert result.holds


def test_a_statement_from_the_first_day_on_tells_the_same_as_two_that_follow_one_another() -> None:
    month, year = worked(), worked()
    later = ("2026-02-02", "V2", "-50.00")
    for book in (month, year):
        stated(book, "2026-01-31", RECEIVED, PAID, FEE)
    stated(month, "2026-02-28", later, **FEBRUARY)
    stated(year, "2026-02-28", RECEIVED, PAID, FEE, later)
    assert one(month) == one(year)


@pytest.mark.parametrize("since", ("2026-01-06", "2026-01-20"))
def test_days_that_both_tell_are_told_by_the_later_statement(since: str) -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE)
    # In February the bank takes the fee of 20 January back as if it had never been.
    stated(book, "2026-02-28", ("2026-02-02", "V2", "-50.00"), since=since, opening="900.00")
    result = one(book)
    assert (result.open_items, said(result.cleared)) == (
        *((), [("ours", "V2", -5_000), ("theirs", "FEE", -500)]),
    )


def test_two_equal_items_of_which_one_is_cleared_leave_one() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE, FEE)
    pay(book, "2026-02-03", "FEE", "5.00")
    stated(book, "2026-02-28", since="2026-02-01", opening="890.00")
    result = one(book)
    assert (said(result.opening).count(("theirs", "FEE", -500)), said(result.cleared)) == (
        *(2, [("theirs", "FEE", -500)]),
    )
    assert ("theirs", "FEE", -500) in said(result.open_items)


@pytest.mark.parametrize("paid", ((), ("FEE",), ("FEE", "V9")))
def test_opening_and_new_less_cleared_is_closing_item_by_item(paid: tuple[str, ...]) -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE, ("2026-01-21", "V9", "-5.00"))
    for number in paid:
        pay(book, "2026-02-03", number, "5.00")
    pay(book, "2026-02-27", "V8", "9.00")
    stated(book, "2026-02-28", since="2026-02-01", opening="890.00")
    result = one(book)
    opening, new = Counter(i.identity for i in result.opening), Counter(i.identity for i in result.new)
    cleared = Counter(i.identity for i in result.cleared)
    assert opening + new - cleared == Counter(item.identity for item in result.open_items)
    assert (len(cleared), len(new)) == (len(paid), 1)


def test_the_order_of_entries_plays_no_part() -> None:
    book = worked()
    stated(book, "2026-01-31", RECEIVED, PAID, FEE)
    stated(book, "2026-02-28", **FEBRUARY)
    mirrored = Book.__new__(Book)
    mirrored.entries = book.entries[::-1]
    assert one(mirrored) == one(book)
