"""Bare: what the database does when nobody asks for a ledger; rows as wide as ours, and a COMMIT."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from itertools import count
from typing import Final, Protocol, Self

import psycopg

TABLE: Final = "CREATE TABLE bare (id {integer} PRIMARY KEY, body {bytes} NOT NULL)"
ENTRY_BYTES: Final = 800  # about the body and the columns of a voucher of one line
LINE_BYTES: Final = 70


class Bare(Protocol):
    """Commits rows of given widths, with nothing around them."""

    def commit(self, widths: Sequence[int]) -> None:
        """Insert one row per width and commit."""


class BarePostgres:
    """One psycopg connection: INSERT and COMMIT, or one statement that commits itself."""

    numbers = count(1)

    def __init__(self, address: str, *, autocommit: bool = False) -> None:
        self._connection = psycopg.connect(address, autocommit=autocommit)

    def create(self) -> Self:
        """Make the table."""
        self._connection.execute(TABLE.format(integer="bigint", bytes="bytea"))
        self._connection.commit()
        return self

    def commit(self, widths: Sequence[int]) -> None:
        """One INSERT with all rows, one COMMIT."""
        values = ", ".join(["(%s, %s)"] * len(widths))
        facts = [fact for width in widths for fact in (next(self.numbers), b"x" * width)]
        self._connection.execute(f"INSERT INTO bare VALUES {values}".encode(), facts)
        if not self._connection.autocommit:
            self._connection.commit()

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class BareSqlite:
    """One shared sqlite3 connection, WAL and FULL; callers take turns."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._turn = threading.Lock()
        self._numbers = count(1)

    def create(self) -> Self:
        """Make the table."""
        self._connection.execute(TABLE.format(integer="INTEGER", bytes="BLOB"))
        return self

    def commit(self, widths: Sequence[int]) -> None:
        """BEGIN, one INSERT with all rows, COMMIT."""
        values = ", ".join(["(?, ?)"] * len(widths))
        with self._turn:
            facts = [fact for width in widths for fact in (next(self._numbers), b"x" * width)]
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute(f"INSERT INTO bare VALUES {values}", facts)
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()


ONE_ROW: Final = (ENTRY_BYTES,)
THREE_ROWS: Final = (ENTRY_BYTES, LINE_BYTES, LINE_BYTES)


def repeat(work: Callable[[], object], times: int) -> None:
    """Do it again and again."""
    for _ in range(times):
        work()


def together(works: Sequence[Callable[[], object]]) -> None:
    """Run each in a thread of its own, begun at one moment; raises what any of them raised."""
    gate = threading.Barrier(len(works))
    errors: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for all
            errors.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
