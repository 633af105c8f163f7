"""Kept: the uploads of a place as rows: entered once under their key, found by their owner, let go in time.

Whoever is not the owner finds nothing. What is not committed goes after a week; of what is committed only
the report stays, so that a commit that is asked again is answered as before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from api.uploads.tables import CONTENT
from api.uploads.tables import upload as table
from ledger.entries import timestamp
from ledger.store import writing
from ledger.wall import about

WAITING_DAYS: Final = 7
COMMITTED_DAYS: Final = 366
WAITING_MAX: Final = 50
COMMITTED: Final = "committed"


class OtherFile(Exception):  # noqa: N818 - a state of the desk, told as a problem by the edge
    """Another file stands under the key already."""


class TooManyWaiting(Exception):  # noqa: N818 - a state of the desk, told as a problem by the edge
    """The owner has as many uploads waiting as are kept; one must be committed or removed first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An upload as it stands; `state` is one of `right`, `wrong`, `committed`, times are ISO text in UTC.

    `units` says whose units were seen when it was checked, as `units_text` writes them.
    """

    id: str
    book: str
    actor: str
    key: str
    file: str
    called: str
    sha256: str
    asked_at: str
    state: str
    checked_at: str
    committed_at: str
    units: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a check or a commit left behind; `marked` holds the copy in each language, where there is one."""

    state: str
    units: str
    report: bytes
    marked: Mapping[str, bytes]


COLUMNS: Final = [table.c[each.name] for each in fields(Kept)]


def id_of(book: str, actor: str, key: str) -> str:
    """The name of an upload in addresses, which tells nothing of how many there are."""
    return hashlib.sha256(orjson.dumps([book, actor, key])).hexdigest()[:32]


def units_text(units: frozenset[str] | None) -> str:
    """Some units as a text, "*" for every unit.

    >>> units_text(None), units_text(frozenset({"1032", "1001"}))
    ('*', '["1001","1032"]')
    """
    return "*" if units is None else orjson.dumps(sorted(units)).decode()


def found(connection: Connection, book: str, actor: str, id_: str) -> Kept | None:
    """An upload of this owner, if it is there."""
    about(connection, book)
    row = connection.execute(select(*COLUMNS).where(_own(book, actor, id_))).one_or_none()
    return _kept(row) if row else None


def newest(connection: Connection, book: str, actor: str, limit: int) -> list[Kept]:
    """The uploads of an owner, newest first."""
    about(connection, book)
    own = select(*COLUMNS).where(table.c.book == book, table.c.actor == actor)
    rows = connection.execute(own.order_by(table.c.asked_at.desc(), table.c.id).limit(limit))
    return [_kept(row) for row in rows]


def content(connection: Connection, kept: Kept, name: str) -> bytes:
    """One of the contents of an upload; empty when it is no longer there."""
    about(connection, kept.book)
    said = select(table.c[name]).where(_own(kept.book, kept.actor, kept.id))
    return connection.execute(said).scalar_one_or_none() or b""


def same_or_refused(kept: Kept, sha256: str, file: str, called: str) -> Kept:
    """The upload that stands under a key, if the same file comes again; raises OtherFile."""
    if (kept.sha256, kept.file, kept.called) != (sha256, file, called):
        raise OtherFile
    return kept


def enter(engine: Engine, kept: Kept, data: bytes, result: Result) -> Kept:
    """Keep an upload that is not there yet; one that came in meanwhile under the key stays.

    Raises OtherFile, TooManyWaiting.
    """
    try:
        return _entered(engine, kept, data, result)
    except IntegrityError:  # the same upload, in the same moment
        return _entered(engine, kept, data, result)


def _entered(engine: Engine, kept: Kept, data: bytes, result: Result) -> Kept:
    with writing(engine) as connection, connection.begin():
        there = found(connection, kept.book, kept.actor, kept.id)
        if there is not None:
            return same_or_refused(there, kept.sha256, kept.file, kept.called)
        own = and_(table.c.book == kept.book, table.c.actor == kept.actor, table.c.state != COMMITTED)
        if connection.execute(select(func.count()).where(own)).scalar_one() >= WAITING_MAX:
            raise TooManyWaiting
        values = {each.name: getattr(kept, each.name) for each in fields(Kept)}
        connection.execute(insert(table).values({**values, "data": data, **_of(result)}))
    return kept


def note(engine: Engine, kept: Kept, result: Result, now: datetime) -> Kept | None:
    """Put down what a later check or a commit left; None when the upload is gone, or committed already."""
    done = result.state == COMMITTED
    values: dict[str, Any] = {**_of(result), "committed_at" if done else "checked_at": timestamp(now)}
    if done:
        values["data"] = b""
    open_ = and_(_own(kept.book, kept.actor, kept.id), table.c.state != COMMITTED)
    with writing(engine) as connection, connection.begin():
        about(connection, kept.book)
        connection.execute(update(table).where(open_).values(values))
        return found(connection, kept.book, kept.actor, kept.id)


def let_go(engine: Engine, kept: Kept) -> None:
    """Remove an upload with all that is kept of it."""
    with writing(engine) as connection, connection.begin():
        about(connection, kept.book)
        connection.execute(delete(table).where(_own(kept.book, kept.actor, kept.id)))


def sweep(engine: Engine, book: str, now: datetime) -> int:
    """Remove what a book has kept long enough, whosever it is; how many."""
    waiting, committed = (timestamp(now - timedelta(days=d)) for d in (WAITING_DAYS, COMMITTED_DAYS))
    old = and_(
        table.c.book == book,
        or_(
            and_(table.c.state != COMMITTED, table.c.asked_at < waiting),
            and_(table.c.state == COMMITTED, table.c.committed_at < committed),
        ),
    )
    with engine.connect() as connection:
        about(connection, book)
        if connection.execute(select(table.c.id).where(old).limit(1)).first() is None:
            return 0
    with writing(engine) as connection, connection.begin():
        about(connection, book)
        return connection.execute(delete(table).where(old)).rowcount


def _own(book: str, actor: str, id_: str) -> ColumnElement[bool]:
    return and_(table.c.id == id_, table.c.book == book, table.c.actor == actor)


def _of(result: Result) -> dict[str, Any]:
    marked = {name: result.marked.get(name.removeprefix("marked_"), b"") for name in CONTENT[2:]}
    return {"state": result.state, "units": result.units, "report": result.report, **marked}


def _kept(row: Row[*tuple[Any, ...]]) -> Kept:
    return Kept(**{each.name: getattr(row, each.name) for each in fields(Kept)})
