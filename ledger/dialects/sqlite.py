"""SQLite: no round trips, so one look-up of fixed text and executemany calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import orjson
from sqlalchemy import Connection

from ledger.dialects.lookups import HOLDING, NAMED, PAPER, Found, Name, Row, Wanted, found_in, send
from ledger.projection import Rows


class Sqlite:
    """SQLite: the transaction began IMMEDIATE, so reading the head is enough of a lock.

    CROSS JOIN keeps the order of the loops: one seek per wanted thing, whatever the planner believes.
    """

    def open(self, connection: Connection, book: str, wanted: Wanted) -> Found:
        """Read the head and look up."""
        return self._ask(connection, _OPEN, (book, *self._values(book, wanted)))

    def look(self, connection: Connection, book: str, wanted: Wanted) -> Found:
        """Look up."""
        return self._ask(connection, _LOOK, self._values(book, wanted))

    def named(self, connection: Connection, book: str, names: Sequence[Name]) -> list[Row]:
        """One seek each."""
        return list(send(connection, _NAMED, (_json(names), book)))

    def _values(self, book: str, wanted: Wanted) -> Row:
        return tuple(value for part in wanted for value in (_json(part), book))

    def _ask(self, connection: Connection, sql: str, values: Row) -> Found:
        return found_in(send(connection, sql, values))[0]

    def lock_head(self, connection: Connection, book: str) -> None:
        """Look at the head."""
        self.open(connection, book, Wanted())

    def start_head(self, connection: Connection, book: str, root: bytes) -> None:
        """Insert the head."""
        sql = "INSERT INTO head (book, size, root, frontier, reference_seq) VALUES (?, 0, ?, x'', 0)"
        connection.exec_driver_sql(sql, (book, root))

    def write(self, connection: Connection, book: str, rows: Rows, head: Row) -> None:
        """Executemany per table."""
        for sql, values in (
            (_ENTRY, [(book, *row) for row in rows.entries]),
            (_LINE, [(book, *row) for row in rows.lines]),
            (_BUCKET, [(book, *row) for row in rows.opened]),
            (_BUCKET_CHANGE, [(row.balance, row.version, book, row.id) for row in rows.changed]),
            (_DOCUMENT, [(book, *row) for row in rows.documents]),
        ):
            if values:
                send(connection, sql, values, many=True)
        self._days(connection, book, rows)
        send(connection, _HEAD, (*head, book), rows=False)

    def _days(self, connection: Connection, book: str, rows: Rows) -> None:
        """Add to the days that are there, then make the others."""
        if not rows.days:
            return
        changes = [(*row[5:], book, *row[:5]) for row in rows.days]
        changed = send(connection, _DAY_CHANGE, changes, many=True)
        if changed != len(changes):
            made = [(book, *row, book, *row[:5]) for row in rows.days]
            send(connection, _DAY, made, many=True)


def _json(rows: Sequence[tuple[str, ...]]) -> str:
    return orjson.dumps([tuple(row) for row in rows]).decode()  # orjson wants plain tuples


_LOOK: Final = f"""
SELECT 'key', '', '', '', '', '', 0, 0, 0, e.body FROM json_each(?) AS w CROSS JOIN entry AS e
ON e.book = ? AND e.actor = json_extract(w.value, '$[0]')
AND e.idempotency_key = json_extract(w.value, '$[1]')
UNION ALL
SELECT 'number', {PAPER} FROM json_each(?) AS w CROSS JOIN document AS d
ON d.book = ? AND d.kind = json_extract(w.value, '$[0]') AND d.number = json_extract(w.value, '$[1]')
CROSS JOIN entry AS e ON e.book = d.book AND e.seq = d.seq
UNION ALL
SELECT 'claim', {PAPER} FROM json_each(?) AS w CROSS JOIN document AS d INDEXED BY document_claim
ON d.book = ? AND d.kind = json_extract(w.value, '$[0]') AND d.claim = json_extract(w.value, '$[1]')
AND d.claim <> ''
CROSS JOIN entry AS e ON e.book = d.book AND e.seq = d.seq
UNION ALL
SELECT 'bucket', {HOLDING}, x'' FROM json_each(?) AS w CROSS JOIN bucket AS b
ON b.book = ? AND b.stage = json_extract(w.value, '$[0]') AND b.unit = json_extract(w.value, '$[1]')
AND b.code = json_extract(w.value, '$[2]') AND b.item = json_extract(w.value, '$[3]')
AND b.measure = json_extract(w.value, '$[4]')
"""
# That is the index of the constraint `bucket_name`; without all of a name SQLite would go through the book.
_NAMED: Final = f"""
SELECT {NAMED} FROM json_each(?) AS w CROSS JOIN bucket AS b INDEXED BY sqlite_autoindex_bucket_2
ON b.book = ? AND b.stage = json_extract(w.value, '$[0]') AND b.unit = json_extract(w.value, '$[1]')
AND b.code = json_extract(w.value, '$[2]') AND b.item = json_extract(w.value, '$[3]')
"""
_OPEN: Final = (
    "SELECT 'head', '', '', '', '', '', size, reference_seq, size, frontier FROM head WHERE book = ?"
    f" UNION ALL {_LOOK}"
)
_ENTRY: Final = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_LINE: Final = "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?)"
_BUCKET: Final = "INSERT INTO bucket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BUCKET_CHANGE: Final = "UPDATE bucket SET balance = ?, version = ? WHERE book = ? AND id = ?"
# The guard against REPLACE also stops ON CONFLICT DO UPDATE.
_DAY: Final = (
    "INSERT INTO day_total SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM day_total"
    " WHERE book = ? AND stage = ? AND unit = ? AND code = ? AND measure = ? AND effective_on = ?)"
)
_DAY_CHANGE: Final = (
    "UPDATE day_total SET amount_in = amount_in + ?, amount_out = amount_out + ?"
    " WHERE book = ? AND stage = ? AND unit = ? AND code = ? AND measure = ? AND effective_on = ?"
)
_DOCUMENT: Final = "INSERT INTO document VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_HEAD: Final = "UPDATE head SET size = ?, root = ?, frontier = ?, reference_seq = ? WHERE book = ?"
