"""Wall: which book a transaction is about, said to PostgreSQL, which shows no other (row-level security).

The wall stands before every role but the owner of the tables, and SQLite has none; where none stands, nothing
is said. It is said for one transaction and never for a connection, so that nothing is left for who has the
connection next: then the database raises KH002 instead of answering for the wrong book. The writer says it
inside the statement that locks the head (ledger/dialects/postgres.py), everybody else by `about`.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, event, text

PLACE: Final = ":"
"""Said by who lists the books of a place, and no name of a book: it shows that list and nothing else."""
SAY: Final = "set_config('khlang.book', %(book)s, true)"
_SAY: Final = text("SELECT set_config('khlang.book', :book, true)")
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


def about(connection: Connection, book: str) -> None:
    """Say that the transaction is about `book` from here on; one statement, and none where it was said."""
    if connection.dialect.name != "postgresql" or not connection.info.get(_WALLED):
        return
    if not connection.in_transaction() or connection.info.get(_SAID) != book:
        connection.execute(_SAY, {"book": book})
        said(connection, book)


def said(connection: Connection, book: str) -> None:
    """Note that a statement of this transaction has said it."""
    connection.info[_SAID] = book
