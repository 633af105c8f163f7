"""Reading: the rows of one book in the order in which they are compared; read-only SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, text

from ledger.verification.examination import COLUMNS
from ledger.verification.lineup import Fetch
from ledger.wall import about

Row = tuple[Any, ...]
SPAN: Final = 4096
PAIRS: Final = 500


class Span(NamedTuple):
    """Positions of a run of entries, both included."""

    first: int
    last: int


class Extent(NamedTuple):
    """How many entries a book has, and the positions of the first and the last."""

    entries: int
    first: int
    last: int

    @property
    def end(self) -> int:
        """Up to where positions are walked; one that lies far out was never given by a writer."""
        return self.last if self.last <= 2 * self.entries + SPAN else self.entries

    def spans(self) -> list[Span]:
        """The positions in runs."""
        return [Span(at, min(at + SPAN - 1, self.end)) for at in range(1, self.end + 1, SPAN)]


def snapshot(engine: Engine, book: str) -> Connection:
    """A connection that will see one moment of the book, whoever posts meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        about(connection, book)
    return connection


def extent(connection: Connection, book: str) -> Extent:
    """How far the journal goes."""
    query = "SELECT count(*), coalesce(min(seq), 0), coalesce(max(seq), 0) FROM entry WHERE book = :book"
    return Extent(*connection.execute(text(query), {"book": book}).one())


_ENTRIES: Final = f"SELECT {', '.join(COLUMNS)} FROM entry WHERE book = :book AND "  # noqa: S608 - our own names


def entries(connection: Connection, book: str, span: Span) -> list[Row]:
    """The entries of a span."""
    query = text(f"{_ENTRIES} seq BETWEEN :first AND :last ORDER BY seq")
    return streamed(connection, query, {"book": book, **span._asdict()})(SPAN + 1)


def claimed(connection: Connection, book: str) -> int:
    """How many entries the head says there are."""
    query = text("SELECT size FROM head WHERE book = :book")
    return int(connection.execute(query, {"book": book}).scalar() or 0)


def beyond(connection: Connection, book: str, end: int) -> Iterator[list[Row]]:
    """Entries at positions that nothing leads to."""
    query = text(f"{_ENTRIES} (seq < 1 OR seq > :last) ORDER BY seq")
    fetch = streamed(connection, query, {"book": book, "last": end})
    while rows := fetch(SPAN):
        yield rows


def table(connection: Connection, book: str, name: str, columns: Sequence[str], order: str) -> Fetch:
    """The rows of a table without the book, in an order of our own writing."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    query = text(f"SELECT {quoted} FROM {name} WHERE book = :book ORDER BY {order}")  # noqa: S608 - our own names
    return streamed(connection, query, {"book": book})


def streamed(connection: Connection, query: Any, values: Mapping[str, object]) -> Fetch:  # noqa: ANN401 - text
    """Run a query and answer its rows as plain tuples, which compare fastest, as they stream in."""
    result = connection.execution_options(stream_results=True).execute(query, values)

    def fetch(count: int) -> list[Row]:
        if result.closed:
            return []
        rows = list(map(tuple, result.fetchmany(count)))
        if len(rows) < count:
            result.close()
        return rows

    return fetch


def repeated_keys(connection: Connection, book: str) -> list[Row]:
    """(actor, key) of idempotency keys that stand for more than one entry."""
    query = (
        "SELECT actor, idempotency_key FROM entry WHERE book = :book"
        " GROUP BY actor, idempotency_key HAVING count(*) > 1 LIMIT 1000"
    )
    return [tuple(row) for row in connection.execute(text(query), {"book": book})]


def bodies_of(connection: Connection, book: str, seqs: Sequence[int]) -> dict[int, bytes]:
    """The bodies at positions."""
    query = text("SELECT seq, body FROM entry WHERE book = :book AND seq IN :seqs")
    query = query.bindparams(bindparam("seqs", expanding=True))
    found: dict[int, bytes] = {}
    for start in range(0, len(seqs), PAIRS):
        rows = connection.execute(query, {"book": book, "seqs": list(seqs[start : start + PAIRS])})
        found.update((row.seq, row.body) for row in rows)
    return found
