"""E-MIS-DIFF: what somebody else says we hold is not what our book explains."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.money import Money
from reconciliation.statement import Finding
from tests.reconciliation.builders import Book, a_book, funded, pay, rows, stated

RECEIVED = ("2025-10-16", "T-D1", "1000.00")
WHOLE = {"account": "1", "unit": "D1", "opening": "0.00"}


def found(book: Book) -> list[Finding]:
    return book.findings("E-MIS-DIFF")


@pytest.mark.parametrize(
    ("lines", "expected"),
    (
        ([RECEIVED], []),
        ([RECEIVED, ("2026-03-31", "NEW", "-9.00")], []),
        ([RECEIVED, ("2026-02-28", "OLD", "-9.00")], [("HIGH", "D1/L", 900)]),
        ([RECEIVED, ("2026-02-28", "OLD", "9.00")], [("HIGH", "D1/L", 900)]),
        ([("2025-10-16", "T-D1", "999.00")], [("HIGH", "D1/L", 100)]),
        ([], [("HIGH", "D1/L", 100_000)]),
    ),
)
def test_a_balance_that_timing_does_not_explain_is_high(
    lines: list[tuple[str, str, str]], expected: list[tuple[str, str, int]]
) -> None:
    book = funded("1000.00")
    stated(book, "2026-03-31", *lines)
    assert rows(found(book)) == expected


def test_it_says_where_what_is_expected_and_what_was_found() -> None:
    book = funded("1000.00")
    pay(book, "2026-03-30", "V1", "50.00")
    stated(book, "2026-03-31", RECEIVED, ("2026-02-28", "OLD", "-9.00"), ("2026-01-31", "OLDER", "-1.00"))
    (one,) = found(book)
    assert (one.unit, one.owner, one.keys, one.entries) == ("D1", "D1", ("D1/2569/L/bank",), ())
    assert one.facts == {
        "unit": "D1",
        "source": "bank",
        "on": date(2026, 3, 31),
        "ours": Money(95_000),
        "should": Money(100_000),
        "theirs": Money(99_000),
        "amount": Money(1_000),
        "count": 2,
        "days": 59,
    }


def test_a_unit_as_a_whole_is_named_alone() -> None:
    book = funded("1000.00")
    stated(book, "2026-03-31", accounts=[{**WHOLE, "closing": "0.00"}])
    assert rows(found(book)) == [("HIGH", "D1", 100_000)]


def test_two_sources_that_differ_in_one_place_are_two_findings() -> None:
    book = funded("1000.00")
    stated(book, "2026-03-31", source="a")
    stated(book, "2026-03-31", source="b")
    assert rows(found(book)) == [("HIGH", "D1/L", 100_000)] * 2
    assert len({one.fingerprint for one in found(book)}) == 2


def test_the_fingerprint_is_the_same_from_statement_to_statement() -> None:
    book = funded("1000.00")
    stated(book, "2026-02-28")
    before = {one.fingerprint for one in found(book)}
    stated(book, "2026-03-31")
    assert {one.fingerprint for one in found(book)} == before


def test_a_corrected_statement_ends_it() -> None:
    book = funded("1000.00")
    stated(book, "2026-03-31")
    assert found(book)
    stated(book, "2026-03-31", RECEIVED)
    assert found(book) == []


def test_a_complete_statement_says_zero_of_what_it_leaves_out() -> None:
    book = funded("5.00", unit="D2", book=funded("1000.00"))
    stated(book, "2026-03-31", RECEIVED)
    assert found(book) == []
    stated(book, "2026-03-31", RECEIVED, complete=True)
    assert rows(found(book)) == [("HIGH", "D2/L", 500)]


def test_a_book_in_dollars_is_compared_in_cents() -> None:
    book = funded("1000.00", book=a_book("USD"))
    stated(book, "2026-03-31", currency="USD")
    assert rows(found(book)) == [("HIGH", "D1/L", 100_000)]
