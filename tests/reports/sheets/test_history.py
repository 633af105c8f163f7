"""E6: who posted which match and when, and which were taken back and why."""

from __future__ import annotations

from reports.sheets.history import history
from tests.reconciliation.everything import a_book_of_everything
from tests.reports.sheets.footing import held, row, told


def test_a_match_taken_back_stays_with_both_its_persons_and_the_reason() -> None:
    book = a_book_of_everything()
    table = history(told(book, book.statement("2026-09-30")), frozenset())
    (undone,) = (row(table, record) for record in held(table))
    assert (undone["number"], undone["match_amount"], undone["undone_reason"]) == ("M-1", 10_000, "x")
    assert (undone["actor"], undone["undone_by"]) == ("clerk", "second")
    assert book.entries[undone["entry"] - 1].kind == "match"


def test_a_book_without_matches_has_no_rows() -> None:
    book = a_book_of_everything()
    assert held(history(told(book, book.statement("2025-11-30")), frozenset())) == []
