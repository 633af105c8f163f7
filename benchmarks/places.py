"""Places: the databases a benchmark runs on, as durable as a real one, in a temporary folder."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event, make_url

from ledger.databases import open_engine
from tests.databases import Postgres, running_postgres, sqlite_url_of


class Place:
    """Where fresh databases come from; `name` is the database's kind."""

    name = ""

    def fresh(self) -> str:
        """The URL of a new, empty database."""
        raise NotImplementedError

    def driver_address(self, url: str) -> str:
        """What the bare driver connects to."""
        raise NotImplementedError

    def settle(self, url: str) -> None:
        """Do to a big book, just built, what the database would do in its own time."""
        raise NotImplementedError


class SqlitePlace(Place):
    """SQLite files."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def fresh(self) -> str:
        """A new file."""
        self._made += 1
        return sqlite_url_of(self._folder / f"{self._made}.db")

    def driver_address(self, url: str) -> str:
        """The file."""
        return make_url(url).database or ""

    def settle(self, url: str) -> None:
        """Fold the log into the file."""
        connection = sqlite3.connect(self.driver_address(url))
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()


class PostgresPlace(Place):
    """Databases of one PostgreSQL server."""

    name = "PostgreSQL"

    def __init__(self, server: Postgres) -> None:
        self._server = server

    def fresh(self) -> str:
        """A new database."""
        return self._server.fresh()

    def driver_address(self, url: str) -> str:
        """The libpq address."""
        return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def settle(self, url: str) -> None:
        """What autovacuum does."""
        with psycopg.connect(self.driver_address(url), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")


@contextmanager
def sqlite_place() -> Iterator[Place]:
    """SQLite on the disk that holds temporary files."""
    with tempfile.TemporaryDirectory(prefix="khlang-bench-") as folder:
        yield SqlitePlace(Path(folder))


@contextmanager
def postgres_place() -> Iterator[Place]:
    """A PostgreSQL server that waits for the disk."""
    with running_postgres(durable=True) as server:
        yield PostgresPlace(server)


@contextmanager
def engine_of(url: str, *, careless: bool = False) -> Iterator[Engine]:
    """An engine as the program opens it; `careless` does not wait for the disk, to build big books."""
    engine = open_engine(url)
    if careless:
        event.listen(engine, "connect", _careless)
    try:
        yield engine
    finally:
        engine.dispose()


def _careless(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")
    else:
        connection.execute("SET synchronous_commit = off")
        connection.commit()
