"""Session: what a sign-in opens: a secret text like a token's (`khs_…`), for a working day at most.

It ends after 30 minutes without use, after 12 hours in any case, at sign-out, and when its person's account
is disabled. An ended one is gone from the table. It says nothing of roles and units, like a token, and never
less than its person is granted.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from api.access.tables import session
from api.access.tokens import SECRET_BYTES, digest_of
from ledger.entries import timestamp
from ledger.store import writing

PREFIX: Final = "khs_"
IDLE: Final = timedelta(minutes=30)
LASTS: Final = timedelta(hours=12)
AT_ONCE_MAX: Final = 10
# Use is noted once a minute, so that a read is not a write.
_NOTED: Final = timedelta(minutes=1)
_NOBODY: Final = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as it stands; times are ISO text in UTC, `source` the address it was opened from."""

    reads_only: ClassVar[bool] = False
    units: ClassVar[tuple[str, ...]] = ()
    verbs: ClassVar[tuple[str, ...]] = ()

    id: str
    actor: str
    source: str
    created_at: str
    last_used_at: str
    expires_at: str

    def valid(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return timestamp(now) < self.expires_at and timestamp(now - IDLE) < self.last_used_at


COLUMNS: Final = [column for column in session.columns if column.name != "digest"]


def open_session(connection: Connection, actor: str, source: str, now: datetime) -> tuple[Session, str]:
    """A new session and its text, in the caller's transaction; the oldest goes where there are too many."""
    id_ = secrets.token_hex(8)
    text = f"{PREFIX}{id_}_{secrets.token_urlsafe(SECRET_BYTES)}"
    at = timestamp(now)
    made = Session(
        id=id_, actor=actor, source=source, created_at=at, last_used_at=at, expires_at=timestamp(now + LASTS)
    )
    open_ = [each for each in sessions(connection, actor, now) if each.valid(now)]
    gone = [each.id for each in open_[: max(0, len(open_) - AT_ONCE_MAX + 1)]]
    connection.execute(delete(session).where(session.c.id.in_(gone) | (session.c.expires_at <= at)))
    values = {column.name: getattr(made, column.name) for column in COLUMNS}
    connection.execute(insert(session).values({**values, "digest": digest_of(text)}))
    return made, text


def sessions(connection: Connection, actor: str, now: datetime) -> list[Session]:
    """The sessions of an actor that are open, oldest first."""
    query = select(*COLUMNS).where(session.c.actor == actor).order_by(session.c.created_at, session.c.id)
    return [each for each in map(_session, connection.execute(query)) if each.valid(now)]


def opened_by(row: Row[*tuple[Any, ...]], text: str, now: datetime) -> Session | None:
    """The open session of a row, if the text is its text; None for any other, after the same work."""
    same = hmac.compare_digest(row.digest or _NOBODY, digest_of(text))
    if row.id is None or not same:
        return None
    found = _session(row)
    return found if found.valid(now) else None


def used(engine: Engine, found: Session, now: datetime) -> None:
    """Note that a session was used; at most once a minute."""
    if found.last_used_at <= timestamp(now - _NOTED):
        with writing(engine) as connection, connection.begin():
            connection.execute(
                update(session).where(session.c.id == found.id).values(last_used_at=timestamp(now))
            )


def end(connection: Connection, actor: str = "", *, only: str = "", but: str = "") -> int:
    """End the sessions of an actor (of everybody): one, all but one, or all; how many there were."""
    which = [session.c.actor == actor] if actor else []
    which += [session.c.id == only] if only else []
    which += [session.c.id != but] if but else []
    return connection.execute(delete(session).where(*which)).rowcount


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(**{column.name: getattr(row, column.name) for column in COLUMNS})
