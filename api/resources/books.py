"""Books: those that the token's person may read, and in which roles."""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request

from api.access.reader import Reader
from api.place import Answer
from api.resources.asking import authenticated, place, readers_of, snapshot
from api.resources.fields import Document, Query, flag, rows, text, texts
from api.resources.operation import ALWAYS, NOT_MODIFIED, Routes, arguments_of, register, tagged
from api.wire import dumps
from ledger import queries

routes: Final = Routes("books")


class Book(Document):
    """A book, and who one is in it."""

    book = text("book")
    name = text("name_th")
    currency = text("currency")
    opened = text("opened")
    actor = text("actor")
    roles = texts("roles")
    units = texts("scope", optional=True)
    reads_only = flag("reads_only")


class Books(Document):
    """The books of a reader."""

    books = rows(Book)


def books() -> Response:
    """Every book in which the journal grants the reader a role."""
    here = place()
    token, stands = authenticated(here)
    arguments_of(_ASKED)
    readers = {caller.reader.book: caller.reader for caller in readers_of(here, token, stands)}
    with snapshot(here) as connection:
        known = [row for row in queries.books(connection) if row.book in readers]
    shown = [_book(row, readers[row.book]) for row in known]
    wanted = request.args.get("book", "")
    body = dumps({"books": [each for each in shown if not wanted or each["book"] == wanted]})
    return tagged(Answer(body, ""))


def _book(row: queries.BookRow, reader: Reader) -> dict[str, Any]:
    units = reader.scope.units
    return {
        **row._asdict(),
        "actor": reader.actor,
        "roles": sorted(reader.roles),
        "units": None if units is None else sorted(units),
        "reads_only": reader.reads_only,
    }


_ASKED: Final = Query()
register(routes, "/books", books, Query, Books, ALWAYS, responses=NOT_MODIFIED)
