"""Register: which report on record answers what is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from api.reports import Order, said_by, standing_report
from ledger.commands import RecordReport
from ledger.entries import Entry
from tests.reconciliation.builders import Book, funded

DAY: Final = date(2026, 3, 31)
ORDER: Final = Order(kind="reconciliation", language="th", on=DAY, rules_digest="aa")
OF_RUN: Final = Order(kind="reconciliation", language="th", run="RUN-0001")


def a_book_with(**fields: object) -> Book:
    """A book with one report on record, about all that was said before it."""
    book = funded()
    known = {"kind": "reconciliation", "language": "th", "position": len(book.entries), **fields}
    book.post("2026-04-01", "record_report", sha256="ab" * 32, **known)
    return book


def found(entries: list[Entry], order: Order) -> int:
    report = standing_report(entries, order)
    return report.seq if report else 0


@pytest.mark.parametrize(
    ("other", "answers"),
    (
        ({}, True),
        ({"kind": "transfers"}, False),
        ({"language": "en"}, False),
        ({"unit": "D1"}, False),
        ({"on": date(2026, 4, 1)}, False),
        ({"rules_digest": "bb"}, False),
        ({"run": "RUN-0001"}, False),
    ),
)
def test_a_report_answers_the_same_question_and_no_other(other: dict[str, Any], answers: bool) -> None:  # noqa: FBT001 - a column of the table
    book = a_book_with(on=DAY.isoformat(), rules_digest="aa")
    assert bool(found(book.entries, replace(ORDER, **other))) is answers


def test_a_days_report_stands_only_while_nothing_else_is_recorded() -> None:
    book = a_book_with(on=DAY.isoformat(), rules_digest="aa")
    size = len(book.entries)
    book.post("2026-04-01", "record_report", kind="transfers", language="th", sha256="cd" * 32)
    assert found(book.entries, ORDER) == size
    assert said_by(book.entries) == size - 1
    funded("5.00", "D2", book)
    assert found(book.entries, ORDER) == 0


def test_a_runs_report_stands_for_ever() -> None:
    entries = a_book_with(on=DAY.isoformat()).entries
    report = entries[-1].command
    assert isinstance(report, RecordReport)
    command = replace(report, run="RUN-0001")
    of_run = replace(entries[-1], request=replace(entries[-1].request, command=command))
    later = funded("5.00", "D2", a_book_with()).entries[-1]
    assert found([*entries[:-1], of_run, later], OF_RUN) == of_run.seq
