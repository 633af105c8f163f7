"""C5: what a figure was in the signed run before, and what it is now."""

from __future__ import annotations

from reconciliation.runs.dossier import Dossier
from reports.columns import Of
from reports.journal import journal_rows
from reports.sheets.changes import changes
from reports.sheets.source import source_of
from reports.words import Words
from tests.reconciliation.builders import Book, funded, pay, plan, survey
from tests.reports.sheets.footing import held, told


def table_of(book: Book, before: str, after: str) -> list[tuple[object, ...]]:
    statement = book.statement(after)
    dossier = Dossier(statement=statement, before=book.statement(before))
    source = source_of(statement, journal_rows(book.entries), Words("en"), dossier)
    return [record.values for record in held(changes(source, frozenset()))]


def test_every_figure_that_moved_stands_with_what_it_was() -> None:
    book = funded()
    plan(book, 10)
    survey(book, "2025-12-01", "L-1", 2)
    pay(book, "2026-02-01", "P-1", "70.00")
    rows = table_of(book, "2025-12-31", "2026-03-31")
    assert (
        "District × activity",
        "D1/HH",
        "Direct spending (AC)",
        Of("money", 0),
        Of("money", 7_000),
    ) in rows
    assert not any(figure == "Accepted (Qa)" for _, _, figure, _, _ in rows)
    assert any(kind == "Match" and subject == "P-1" and was is None for kind, subject, _, was, _ in rows)


def test_a_quantity_is_no_money() -> None:
    book = funded()
    plan(book, 10)
    survey(book, "2026-02-01", "L-1", 2)
    rows = table_of(book, "2025-12-31", "2026-03-31")
    assert ("District × activity", "D1/HH", "Accepted (Qa)", Of("whole", 0), Of("whole", 2)) in rows


def test_without_a_signed_run_before_there_is_nothing_to_compare() -> None:
    book = funded()
    assert held(changes(told(book, book.statement()), frozenset())) == []
