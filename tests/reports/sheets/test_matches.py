"""E5: every row of matches.csv with its reason in words, adding up to what was spent directly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given

from reports.sheets.matches import matches
from tests.reconciliation.builders import Book
from tests.reconciliation.everything import a_book_of_everything
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import column, held, miscalculated, off, told
from tests.reports.workbooks import pilot


def sheet(book: Book, on: str, lang: str = "en") -> tuple[Any, list[Any]]:
    table = matches(told(book, book.statement(on), lang), frozenset())
    return table, held(table)


@given(programmes, days)
def test_what_rows_spent_is_what_was_spent_directly(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    table, records = sheet(carried_out(chosen).book, on.isoformat())
    assert off(table, records) == {}
    assert miscalculated(table, records) == []


def test_rows_are_those_of_the_worked_example() -> None:
    book, statement = pilot()
    table = matches(told(book, statement), frozenset())
    records = held(table)
    rules = [(one.rule, one.difference) for one in statement.matching.matches]
    assert (
        list(zip(column(table, records, "match_rule"), column(table, records, "difference"), strict=True))
        == rules
    )
    assert column(table, records, "vouchers")[:2] == ["PV-0001", "PV-0002 PV-0003"]


def test_a_reason_is_a_sentence_and_no_code() -> None:
    table, records = sheet(a_book_of_everything(), "2026-09-30")
    reasons = column(table, records, "reason")
    assert reasons
    assert all("_" not in reason and ": " in reason for reason in reasons)


def test_how_papers_belong_together_is_said_in_words() -> None:
    table, records = sheet(a_book_of_everything(), "2026-09-30", "th")
    kinds = set(column(table, records, "match_kind"))
    assert any(":" in kind for kind in kinds)
    assert [kind for kind in kinds if re.search("[a-z]", kind)] == []
