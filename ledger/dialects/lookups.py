"""Look-ups: what the writer asks of a database, and the one shape of row it answers in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, Protocol

from sqlalchemy import Connection

from ledger.buckets import Bucket
from ledger.projection import Rows

Row = tuple[Any, ...]
Pairs = Sequence[tuple[str, str]]
Name = tuple[str, str, str, str]
"""Stage, unit, code and item of a bucket: all of its name but the measure."""


class Wanted(NamedTuple):
    """What to look up: (actor, key), (kind, number) and (kind, claim) pairs, and buckets."""

    keys: Pairs = ()
    numbers: Pairs = ()
    claims: Pairs = ()
    buckets: Sequence[Bucket] = ()


class Found(NamedTuple):
    """What was there.

    `head` is (size, reference_seq, frontier) where it was asked for and exists; documents are
    (kind, number, unit, fiscal_year, part, claim, body), oldest first; buckets (stage, unit, code,
    item, measure, balance, version, id).
    """

    head: tuple[int, int, bytes] | None
    bodies: list[bytes]
    numbers: list[Row]
    claims: list[Row]
    buckets: list[Row]


def send(connection: Connection, sql: str, values: Any, *, many: bool = False, rows: bool = True) -> Any:  # noqa: ANN401 - the driver's
    """Execute in the driver, and answer the rows, or how many were changed where none are told.

    SQLAlchemy's events see the statement and its errors are SQLAlchemy's, but no result object is
    made for it: that costs more than SQLite takes to carry it out.
    """
    cursor = connection.connection.cursor()
    before, after = connection.dispatch.before_cursor_execute, connection.dispatch.after_cursor_execute
    if before:
        before(connection, cursor, sql, values, None, many)
    try:
        dialect = connection.dialect
        (dialect.do_executemany if many else dialect.do_execute)(cursor, sql, values, None)
        answer = cursor.fetchall() if rows and not many else cursor.rowcount
    except Exception as error:  # noqa: BLE001 - whatever the driver raises is told as SQLAlchemy would
        connection._handle_dbapi_exception(error, sql, values, cursor, None)  # noqa: SLF001 - the only way to it
    if after:
        after(connection, cursor, sql, values, None, many)
    cursor.close()
    return answer


class Dialect(Protocol):
    """What the writer asks of a database."""

    def open(self, connection: Connection, book: str, wanted: Wanted) -> Found:
        """Lock the head until the transaction ends, and look up what was there when it was locked."""

    def look(self, connection: Connection, book: str, wanted: Wanted) -> Found:
        """Look up, without the head."""

    def named(self, connection: Connection, book: str, names: Sequence[Name]) -> list[Row]:
        """(stage, unit, code, item, balance, id) of the buckets of these names, in whatever measure."""

    def lock_head(self, connection: Connection, book: str) -> None:
        """Lock the head until the transaction ends."""

    def start_head(self, connection: Connection, book: str, root: bytes) -> None:
        """Give a new book its head, unless another process just did."""

    def write(self, connection: Connection, book: str, rows: Rows, head: Row) -> None:
        """Append a batch and move the head to (size, root, frontier, reference_seq)."""


# Every look-up answers rows of one shape: what, five texts, three numbers, and bytes.
PAPER: Final = "d.kind, d.number, d.unit, d.claim, '', d.fiscal_year, d.part, d.seq, e.body"
NAMED: Final = "b.stage, b.unit, b.code, b.item, b.balance, b.id"
HOLDING: Final = "b.stage, b.unit, b.code, b.item, b.measure, b.balance, b.version, b.id"


def found_in(rows: Iterable[Any]) -> tuple[Found, int]:
    """Rows told apart by their first column, and the size of the book in the statement's snapshot."""
    kinds: defaultdict[str, list[Row]] = defaultdict(list)
    for what, *row in rows:
        kinds[what].append(row)
    head, seen = None, 0
    for row in kinds["head"]:
        head, seen = (row[5], row[6], row[8]), row[7]
    bodies = [row[8] for row in kinds["key"]]
    return Found(head, bodies, _papers(kinds["number"]), _papers(kinds["claim"]), kinds["bucket"]), seen


def _papers(rows: list[Row]) -> list[Row]:
    rows.sort(key=lambda row: (row[7], row[6]))
    return [
        (kind, number, unit, fiscal_year, part, claim, body)
        for kind, number, unit, claim, _, fiscal_year, part, _, body in rows
    ]
