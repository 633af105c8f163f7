"""Wall: which book and which units a transaction is about, said to PostgreSQL, which shows no other.

The wall (row-level security) stands before every role but the owner of the tables, and SQLite has none;
where none stands, nothing is said. It is said for one transaction and never for a connection, so that
nothing is left for who has the connection next: then the database raises KH002 instead of answering for the
wrong book. The writer says it inside the statement that locks the head (ledger/dialects/postgres.py),
everybody else by `about`.

Who answers to a reader of some units says these too, and nothing asked later in the same transaction makes
them more. Whatever is not an answer to such a reader is about every unit: rules and proofs are of the book.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, text

PLACE: Final = ":"
"""Said by who lists the books of a place, and no name of a book: it shows that list and nothing else."""
EVERY: Final = "*"
"""Said for the units of who sees every one; some are said as a JSON array, in which any code is safe."""
# One expression: the units are said before the book is.
SAY: Final = f"set_config('khlang.book', %(book)s, set_config('khlang.units', '{EVERY}', true) <> '')"
_SAY: Final = text("SELECT set_config('khlang.book', :book, true), set_config('khlang.units', :units, true)")
_WALLED, _SAID = "khlang_walled", "khlang_said"


def listen(engine: Engine) -> None:
    """Look, as each connection of a PostgreSQL engine is made, whether a wall stands before its role."""
    event.listen(engine, "connect", _look)
    event.listen(engine, "begin", _forget)


def _look(connection: Any, record: Any) -> None:  # noqa: ANN401 - the driver's connection, the pool's record
    """A database without tables has no wall, and who is to make them owns them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(to_regclass('entry')::oid)")
        record.info[_WALLED] = bool(cursor.fetchone()[0])
    connection.rollback()


def _forget(connection: Connection) -> None:
    connection.info.pop(_SAID, None)


def walled(connection: Connection) -> bool:
    """Whether a wall stands before this connection's role."""
    return connection.dialect.name == "postgresql" and bool(connection.info.get(_WALLED))


def about(connection: Connection, book: str, units: Iterable[str] | None = None) -> None:
    """Say that the transaction is about `book` from here on; one statement, and none where it was said.

    `units` are the only ones of which anything may be shown; None leaves it at those that were said before
    in the transaction, and is every unit where none were.
    """
    if not walled(connection):
        return
    known = connection.info.get(_SAID) if connection.in_transaction() else None
    shown = _shown(units) if units is not None else known[1] if known else EVERY
    if known != (book, shown):
        connection.execute(_SAY, {"book": book, "units": shown})
        connection.info[_SAID] = (book, shown)


def _shown(units: Iterable[str]) -> str:
    """The units as the database reads them.

    >>> _shown({"1032", "1001"}), _shown(())
    ('["1001", "1032"]', '[]')
    """
    return json.dumps(sorted(units))


def said(connection: Connection, book: str) -> None:
    """Note that a statement of this transaction has said it, for every unit."""
    connection.info[_SAID] = (book, EVERY)
