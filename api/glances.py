"""Glances: a few connections for what every request asks first: who asks, and how far the books have come.

To take a connection out of the pool, tell it how to isolate and tidy it up afterwards costs more than the one
statement of a glance. These are kept out of the pool: each statement sees a state of its own, so that nothing
begins and nothing is left. There are few of them, as a glance is short and hundreds of threads may want one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import Empty, SimpleQueue
from typing import Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import TimeoutError as PoolTimeout

# PostgreSQL answers in processes of its own. SQLite answers in the thread that asks, in a few microseconds:
# threads that ask it at the same moment only take Python's lock from each other (a fifth of a request's CPU).
AT_ONCE: Final = {"postgresql": 4, "sqlite": 1}
WAIT_SECONDS: Final = 30  # as the pool waits


class Glances:
    """The kept connections of one engine; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: SimpleQueue[Connection | None] = SimpleQueue()  # None: to be opened when it is needed
        for _ in range(AT_ONCE[engine.dialect.name]):
            self._kept.put(None)
        event.listen(engine, "engine_disposed", self._close)

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """A connection without a transaction; one that fails is closed. Raises sqlalchemy's TimeoutError."""
        try:
            connection = self._kept.get(timeout=WAIT_SECONDS)
        except Empty:
            raise PoolTimeout from None
        try:
            connection = connection or self._open()
            yield connection
        except BaseException:
            if connection:
                _end(connection)
            connection = None
            raise
        finally:
            self._kept.put(connection)

    def _open(self) -> Connection:
        connection = self._engine.connect()
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        return connection

    def _close(self, _engine: Engine) -> None:
        """Close those that nobody holds, when their engine is closed."""
        for _ in range(AT_ONCE[self._engine.dialect.name]):
            with suppress(Empty):
                connection = self._kept.get_nowait()
                if connection:
                    _end(connection)
                self._kept.put(None)


def _end(connection: Connection) -> None:
    with suppress(Exception):  # what is to be told was told when it failed
        connection.close()
