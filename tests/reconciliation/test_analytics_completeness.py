"""Completeness: opening + movements = closing, and what breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ledger.balances import fold
from ledger.calendar import period_days, periods
from ledger.entries import Entry
from reconciliation.analytics import RolledForward, roll_forward
from reconciliation.analytics.completeness import Account
from reconciliation.collect import collect
from tests.reconciliation.builders import PILOT, Book, folder_book, funded, pay

YEAR = periods(2569)


def closings(entries: list[Entry]) -> dict[str, Mapping[Account, int]]:
    """What the facts of each month's last day hold: folded by scope.py, not by what is tested."""
    return {period: held(entries, period_days(period)[1]) for period in YEAR}


def held(entries: list[Entry], on: date) -> Mapping[Account, int]:
    sums: dict[Account, int] = {}
    for bucket, amount in collect(entries, on).balances.items():
        account = bucket.stage, bucket.unit, bucket.code, bucket.measure
        sums[account] = sums.get(account, 0) + amount
    return sums


def a_year() -> Book:
    book = funded()
    pay(book, "2026-01-20", "PV-1", "10.00")
    pay(book, "2026-03-20", "PV-2", "20.00")
    return book


def spent(rows: list[RolledForward]) -> list[tuple[str, int, int, int, int]]:
    return [
        (row.period, row.opening, row.amount_in, row.amount_out, row.closing)
        for row in rows
        if row.account[0] == "expended" and row.amount_in
    ]


def test_what_was_there_and_what_came_is_what_is_there() -> None:
    book = a_year()
    rows = list(roll_forward(book.entries, closings(book.entries)))
    assert spent(rows) == [("2569-04", 0, 1000, 0, 1000), ("2569-06", 1000, 2000, 0, 3000)]
    assert [row for row in rows if row.difference] == []


def test_the_worked_example_is_complete_in_every_period() -> None:
    entries = folder_book(PILOT).entries
    rows = list(roll_forward(entries, closings(entries)))
    assert [row for row in rows if row.difference] == []
    final = {row.account: row.closing for row in rows if row.period == YEAR[-1]}
    assert final == {account: amount for account, amount in fold(entries).summed().items() if amount}


def test_a_movement_that_is_not_in_the_entries_shows_where_and_how_much() -> None:
    book = a_year()
    kept = [entry for entry in book.entries if getattr(entry.command, "number", "") != "PV-2"]
    rows = [row for row in roll_forward(kept, closings(book.entries)) if row.difference]
    assert {(row.period, row.account[0], row.difference) for row in rows} == {
        ("2569-06", "available", 2000),
        ("2569-06", "expended", -2000),
    }


def test_a_year_may_open_with_what_the_last_one_left() -> None:
    book = a_year()
    known = closings(book.entries)
    late = {period: known[period] for period in YEAR[5:]}
    rows = roll_forward(book.entries, late, known[YEAR[4]])
    assert [row for row in rows if row.difference] == []


def test_an_account_at_rest_with_nothing_is_not_listed() -> None:
    rows = roll_forward([], {"2569-01": {("available", "U", "L", "satang"): 0}})
    assert list(rows) == []
