"""Held: what a book already holds of the things that documents refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Engine

from api.intake.documents import Document
from ledger import queries
from ledger.loading import load_reference
from ledger.rules import Reference


def held_by(engine: Engine, book: str) -> Reference | None:
    """The reference of a book; None when it was never opened."""
    with engine.connect() as connection:
        head = queries.head(connection, book)
        return load_reference(connection, book, head.size) if head and head.size else None


def is_held(document: Document, reference: Reference) -> bool:
    """Whether a book holds the very same reference already, whatever day it was posted for.

    A unit's day hangs on the earliest line of its folder, so its key alone would not tell.
    """
    known = _HELD.get(document.table)
    return bool(known and document.request and known(reference, document.request.command))


_HELD: Final[Mapping[str, Callable[[Reference, Any], bool]]] = {
    "units": lambda held, command: bool(held.units.get(command.code) == command),
    "lines": lambda held, command: bool(held.lines.get(command.code) == command),
    "activities": lambda held, command: bool(held.activities.get(command.code) == command),
    "holidays": lambda held, command: bool(held.closed_days.get(command.year) == command.days),
    "rules": lambda held, command: any(known.digest == command.digest for known in held.rule_sets),
}
