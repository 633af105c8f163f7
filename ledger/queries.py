"""Queries: read-only SQL over one book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select

from ledger.buckets import Bucket
from ledger.entries import Entry, read_entry
from ledger.tables import book as book_table
from ledger.tables import bucket, day_total, document, entry, line
from ledger.tables import head as head_table
from ledger.wall import PLACE, about

PAGE = 2000


class Head(NamedTuple):
    """Where a book stands: number of entries, and the root over them."""

    size: int
    root: bytes


class Balance(NamedTuple):
    """What buckets hold, summed over items unless `item` is asked for; integers of `measure`."""

    stage: str
    unit: str
    code: str
    item: str
    measure: str
    balance: int


class BookRow(NamedTuple):
    """A book of this place."""

    book: str
    name: str
    currency: str
    opened: str


def books(connection: Connection) -> list[BookRow]:
    """The books of this place (a reading of the place, not of one book)."""
    about(connection, PLACE)
    return [BookRow(*row) for row in connection.execute(select(book_table).order_by(book_table.c.book))]


def head(connection: Connection, book: str) -> Head | None:
    """Position and root of a book; None when it was never opened."""
    about(connection, book)
    query = select(head_table.c.size, head_table.c.root).where(head_table.c.book == book)
    row = connection.execute(query).one_or_none()
    return Head(*row) if row else None


def bodies(connection: Connection, book: str, first: int = 1, last: int | None = None) -> Iterator[bytes]:
    """The attested bytes of entries `first` … `last`, in order, a page at a time."""
    c = entry.c
    end = last if last is not None else 2**62
    while first <= end:
        query = (
            select(c.seq, c.body).where(c.book == book, c.seq.between(first, end)).order_by(c.seq).limit(PAGE)
        )
        about(connection, book)  # of each page: between two the connection may have been asked of another
        rows = connection.execute(query).all()
        yield from (row.body for row in rows)
        if len(rows) < PAGE:
            return
        first = rows[-1].seq + 1


def entries(connection: Connection, book: str, first: int = 1, last: int | None = None) -> Iterator[Entry]:
    """Entries `first` … `last`, in order."""
    return (read_entry(body) for body in bodies(connection, book, first, last))


def balances(  # noqa: PLR0913 - each narrows the question in its own way
    connection: Connection,
    book: str,
    *,
    unit: str | None = None,
    stage: str | None = None,
    as_of: int | None = None,
    on: date | None = None,
    items: bool = False,
) -> list[Balance]:
    """Balances of every bucket ever touched: now, as of a position, or as of a day of business.

    As of a position is exact and eternal; as of a day is what today's journal says of that day.
    With both, it is what the journal up to the position says of the day.
    """
    about(connection, book)
    if as_of is None and not items:
        query = _by_day(book, on, unit, stage)
    elif on is not None:
        query = _by_lines(book, on, as_of, unit, stage)
    else:
        query = _by_bucket(book, as_of, unit, stage)
    # PostgreSQL sums 64-bit integers to a decimal number.
    rows = [Balance(*row)._replace(balance=int(row[-1])) for row in connection.execute(query)]
    return sorted(rows) if items else _summed(rows)


def balance_of(connection: Connection, book: str, place: Bucket, as_of: int | None = None) -> int:
    """What one bucket holds, now or as of a position: one seek; 0 when it was never touched."""
    about(connection, book)
    c = bucket.c
    held: ColumnElement[int] = c.balance if as_of is None else _at(book, as_of)
    names = ("stage", "unit", "code", "item", "measure")
    named = [c[name] == value for name, value in zip(names, place, strict=True)]
    query = select(held).where(c.book == book, *named)
    return int(connection.execute(query).scalar_one_or_none() or 0)


def _scope(
    table_columns: dict[str, ColumnElement[str]], unit: str | None, stage: str | None
) -> list[ColumnElement[bool]]:
    asked = {"unit": unit, "stage": stage}
    return [table_columns[name] == value for name, value in asked.items() if value is not None]


def _by_bucket(book: str, as_of: int | None, unit: str | None, stage: str | None) -> Select[Any]:
    """Running balances: the bucket's own, or that of its last line up to a position (one seek each)."""
    c = bucket.c
    held: ColumnElement[int] = c.balance
    known = [c.book == book, *_scope({"unit": c.unit, "stage": c.stage}, unit, stage)]
    if as_of is not None:
        known.append(c.id < (as_of + 1) * 4096)
        held = _at(book, as_of)
    return select(c.stage, c.unit, c.code, c.item, c.measure, held).where(*known)


def _at(book: str, seq: int) -> ColumnElement[int]:
    return (
        select(line.c.balance_after)
        .where(line.c.book == book, line.c.bucket_id == bucket.c.id, line.c.seq <= seq)
        .order_by(line.c.seq.desc(), line.c.no.desc())
        .limit(1)
        .scalar_subquery()
    )


def _by_day(book: str, on: date | None, unit: str | None, stage: str | None) -> Select[Any]:
    """Day totals, all or up to a day: a few rows per unit and day, however many buckets there are."""
    c = day_total.c
    held = func.sum(c.amount_in - c.amount_out)
    return (
        select(c.stage, c.unit, c.code, func.min(""), c.measure, held)
        .where(c.book == book, *([] if on is None else [c.effective_on <= on.isoformat()]))
        .where(*_scope({"unit": c.unit, "stage": c.stage}, unit, stage))
        .group_by(c.stage, c.unit, c.code, c.measure)
    )


def _by_lines(book: str, on: date, as_of: int | None, unit: str | None, stage: str | None) -> Select[Any]:
    """Lines of entries effective up to a day: slower, but tells items and a position."""
    c = bucket.c
    query = (
        select(c.stage, c.unit, c.code, c.item, c.measure, func.sum(line.c.amount))
        .join(line, (line.c.book == c.book) & (line.c.bucket_id == c.id))
        .join(entry, (entry.c.book == line.c.book) & (entry.c.seq == line.c.seq))
        .where(c.book == book, entry.c.effective_on <= on.isoformat())
        .where(*_scope({"unit": c.unit, "stage": c.stage}, unit, stage))
        .group_by(c.stage, c.unit, c.code, c.item, c.measure)
    )
    return query if as_of is None else query.where(line.c.seq <= as_of)


def _summed(rows: list[Balance]) -> list[Balance]:
    sums: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        key = (row.stage, row.unit, row.code, row.measure)
        sums[key] = sums.get(key, 0) + row.balance
    return [Balance(s, u, c, "", m, n) for (s, u, c, m), n in sorted(sums.items())]


def history(
    connection: Connection,
    book: str,
    *,
    unit: str | None = None,
    document_no: str | None = None,
    actor: str | None = None,
) -> Iterator[Entry]:
    """Entries that a unit took part in, that a document number names or is referred to by, or of an actor."""
    about(connection, book)
    c = entry.c
    query = select(c.body).where(c.book == book).order_by(c.seq)
    if unit is not None:
        touched = (
            select(line.c.seq)
            .join(bucket, (bucket.c.book == line.c.book) & (bucket.c.id == line.c.bucket_id))
            .where(line.c.book == book, bucket.c.unit == unit)
        )
        query = query.where(c.seq.in_(touched) | (c.unit == unit))
    if document_no is not None:
        made = select(document.c.seq).where(document.c.book == book, document.c.number == document_no)
        query = query.where(c.seq.in_(made) | c.refers_to.in_(made))
    if actor is not None:
        query = query.where(c.actor == actor)
    return (read_entry(body) for body in connection.execute(query).scalars())
