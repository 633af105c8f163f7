"""Book file: `book.toml`, which says whose journal a folder belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.intake.toml_file import read_toml, wire
from ledger.calendar import parse_date
from ledger.commands import OpenBook
from ledger.errors import Refusal, Unusable

BOOK_FILE: Final = "book.toml"


@dataclass(frozen=True, slots=True)
class BookFile:
    """What opens a book, and the day its figures are meant to be read on (None: not said)."""

    command: OpenBook
    cut_off: date | None = None


def read_book(path: Path) -> BookFile:
    """Read a `book.toml`; raises Unusable (missing_file, bad_toml, bad_book …)."""
    tables = read_toml(path)
    for name in tables:
        if name != "book":
            raise Unusable("bad_book", file=path.name, field=name, why="unknown_field")
    return book_of(tables.get("book"), path.name)


def book_of(table: object, file: str) -> BookFile:
    """The `[book]` table of a file; raises Unusable (bad_book) naming the field and why."""
    if not isinstance(table, Mapping):
        raise Unusable("bad_book", file=file, field="book", why="missing")
    said: dict[str, Any] = dict(table)
    cut_off = said.pop("cut_off", None)
    try:
        day = parse_date(wire(cut_off), field="cut_off") if cut_off is not None else None
        return BookFile(OpenBook.read(said), day)
    except Refusal as refusal:
        facts = {"why": refusal.code, **refusal.facts}
        raise Unusable("bad_book", **{**facts, "file": file}) from None
