"""Door: what a presented text opens, asked in one statement: the token, and the failures that lock it."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, and_, bindparam, literal, select

from api.access.lockout import seconds_left, slot_of, source_of
from api.access.tables import failure, token
from api.access.tokens import COLUMNS, Token, id_of, opened_by


class Knock(NamedTuple):
    """The token that a text is, or how long its source must wait before it is looked at."""

    token: Token | None
    wait_seconds: int


_ALWAYS = select(literal(1).label("one")).subquery()
# One row, whether the token and its failures are there or not. Made once: it is part of every request.
_QUERY: Final = (
    select(token.c.digest, *COLUMNS, failure.c.times, failure.c.last_at)
    .select_from(_ALWAYS)
    .outerjoin(token, token.c.id == bindparam("id"))
    .outerjoin(failure, and_(failure.c.source == bindparam("source"), failure.c.slot == bindparam("slot")))
)


def knock(connection: Connection, text: str, source: str, now: datetime) -> Knock:
    """Whose token a text is; a locked source is not told whether it is anybody's."""
    tried = id_of(text)
    asked = {"id": tried, "source": source_of(source), "slot": slot_of(tried)}
    row = connection.execute(_QUERY, asked).one()
    wait = seconds_left(row.times, row.last_at, now) if row.times else 0
    found = opened_by(row, text, now)
    return Knock(None, wait) if wait else Knock(found, 0)
