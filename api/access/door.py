"""Door: what a presented text opens: token or session, and what locks it.

The same statement tells how far the books have come, so that a request whose answer is kept asks no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Engine, Subquery, Table, and_, bindparam, literal, select, true

from api.access import sessions, tokens
from api.access.lockout import seconds_left, slot_of, source_of
from api.access.sessions import Session
from api.access.tables import failure, session, token
from api.access.tokens import Token, id_of
from api.place import Stand
from api.prepared import Prepared
from api.wire import is_name
from ledger.tables import book as book_table
from ledger.tables import head
from ledger.wall import walled


class Knock(NamedTuple):
    """The token or session that a text is, or how long its source must wait before it is looked at.

    `stands` are the books there are (or the one that was named), as far as they have come at that moment;
    None where a wall stands: there one book is asked about after the other.
    """

    token: Token | Session | None
    wait_seconds: int
    stands: Sequence[Stand] | None


_ALWAYS = select(literal(1).label("one")).subquery()
_FAILED: Final = and_(failure.c.source == bindparam("source"), failure.c.slot == bindparam("slot"))
_HEADS: Final = select(head.c.book, head.c.size, head.c.reference_seq)
_OF_ALL: Final = _HEADS.join(book_table, book_table.c.book == head.c.book).subquery()
_OF_ONE: Final = _HEADS.where(head.c.book == bindparam("book")).subquery()


def _asking(opener: Table, columns: Iterable[Column[Any]], books: Subquery | None) -> Prepared:
    """One row for each book, or one, whether the token (or session) and its failures are there or not."""
    query = (
        select(
            opener.c.digest,
            *columns,
            failure.c.times,
            failure.c.last_at,
            *(books.c if books is not None else ()),
        )
        .select_from(_ALWAYS)
        .outerjoin(opener, opener.c.id == bindparam("id"))
        .outerjoin(failure, _FAILED)
    )
    return Prepared(query if books is None else query.outerjoin(books, true()).order_by(books.c.book))


# By what is presented, a session or a token, and what is asked of the books.
_QUERIES: Final = {
    (signed_in, asked): _asking(opener, columns, books)
    for signed_in, opener, columns in ((False, token, tokens.COLUMNS), (True, session, sessions.COLUMNS))
    for asked, books in (("nothing", None), ("all", _OF_ALL), ("one", _OF_ONE))
}


def knock(connection: Connection, text: str, source: str, now: datetime, book: str = "") -> Knock:
    """Whose token a text is; a locked source is not told whether it is anybody's."""
    tried, signed_in = id_of(text), text.startswith(sessions.PREFIX)
    asked = "nothing" if walled(connection) else "one" if book else "all"
    rows = _QUERIES[signed_in, asked].rows(
        connection,
        id=tried,
        source=source_of(source),
        slot=slot_of(tried),
        book=book if is_name(book) else "",
    )
    row = rows[0]
    stands = None if asked == "nothing" else [Stand(*each[-3:]) for each in rows if each.book is not None]
    wait = seconds_left(row.times, row.last_at, now) if row.times else 0
    found = sessions.opened_by(row, text, now) if signed_in else tokens.opened_by(row, text, now)
    return Knock(None, wait, ()) if wait else Knock(found, 0, stands)


def used(engine: Engine, found: Token | Session, now: datetime) -> None:
    """Note that something opened the door: of a token the day, of a session the minute."""
    if isinstance(found, Session):
        sessions.used(engine, found, now)
    else:
        tokens.used(engine, found, now)
