"""B4: opening, in and out lead to the closing the journal's balances hold, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis.strategies import integers

from reconciliation.runs.dossier import Dossier
from reports.journal import journal_rows
from reports.sheets.roll_forward import roll_forward
from reports.sheets.source import source_of
from reports.words import Words
from tests.reconciliation.builders import Book
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import column, held, miscalculated, off, told
from tests.reports.workbooks import pilot


def test_the_pilots_stages_come_to_zero_together() -> None:
    table = roll_forward(told(*pilot()), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert sum(column(table, records, "closing")) == 0
    assert sum(column(table, records, "moved_in")) == sum(column(table, records, "moved_out")) > 0


@given(programmes, days)
def test_it_opens_with_what_the_signed_run_before_closed_with(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    book = carried_out(chosen).book
    before, after = book.statement(on.isoformat()), book.statement("2027-09-30")
    dossier = Dossier(statement=after, before=before)
    table = roll_forward(source_of(after, journal_rows(book.entries), Words("en"), dossier), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert miscalculated(table, records) == []


@given(programmes, days, integers(min_value=0))
def test_what_was_recorded_later_for_a_day_already_signed_is_a_move(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date, place: int
) -> None:
    book = carried_out(chosen).book
    after = book.statement("2027-09-30")
    read = Book.__new__(Book)
    read.entries = book.entries[: len(book.entries) - place % (len(chosen) + 1)]
    dossier = Dossier(statement=after, before=read.statement(on.isoformat()))
    table = roll_forward(source_of(after, journal_rows(book.entries), Words("en"), dossier), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert "✗" not in column(table, records, "row_check")


def test_an_entry_the_journal_lost_shows_as_a_difference() -> None:
    book, statement = pilot()
    short = Book.__new__(Book)
    short.entries = [entry for entry in book.entries if entry.kind != "refund"]
    source = told(short, replace(statement))
    table = roll_forward(source, frozenset())
    assert "✗" in column(table, held(table), "row_check")
