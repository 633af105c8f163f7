"""Register: pages of entries and documents as a reader may see them; read-only SQL over one book.

A page ends at a row, never at a number of rows; the next begins after it. Cursors name the last row by
what it is called, so that they stay good for ever and say nothing of anybody else's rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, tuple_

from api.access.scope import Scope
from api.wire import opaque, parts_of
from ledger.entries import Entry, read_entry
from ledger.errors import BadValue
from ledger.tables import bucket, document, entry, line


class Paper(NamedTuple):
    """A document on record: its names, which part of its entry it is, and that entry."""

    kind: str
    number: str
    unit: str
    fiscal_year: int
    part: int
    entry: Entry

    @property
    def cursor(self) -> str:
        """What the next page begins after."""
        return opaque(self.number, self.unit, str(self.fiscal_year))


def entry_of(connection: Connection, book: str, name: str, *, by_position: bool = False) -> Entry | None:
    """The entry of an id, or of a position where that may be asked."""
    if by_position and name.isascii() and name.isdigit():
        return _one(connection, book, entry.c.seq == int(name[:18]))
    try:
        actor, key = parts_of(name, 2)
    except ValueError:
        return None
    return _one(connection, book, entry.c.actor == actor, entry.c.idempotency_key == key)


def _one(connection: Connection, book: str, *which: ColumnElement[bool]) -> Entry | None:
    body = connection.execute(select(entry.c.body).where(entry.c.book == book, *which)).scalar_one_or_none()
    return read_entry(body) if body else None


def entries_after(  # noqa: PLR0913 - each narrows the question in its own way
    connection: Connection,
    book: str,
    scope: Scope,
    after: int,
    limit: int,
    *,
    unit: str | None = None,
    kind: str = "",
    number: str = "",
) -> list[Entry]:
    """At most `limit` entries after a position, in order, that a unit of the scope took part in."""
    c = entry.c
    query = select(c.body).where(c.book == book, c.seq > after).order_by(c.seq).limit(limit)
    units = list(scope.asked(unit))
    if units != [None]:
        query = query.where(or_(c.unit.in_(units), c.seq.in_(touched(book, units, after))))
    if kind:
        query = query.where(c.kind == kind)
    if number:
        named = select(document.c.seq).where(document.c.book == book, document.c.number == number)
        query = query.where(or_(c.seq.in_(named), c.refers_to.in_(named)))
    return [read_entry(body) for body in connection.execute(query).scalars()]


def touched(book: str, units: Iterable[str | None], after: int = 0) -> Any:  # noqa: ANN401 - a subquery
    """The positions after one at which a bucket of some units moved."""
    return (
        select(line.c.seq)
        .join(bucket, (bucket.c.book == line.c.book) & (bucket.c.id == line.c.bucket_id))
        .where(line.c.book == book, line.c.seq > after, bucket.c.book == book, bucket.c.unit.in_(units))
    )


def place_after(connection: Connection, book: str, cursor: str) -> int:
    """The position a list of entries goes on after; raises BadValue for a cursor of another make."""
    found = entry_of(connection, book, cursor) if cursor else None
    if cursor and found is None:
        raise BadValue(field="cursor", why="not_a_cursor")
    return found.seq if found else 0


DOCUMENT: Final = ("kind", "number", "unit", "fiscal_year", "part")
_YEAR: Final = re.compile("[0-9]{4}")
Key = tuple[str, str, int]
"""(number, unit, fiscal year): how a document of a kind is told from all others."""


def papers_after(  # noqa: PLR0913, PLR0917 - each narrows the question in its own way
    connection: Connection,
    book: str,
    kind: str,
    cursor: str,
    limit: int,
    which: Sequence[ColumnElement[bool]] = (),
    keep: Callable[[Paper], bool] = bool,
) -> list[Paper]:
    """At most `limit` documents of a kind after a cursor, in order of number, of those to `keep`.

    That is the order of the primary key, so that a page costs the same however long the register is.
    Raises BadValue for a cursor of another make.
    """
    key = _key(cursor) if cursor else None
    found: list[Paper] = []
    while len(found) < limit:
        batch = _papers(connection, book, kind, key, limit, which)
        found += filter(keep, batch)
        if len(batch) < limit:
            break
        key = batch[-1].number, batch[-1].unit, batch[-1].fiscal_year
    return found[:limit]


def _papers(  # noqa: PLR0913, PLR0917 - each narrows the question in its own way
    connection: Connection,
    book: str,
    kind: str,
    after: Key | None,
    limit: int,
    which: Sequence[ColumnElement[bool]],
) -> list[Paper]:
    d = document.c
    key = (d.number, d.unit, d.fiscal_year)
    query = (
        select(*(d[name] for name in DOCUMENT), entry.c.body)
        .join(entry, (entry.c.book == d.book) & (entry.c.seq == d.seq))
        .where(d.book == book, entry.c.book == book, d.kind == kind, entry.c.kind == kind, *which)
        .order_by(*key)
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return [_paper(row) for row in connection.execute(query)]


def _key(cursor: str) -> Key:
    try:
        number, unit, year = parts_of(cursor, 3)
    except ValueError:
        raise BadValue(field="cursor", why="not_a_cursor") from None
    if not _YEAR.fullmatch(year):
        raise BadValue(field="cursor", why="not_a_cursor")
    return number, unit, int(year)


def _paper(row: Row[*tuple[Any, ...]]) -> Paper:
    return Paper(row.kind, row.number, row.unit, row.fiscal_year, row.part, read_entry(row.body))


class Named(NamedTuple):
    """Buckets by unit, code and item; all three are in the index, and none may be left out of a search."""

    unit: str
    code: str
    item: str


def _these(named: Sequence[Named]) -> tuple[ColumnElement[bool], ...]:
    """At least the named buckets: each of the columns is one of those named."""
    units, codes, items = (sorted(set(column)) for column in zip(*named, strict=True))
    return (bucket.c.unit.in_(units), bucket.c.code.in_(codes), bucket.c.item.in_(items))


def moved(
    connection: Connection, book: str, stage: str, named: Sequence[Named]
) -> dict[tuple[str, str, str, str], int]:
    """(unit, code, item, kind of entry) -> sum of what entries of the kind moved in buckets of a stage.

    A reversal counts as the kind it reverses.
    """
    if not named:
        return {}
    b, first = bucket.c, entry.alias("first")
    kind = func.coalesce(first.c.kind, entry.c.kind)
    reversed_ = (first.c.book == book) & (first.c.seq == entry.c.refers_to) & (entry.c.kind == "reverse")
    query = (
        select(b.unit, b.code, b.item, kind, func.sum(line.c.amount))
        .join(line, (line.c.book == b.book) & (line.c.bucket_id == b.id))
        .join(entry, (entry.c.book == line.c.book) & (entry.c.seq == line.c.seq))
        .outerjoin(first, reversed_)
        .where(b.book == book, line.c.book == book, entry.c.book == book)
        .where(b.stage == stage, *_these(named))
        .group_by(b.unit, b.code, b.item, kind)
    )
    return {(row[0], row[1], row[2], row[3]): int(row[4]) for row in connection.execute(query)}


def held(
    connection: Connection, book: str, stages: Iterable[str], named: Sequence[Named]
) -> dict[tuple[str, str, str, str], int]:
    """(stage, unit, code, item) -> what buckets of some stages hold."""
    b = bucket.c
    if not named:
        return {}
    query = select(b.stage, b.unit, b.code, b.item, b.balance).where(
        b.book == book, b.stage.in_(sorted(stages)), *_these(named)
    )
    return {(row[0], row[1], row[2], row[3]): int(row[4]) for row in connection.execute(query)}
