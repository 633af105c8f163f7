"""An office on PostgreSQL: a database of two books, and three roles in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy import Engine, make_url

from ledger.checkpoints import make_checkpoint
from ledger.posting import Journal
from migrations.privileges import ROLES, grant
from tests.builders import BOOK, NOW, a_world
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.sealed import KEY, ORIGIN, a_history, written

OTHER: Final = "book-2"
APP: Final = "office_app"
AUDITOR: Final = "office_auditor"


class Office(NamedTuple):
    """The owner's address, and the checkpoint of `BOOK` that somebody took with him."""

    owner: str
    note: str

    def url(self, role: str = "") -> str:
        """The SQLAlchemy URL of the database for a role, or for the owner."""
        return url_as(self.owner, role) if role else self.owner

    def rows(
        self,
        role: str,
        statement: str,
        *values: object,
        book: str | None = BOOK,
        units: str | None = "*",
    ) -> list[tuple[Any, ...]]:
        """What a role is answered about a book and units; nothing stays. `None` says none at all."""
        url = self.url(role).replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            if book is not None:
                connection.execute("SELECT set_config('khlang.book', %s, true)", (book,))
            if units is not None:
                connection.execute("SELECT set_config('khlang.units', %s, true)", (units,))
            cursor = connection.execute(statement, values or None)
            found = cursor.fetchall() if cursor.description else []
            connection.rollback()
        return found


def url_as(url: str, role: str) -> str:
    """A URL for another role; the server of the tests trusts everybody."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


def refused(
    office: Office,
    role: str,
    statement: str,
    *values: object,
    book: str | None = BOOK,
    units: str | None = "*",
) -> str:
    """The SQLSTATE with which a statement is refused; "" when it is not."""
    try:
        office.rows(role, statement, *values, book=book, units=units)
    except psycopg.Error as error:
        return error.sqlstate or ""
    return ""


@contextmanager
def roles(postgres: Postgres) -> Iterator[None]:
    """The two roles, who may do nothing yet; roles are of the whole server, so they go at the end."""
    with psycopg.connect(postgres.admin, autocommit=True) as admin:
        names = [sql.Identifier(role) for role in (APP, AUDITOR)]
        for name in names:
            admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        yield
        for name in names:
            admin.execute(sql.SQL("DROP ROLE {}").format(name))


@contextmanager
def granted(engine: Engine) -> Iterator[None]:
    """The privileges of `khlang grant`; given up at the end, or the roles could not be dropped."""
    with engine.connect() as connection:
        with connection.begin():
            for role, name in ((APP, "app"), (AUDITOR, "auditor")):
                assert grant(connection, role, ROLES[name]) == ([], [])
        yield
        with connection.begin():
            connection.exec_driver_sql(f"DROP OWNED BY {APP}, {AUDITOR}")


@contextmanager
def an_office(postgres: Postgres) -> Iterator[Office]:
    """A sealed book, another of the same history, and the roles with the privileges of `khlang grant`."""
    url = postgres.fresh()
    note = written(url)
    with opened(url) as engine, roles(postgres), granted(engine):
        journal = Journal(engine, OTHER, lambda: NOW)
        for request, actor in [*a_world(OTHER), *a_history()[len(a_world()) :]]:
            journal.post(request, actor)
        make_checkpoint(engine, OTHER, KEY, ORIGIN)
        yield Office(url, note)
    postgres.drop(url)
