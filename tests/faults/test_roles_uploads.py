"""The service behind its wall checks, keeps and commits uploads, of one book at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.access.tokens import issue
from api.app import create_app
from api.uploads import kept as keeping
from ledger.posting import utc_now
from ledger.wall import about
from tests.api.uploads.served import OTHER, RIGHT, csv_of, do, taken
from tests.builders import BOOK
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, AUDITOR, granted, roles, url_as
from tests.serving import Office, an_office


@pytest.fixture
def served(postgres: Postgres, migrated_postgres_url: str, tmp_path: Path) -> Iterator[Office]:
    """The office as the service's own role serves it, by the clock that the database goes by."""
    with roles(postgres), an_office(migrated_postgres_url, tmp_path) as owner, granted(owner.engine):
        tokens = {"officer": issue(owner.engine, "officer", by="root", now=utc_now())[1]}
        with opened(url_as(migrated_postgres_url, APP)) as engine:
            yield Office(create_app(engine, owner.settings), engine, owner.settings, tokens, utc_now)


def test_the_service_takes_an_upload_from_its_file_to_its_end(served: Office) -> None:
    wrong = taken(served, csv_of(RIGHT.replace("40.00", "x")))
    assert served.get("officer", f"{wrong}/marked").status_code == 200
    right = taken(served, csv_of(RIGHT, OTHER), "up-2")
    assert do(served, right, "check").json["state"] == "right"
    assert do(served, right).json["state"] == "committed"
    assert served.send("DELETE", "officer", wrong).status_code == 200
    assert len(served.read("officer", "/uploads")["uploads"]) == 1


def test_no_upload_is_seen_before_it_is_said_of_which_book(served: Office) -> None:
    at = taken(served, csv_of(RIGHT)).removeprefix("/uploads/")
    with served.engine.connect() as connection:
        with pytest.raises(DBAPIError) as unsaid:
            connection.execute(text("SELECT id FROM upload"))
        assert isinstance(unsaid.value.orig, psycopg.Error)
        assert unsaid.value.orig.sqlstate == "KH002"
    for book, ids in ((BOOK, [at]), ("another", [])):
        with served.engine.connect() as connection:
            about(connection, book)
            assert list(connection.execute(text("SELECT id FROM upload")).scalars()) == ids


@pytest.mark.parametrize("column", ("id", "book", "actor", "key", "file", "called", "sha256", "asked_at"))
def test_what_was_handed_in_cannot_be_made_another(served: Office, column: str) -> None:
    taken(served, csv_of(RIGHT))
    with served.engine.connect() as connection:
        about(connection, BOOK)
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text(f"UPDATE upload SET {column} = 'x'"))
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_an_auditor_s_role_reads_no_upload(served: Office) -> None:
    taken(served, csv_of(RIGHT))
    with opened(url_as(served.settings.database, AUDITOR)) as engine, engine.connect() as connection:
        about(connection, BOOK)
        with pytest.raises(DBAPIError) as refused:
            connection.execute(text("SELECT data FROM upload"))
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_old_uploads_are_swept_book_by_book(served: Office) -> None:
    taken(served, csv_of(RIGHT))
    later = utc_now().replace(year=2100)
    assert keeping.sweep(served.engine, "another", later) == 0
    assert keeping.sweep(served.engine, BOOK, later) == 1
