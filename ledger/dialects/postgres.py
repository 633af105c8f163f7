"""PostgreSQL: each statement is a round trip, so a batch is one that looks up and one that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from ledger.dialects.lookups import HOLDING, NAMED, PAPER, Found, Name, Row, Wanted, found_in, send
from ledger.projection import Rows
from ledger.wall import SAY, said


class Postgres:
    """PostgreSQL: the head row is the fence; a batch is read in one statement and written in one.

    Look-ups are LATERAL with OFFSET 0: one seek per wanted thing, whatever the planner believed about
    the size of the tables when it kept the plan. Arrays go as text, so that a statement has the same
    types, and with them the same plan, whatever a batch holds.
    """

    def open(self, connection: Connection, book: str, wanted: Wanted) -> Found:
        """Lock the head and look up.

        A statement sees what was committed when it began, but the lock may have been waited for. The
        head moves with every batch: where it is not the head that the statement saw, ask again.
        """
        values = self._values(book, wanted)
        while True:
            found, seen = found_in(send(connection, _OPEN, values))
            said(connection, book)
            if found.head is None or found.head[0] == seen:
                return found

    def look(self, connection: Connection, book: str, wanted: Wanted) -> Found:
        """Look up."""
        return found_in(send(connection, _LOOK, self._values(book, wanted)))[0]

    def named(self, connection: Connection, book: str, names: Sequence[Name]) -> list[Row]:
        """One seek each."""
        columns = {f"p{place}": _texts(column) for place, column in enumerate(_columns(names, 4))}
        return list(send(connection, _NAMED, {"book": book, **columns}))

    def _values(self, book: str, wanted: Wanted) -> Mapping[str, str]:
        parts: tuple[Sequence[Sequence[str]], ...] = tuple(wanted)
        columns = [c for part, width in zip(parts, _WIDTHS, strict=True) for c in _columns(part, width)]
        return {"book": book, **{f"p{place}": _texts(column) for place, column in enumerate(columns)}}

    def lock_head(self, connection: Connection, book: str) -> None:
        """Lock the head row; whoever holds it, we wait."""
        self.open(connection, book, Wanted())

    def start_head(self, connection: Connection, book: str, root: bytes) -> None:
        """Insert the head, or wait for the process that does."""
        sql = (
            "INSERT INTO head (book, size, root, frontier, reference_seq)"
            " VALUES (%s, 0, %s, ''::bytea, 0) ON CONFLICT (book) DO NOTHING"
        )
        connection.exec_driver_sql(sql, (book, root))

    def write(self, connection: Connection, book: str, rows: Rows, head: Row) -> None:
        """One statement."""
        size, root, frontier, reference_seq = head
        changed = [(row.id, row.balance, row.version) for row in rows.changed]
        parts: list[Sequence[Row]] = [rows.entries, rows.lines, rows.opened, changed]
        parts += [rows.days, rows.documents]
        named: dict[str, Any] = {"book": book, "root": root, "frontier": frontier}
        named |= {"size": str(size), "reference_seq": str(reference_seq)}
        for (first, kinds), part in zip(_WRITTEN, parts, strict=True):
            for place, column in enumerate(_columns(part, len(kinds))):
                named[f"p{first + place}"] = _LITERALS[kinds[place]](column)
        send(connection, _WRITE, named, rows=False)


def _columns(rows: Sequence[Sequence[Any]], width: int) -> Iterable[Sequence[Any]]:
    return zip(*rows, strict=True) if rows else [()] * width


def _texts(column: Sequence[str]) -> str:
    """An array of texts as PostgreSQL reads it."""
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in column]
    return '{"' + '","'.join(quoted) + '"}' if column else "{}"


def _numbers(column: Sequence[int]) -> str:
    return "{" + ",".join(map(str, column)) + "}"


# Bytes go as they are: as text they would be twice as long.
_LITERALS: Final[Mapping[str, Callable[[Sequence[Any]], str | list[bytes]]]] = {
    "text": _texts,
    "bigint": _numbers,
    "smallint": _numbers,
    "bytea": list,
}
_WIDTHS: Final = (2, 2, 2, 5)  # of the parts of Wanted


def _unnest(first: int, kinds: Sequence[str], *names: str) -> str:
    """The columns of arrays side by side; in a select list they need no store of their own, as in FROM."""
    arrays = [
        f"unnest(%(p{first + place}){'b' if kind == 'bytea' else 's'}::{kind}[])"
        for place, kind in enumerate(kinds)
    ]
    if names:
        arrays = [f"{array} AS {name}" for array, name in zip(arrays, names, strict=True)]
    return ", ".join(arrays)


_LOOK: Final = f"""
SELECT 'key', '', '', '', '', '', 0::bigint, 0::bigint, 0::bigint, e.body
FROM (SELECT {_unnest(0, ["text"] * 2, "actor", "key")}) AS w, LATERAL (
  SELECT body FROM entry WHERE book = %(book)s AND actor = w.actor AND idempotency_key = w.key OFFSET 0
) AS e
UNION ALL
SELECT 'number', {PAPER} FROM (SELECT {_unnest(2, ["text"] * 2, "kind", "name")}) AS w, LATERAL (
  SELECT * FROM document WHERE book = %(book)s AND kind = w.kind AND number = w.name OFFSET 0
) AS d, LATERAL (SELECT body FROM entry WHERE book = %(book)s AND seq = d.seq OFFSET 0) AS e
UNION ALL
SELECT 'claim', {PAPER} FROM (SELECT {_unnest(4, ["text"] * 2, "kind", "name")}) AS w, LATERAL (
  SELECT * FROM document WHERE book = %(book)s AND kind = w.kind AND claim = w.name AND claim <> '' OFFSET 0
) AS d, LATERAL (SELECT body FROM entry WHERE book = %(book)s AND seq = d.seq OFFSET 0) AS e
UNION ALL
SELECT 'bucket', {HOLDING}, ''::bytea
FROM (SELECT {_unnest(6, ["text"] * 5, "stage", "unit", "code", "item", "measure")}) AS w, LATERAL (
  SELECT * FROM bucket WHERE book = %(book)s AND stage = w.stage AND unit = w.unit AND code = w.code
  AND item = w.item AND measure = w.measure OFFSET 0
) AS b
"""
_NAMED: Final = f"""
SELECT {NAMED} FROM (SELECT {_unnest(0, ["text"] * 4, "stage", "unit", "code", "item")}) AS w, LATERAL (
  SELECT * FROM bucket WHERE book = %(book)s AND stage = w.stage AND unit = w.unit AND code = w.code
  AND item = w.item OFFSET 0
) AS b
"""
# The wall is told first: LATERAL cannot look for the head before it has the book that was said.
_OPEN: Final = f"""
WITH said AS MATERIALIZED (
  SELECT {SAY} AS book
), locked AS MATERIALIZED (
  SELECT h.* FROM said, LATERAL (
    SELECT size, reference_seq, frontier FROM head WHERE book = said.book FOR UPDATE
  ) AS h
)
SELECT 'head', '', '', '', '', '', size, reference_seq,
  (SELECT size FROM head WHERE book = %(book)s), frontier FROM locked
UNION ALL {_LOOK}
"""

# Where each part's arrays begin among the parameters, and their types.
_WRITTEN: Final = tuple(
    (first, kinds.split())
    for first, kinds in (
        (0, "bigint text text text smallint text text bytea text bigint bytea bytea"),
        (12, "bigint bigint smallint bigint bigint bigint"),
        (18, "bigint text text text text text bigint bigint"),
        (26, "bigint bigint bigint"),
        (29, "text text text text text bigint bigint"),
        (36, "text text text smallint smallint text bigint"),
    )
)
_ENTRIES, _LINES, _OPENED, _, _DAYS, _DOCUMENTS = (_unnest(*part) for part in _WRITTEN)
_WRITE: Final = f"""
WITH entries AS (
  INSERT INTO entry SELECT %(book)s, {_ENTRIES}
), lines AS (
  INSERT INTO line SELECT %(book)s, {_LINES}
), opened AS (
  INSERT INTO bucket SELECT %(book)s, {_OPENED}
), changed AS (
  UPDATE bucket b SET balance = u.balance, version = u.version
  FROM (SELECT {_unnest(*_WRITTEN[3], "id", "balance", "version")}) AS u
  WHERE b.book = %(book)s AND b.id = ANY (%(p26)s::bigint[]) AND b.id = u.id
), days AS (
  INSERT INTO day_total AS d SELECT %(book)s, {_DAYS}
  ON CONFLICT (book, stage, unit, code, measure, effective_on) DO UPDATE
  SET amount_in = d.amount_in + excluded.amount_in, amount_out = d.amount_out + excluded.amount_out
), documents AS (
  INSERT INTO document SELECT %(book)s, {_DOCUMENTS}
)
UPDATE head SET size = %(size)s::bigint, root = %(root)s, frontier = %(frontier)s,
  reference_seq = %(reference_seq)s::bigint
WHERE book = %(book)s
"""
