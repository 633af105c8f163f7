"""Asking: one request to one book: who asks, what they may see, and the snapshot it is answered from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from flask import current_app, g, request
from sqlalchemy import Connection

from api.access.door import knock, used
from api.access.lockout import failed
from api.access.reader import Reader, reader_of
from api.access.scope import Scope
from api.access.sessions import Session
from api.access.tokens import Token, id_of
from api.place import Place, Stand
from api.problems import Problem, edge
from api.wire import is_name
from ledger import queries
from ledger.errors import BadValue
from ledger.rules import Reference

CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="khlang"'}


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as a resource sees it."""

    place: Place
    connection: Connection
    reader: Reader
    reference: Reference

    @property
    def book(self) -> str:
        """The book that is asked about."""
        return self.reader.book

    @property
    def scope(self) -> Scope:
        """The units that may be shown."""
        return self.reader.scope

    @property
    def currency(self) -> str:
        """The currency of the book."""
        return self.reference.book.currency if self.reference.book else ""

    def head(self) -> queries.Head:
        """Position and root of the book, which only who sees every unit may see."""
        return queries.head(self.connection, self.book) or queries.Head(0, b"")

    def unit(self, code: str) -> str:
        """A unit that is named in the request; one that may not be seen is as one that is not there."""
        if not self.scope.reaches(code) or code not in self.reference.units:
            raise not_found()
        return code

    def whole(self) -> None:
        """Raise `all_units_only` unless the reader sees every unit."""
        if not self.scope.whole:
            raise edge("all_units_only")


def not_found() -> Problem:
    """The one answer for what is not there and for what is another's."""
    return edge("not_found")


def place() -> Place:
    """The place this process serves."""
    return cast("Place", current_app.extensions["place"])


@contextmanager
def snapshot(of: Place) -> Iterator[Connection]:
    """A connection that sees one state of the database."""
    with of.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks about which book on which day, and how far that book has come."""

    place: Place
    reader: Reader
    stand: Stand
    day: date

    @contextmanager
    def asking(self) -> Iterator[Ask]:
        """The request with a snapshot to answer it from."""
        with snapshot(self.place) as connection:
            stand = self.place.stand(connection, self.stand.book, self.reader.scope.units) or self.stand
            reference = self.place.reference(connection, stand)
            yield Ask(self.place, connection, self.reader, reference)


@contextmanager
def asking(book: str) -> Iterator[Ask]:
    """A request about a book ("": the only one the reader has); raises Problem."""
    with caller_of(book).asking() as ask:
        yield ask


def caller_of(book: str, *, writing: bool = False) -> Caller:
    """Who asks about a book ("": the only one they have); raises Problem, BadValue."""
    here = place()
    token, stands = authenticated(here, book)
    _said_once()
    readers = readers_of(here, token, stands, writing=writing)
    if not readers:
        raise not_found()
    if len(readers) > 1:
        raise edge("which_book", books=" ".join(caller.reader.book for caller in readers))
    return readers[0]


def readers_of(
    here: Place, token: Token | Session, stands: Iterable[Known], *, writing: bool = False
) -> list[Caller]:
    """The token's reader of each book that grants it something to read (or any role, for `writing`)."""
    day = here.today()
    found = (
        (reader_of(token, stand.book, reference, day, writing=writing), stand) for stand, reference in stands
    )
    return [Caller(here, reader, stand, day) for reader, stand in found if reader]


Known = tuple[Stand, Reference]


def _said_once() -> None:
    """Raise BadValue for an argument that is given twice: nobody knows which one is meant."""
    for name, values in request.args.lists() if request.query_string else ():
        if len(values) > 1:
            raise BadValue(field=name, why="said_twice")


def bearer(said: str) -> str:
    """The text of a header `Bearer …`, its first word in any letters (RFC 9110, 11.1); "" of any other."""
    scheme, _, text = said.partition(" ")
    return text.strip() if scheme.lower() == "bearer" else ""


def authenticated(here: Place, book: str = "") -> tuple[Token | Session, list[Known]]:
    """The token (or session) of the request, and the books there are (only the one that is named).

    Its connection is given back before any other is taken: a thread that held one and waited for another
    could wait for ever. Raises Problem (unauthenticated, locked).
    """
    text = bearer(request.environ.get("HTTP_AUTHORIZATION", ""))
    tried, now, source = id_of(text), here.clock(), request.remote_addr or ""
    if not tried:
        raise edge("unauthenticated", headers=CHALLENGE)
    with here.glances.one() as connection:
        found, wait, stands = knock(connection, text, source, now, book)
    if wait:
        raise edge("locked", headers={"Retry-After": str(wait)}, seconds=wait)
    if found is None:
        failed(here.engine, source, tried, now)
        raise edge("unauthenticated", headers=CHALLENGE)
    g.actor, g.token = found.actor, found.id  # for the log of requests
    used(here.engine, found, now)
    return found, _known(here, book, stands)


def _known(here: Place, book: str, stands: Sequence[Stand] | None) -> list[Known]:
    """How far each book has come (the one that is named, if it is there), and what it says."""
    known = [(stand, here.known(stand)) for stand in stands or ()]
    if stands is not None and all(reference for _, reference in known):
        return cast("list[Known]", known)
    with snapshot(here) as connection:
        if stands is None:
            stands = _walled(here, connection, book)
        return [(stand, here.reference(connection, stand)) for stand in stands]


def _walled(here: Place, connection: Connection, book: str) -> list[Stand]:
    """The same where a wall stands."""
    if not book:
        return list(here.stands(connection))
    named = here.stand(connection, book) if is_name(book) else None
    return [named] if named else []
