"""Register: pages of entries and documents as a reader may see them; read-only SQL over one book.

A page ends at a row, never at a number of rows; the next begins after it. Cursors name the last row by
what it is called, so that they stay good for ever and say nothing of anybody else's rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    TextClause,
    func,
    or_,
    select,
    text,
    tuple_,
    union_all,
)

from api.access.scope import Scope
from api.names import Names
from api.wire import opaque, parts_of
from ledger.commands import Command
from ledger.dialects import DIALECTS
from ledger.documents import ORDER
from ledger.entries import Entry, read_entry
from ledger.errors import BadValue
from ledger.tables import OWN_KINDS, bucket, document, entry, line, quoted

# An entry never changes, and to read its bytes takes longer than to find them.
_read: Final = lru_cache(maxsize=2048)(read_entry)


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


def entry_of(
    connection: Connection, names: Names, book: str, name: str, *, by_position: bool = False
) -> Entry | None:
    """The entry of an id, or of a position where that may be asked."""
    if by_position and name.isascii() and name.isdigit():
        return _one(connection, book, entry.c.seq == int(name[:18]))
    try:
        actor, key = names.parts(name)
    except ValueError:
        return None
    return _one(connection, book, entry.c.actor == actor, entry.c.idempotency_key == key)


def referring(connection: Connection, book: str, seqs: Sequence[int], kinds: Sequence[str]) -> list[Entry]:
    """The entries of some kinds that refer to those at some positions, in order."""
    c = entry.c
    query = select(c.body).where(c.book == book, _REFERS, c.refers_to.in_(seqs), c.kind.in_(kinds))
    return [_read(body) for body in connection.execute(query.order_by(c.seq)).scalars()] if seqs else []


def _one(connection: Connection, book: str, *which: ColumnElement[bool]) -> Entry | None:
    body = connection.execute(select(entry.c.body).where(entry.c.book == book, *which)).scalar_one_or_none()
    return _read(body) if body else None


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
    c, units = entry.c, list(scope.asked(unit))
    streams = _of_number(connection, book, units, number) if number else _of_units(book, units, kind)
    known = [c.book == book, *([c.kind == kind] if kind else [])]
    parts = [
        select(c.seq, c.body).where(*known, place > after, *which).order_by(place).limit(limit).subquery()
        for which, place in streams
    ]
    if not parts:
        return []
    every = union_all(*map(select, parts)).subquery()
    query = select(every.c.body).order_by(every.c.seq).limit(limit)
    return [_read(body) for body in connection.execute(query).scalars()]


Stream = tuple[Sequence[ColumnElement[bool] | TextClause], ColumnElement[int]]
"""Some of the entries, and their position, as a column to be read in order or as a figure to be sorted by."""
# Said in the words of the partial indexes, which no parameter finds.
_SHARED: Final = text(f"entry.kind NOT IN ({quoted(OWN_KINDS)})")
_OWN: Final = text("entry.unit <> ''")
_REFERS: Final = text("entry.refers_to > 0")


def _of_units(book: str, units: Sequence[str | None], kind: str) -> Iterator[Stream]:
    """Each unit's own entries, and others' about them: all in order of an index, however long the book is."""
    c = entry.c
    if units == [None]:
        narrow = kind and kind not in OWN_KINDS
        yield (_SHARED,) if narrow else (), c.seq
        return
    yield from (((_OWN, c.unit == each), c.seq) for each in units)
    if units and kind not in OWN_KINDS:
        yield (_SHARED, c.unit.not_in(units), touched(book, units)), c.seq


def _of_number(
    connection: Connection, book: str, units: Sequence[str | None], number: str
) -> Iterator[Stream]:
    """The entries that made documents of a number, and those that refer to one that did."""
    c, d = entry.c, document.c
    # The key of a document begins with its kind: asked of each kind, a number is one seek.
    query = select(d.seq).where(d.book == book, d.kind.in_(_KINDS), d.number == number)
    if units != [None]:  # of an order to several, who has one leg does not learn the numbers of the others
        own = (
            select(c.seq)
            .where(c.book == book, c.seq == d.seq, c.unit.in_(units))
            .correlate(document)
            .offset(0)
            .exists()
        )
        query = query.where(or_(d.kind != "transfer", d.unit.in_(units), own))
    made = sorted(set(connection.execute(query).scalars()))
    if not made:
        return
    seen = () if units == [None] else (or_(c.unit.in_(units), touched(book, units)),)
    yield (c.seq.in_(made), *seen), c.seq
    yield (_REFERS, c.refers_to.in_(made), c.seq.not_in(made), *seen), c.seq + 0


_KINDS: Final = sorted({*Command.verbs, ORDER})


def touched(book: str, units: Iterable[str | None]) -> ColumnElement[bool]:
    """Whether a bucket of some units moved in the entry of a row: asked row by row.

    For that is OFFSET 0: PostgreSQL would ask once for all that ever moved in their buckets.
    """
    return (
        select(line.c.seq)
        .join(bucket, (bucket.c.book == line.c.book) & (bucket.c.id == line.c.bucket_id))
        .where(line.c.book == book, line.c.seq == entry.c.seq, bucket.c.book == book)
        .where(bucket.c.unit.in_(units))
        .correlate(entry)
        .offset(0)
        .exists()
    )


def place_after(
    connection: Connection, names: Names, book: str, cursor: str, seen: Callable[[Entry], bool] = bool
) -> int:
    """The position a list of entries goes on after; raises BadValue for a cursor of another make.

    One that names what the reader has not `seen` is of another make too, or its answer would tell of it.
    """
    found = entry_of(connection, names, book, cursor) if cursor else None
    if cursor and (found is None or not seen(found)):
        raise BadValue(field="cursor", why="not_a_cursor")
    return found.seq if found else 0


DOCUMENT: Final = ("kind", "number", "unit", "fiscal_year", "part")
_YEAR: Final = re.compile("[0-9]{4}")
Key = tuple[str, str, int]
"""(number, unit, fiscal year): how a document of a kind is told from all others."""


def asked_of(wanted: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """What a `RegisterAsked` narrows a register to, by columns of its key."""
    c = document.c
    year, number = wanted["fiscal_year"], wanted["number"]
    return [*([c.fiscal_year == year] if year else []), *([c.number == number] if number else [])]


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
    key = key_after(cursor) if cursor else None
    found: list[Paper] = []
    while len(found) < limit:
        batch = _papers(connection, book, kind, key, limit, which)
        found += filter(keep, batch)
        if len(batch) < limit:
            break
        key = batch[-1].number, batch[-1].unit, batch[-1].fiscal_year
    return found[:limit]


# Documents that are looked at for one page.
SCANNED_MAX: Final = 2_000
_BATCH: Final = 500


def page_after(  # noqa: PLR0913, PLR0917 - each narrows the question in its own way
    connection: Connection,
    book: str,
    kind: str,
    cursor: str,
    limit: int,
    which: Sequence[ColumnElement[bool]] = (),
    keep: Callable[[Paper], bool] = bool,
) -> tuple[list[Paper], str | None]:
    """The same, and what the next page begins after (None: there is none).

    Where few are to keep, a page may be short or empty and yet have a next: it looks at `SCANNED_MAX`
    documents and no more. It may end after any of them, so that all must be the reader's to see.
    """
    key, found = key_after(cursor) if cursor else None, list[Paper]()
    size = limit + 1 if keep is bool else _BATCH
    for _ in range(0, SCANNED_MAX, size):
        batch = _papers(connection, book, kind, key, size, which)
        for paper in filter(keep, batch):
            if len(found) == limit:
                return found, found[-1].cursor
            found.append(paper)
        if len(batch) < size:
            return found, None
        key = batch[-1].number, batch[-1].unit, batch[-1].fiscal_year
    return found, opaque(key[0], key[1], str(key[2])) if key else None


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
        # Said twice, because where the unit stands before the number in an index, only the first is sought.
        query = query.where(d.number >= after[0], tuple_(*key) > tuple_(*after))
    return [_paper(row) for row in connection.execute(query)]


def key_after(cursor: str) -> Key:
    """What a cursor of a register names; raises BadValue for one of another make."""
    try:
        number, unit, year = parts_of(cursor, 3)
    except ValueError:
        raise BadValue(field="cursor", why="not_a_cursor") from None
    if not _YEAR.fullmatch(year):
        raise BadValue(field="cursor", why="not_a_cursor")
    return number, unit, int(year)


def _paper(row: Row[*tuple[Any, ...]]) -> Paper:
    return Paper(row.kind, row.number, row.unit, row.fiscal_year, row.part, _read(row.body))


class Named(NamedTuple):
    """Buckets of some stage by unit, code and item."""

    unit: str
    code: str
    item: str


def moved(
    connection: Connection, book: str, stage: str, named: Sequence[Named]
) -> dict[tuple[str, str, str, str], int]:
    """(unit, code, item, kind of entry) -> sum of what entries of the kind moved in buckets of a stage.

    A reversal counts as the kind it reverses.
    """
    names = {row[5]: row[1:4] for row in _known(connection, book, [stage], named)}
    first = entry.alias("first")
    kind = func.coalesce(first.c.kind, entry.c.kind)
    reversed_ = (first.c.book == book) & (first.c.seq == entry.c.refers_to) & (entry.c.kind == "reverse")
    query = (
        select(line.c.bucket_id, kind, func.sum(line.c.amount))
        .join(entry, (entry.c.book == line.c.book) & (entry.c.seq == line.c.seq))
        .outerjoin(first, reversed_)
        .where(line.c.book == book, entry.c.book == book, line.c.bucket_id.in_(sorted(names)))
        .group_by(line.c.bucket_id, kind)
    )
    found = connection.execute(query) if names else ()
    return {(*names[row[0]], row[1]): int(row[2]) for row in found}


def held(
    connection: Connection, book: str, stages: Iterable[str], named: Sequence[Named]
) -> dict[tuple[str, str, str, str], int]:
    """(stage, unit, code, item) -> what buckets of some stages hold."""
    return {(row[0], row[1], row[2], row[3]): row[4] for row in _known(connection, book, stages, named)}


def _known(
    connection: Connection, book: str, stages: Iterable[str], named: Iterable[Named]
) -> list[tuple[Any, ...]]:
    """The named buckets in some stages, those that are there: one seek for each."""
    names = [(stage, *name) for stage in stages for name in dict.fromkeys(named)]
    return DIALECTS[connection.dialect.name].named(connection, book, names) if names else []
