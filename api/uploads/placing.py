"""Placing: the cell that a refusal of the ledger is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from api.intake.documents import Document
from api.intake.sheet import Row
from api.uploads.definitions import definitions_of
from api.uploads.reading import Page
from api.uploads.wrong import Wrong
from ledger.errors import OverLimit, Refusal, Short
from ledger.rules import Reference

# Facts that speak of the book and not of what was written; figures among them could stand in any cell.
_NOT_WRITTEN: Final = frozenset({"why", "bucket", "has", "needs", "measure", "seq", "limit", "roles", "verb"})
# What a refusal asks for, where the page has a column for it.
_ASKED_FOR: Final[Mapping[str, str]] = {
    "no_authority": "authority",
    "no_approval": "approval_no",
    "no_reason": "reason",
}
_SUMS: Final = ("amount", "quantity", "accepted")


def place_of(page: Page, document: Document, refusal: Refusal) -> Wrong:
    """A refusal at the cell it is about, else at what names the document, else at its row."""
    row, column = next(_candidates(page, document, refusal), (document.rows[0], page.table.naming))
    return page.blamed(row.number, column, refusal)


def hidden_place_of(page: Page, document: Document, reference: Reference, refusal: Refusal) -> Wrong:
    """A refusal of which its reader may know no more than that something is not there.

    The place follows from what was written and what the reader sees of the book, and from nothing that the
    refusal says, so that another's number and one that nobody has are told at the same cell.
    """
    refers = {each.column: each.refers for each in definitions_of(page.table.name) if each.refers}
    unseen = (
        (row, column)
        for row in document.rows
        for column, known in refers.items()
        if row.cells.get(column) and row.cells[column] not in getattr(reference, known)
    )
    row, column = next(unseen, (document.rows[0], page.table.naming))
    return replace(page.blamed(row.number, column, refusal), hidden=True)


def _candidates(page: Page, document: Document, refusal: Refusal) -> Iterator[tuple[Row, str]]:
    first = document.rows[0]
    columns = {field: column for column, field in page.table.all_columns.items()}
    named = columns.get(refusal.facts.get("field", ""), "")
    if named in page.columns:
        yield _saying(document, named, refusal.facts.get("value", "")), named
    if (asked_for := _ASKED_FOR.get(refusal.code, "")) in page.columns:
        yield first, asked_for
    if isinstance(refusal, Short | OverLimit):
        yield from ((first, column) for column in _SUMS if column in page.columns)
    for fact, value in refusal.facts.items():
        if value and fact not in _NOT_WRITTEN:
            for row in document.rows:
                yield from ((row, column) for column in page.columns if row.cells.get(column) == value)


def _saying(document: Document, column: str, value: str) -> Row:
    """The row of a document in which a column says a value; the first when none does."""
    return next((row for row in document.rows if row.cells.get(column) == value), document.rows[0])
