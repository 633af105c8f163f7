"""The service's own role enters, carries out and forgets jobs of each book, and no other book's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from api.access.scope import Scope
from api.access.tokens import issue
from api.app import create_app
from api.jobs import register
from ledger.posting import Journal, utc_now
from ledger.wall import about
from tests.builders import BOOK, NOW, a_world
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, AUDITOR, OTHER, granted, roles, url_as
from tests.serving import Office, an_office
from tests.working import worked


@pytest.fixture
def served(postgres: Postgres, migrated_postgres_url: str, tmp_path: Path) -> Iterator[Office]:
    """Two books, served and worked for as the service's role."""
    with roles(postgres), an_office(migrated_postgres_url, tmp_path) as owner:
        other = Journal(owner.engine, OTHER, lambda: NOW)
        for request, actor in a_world(OTHER):
            other.post(request, actor)
        with granted(owner.engine), opened(url_as(migrated_postgres_url, APP)) as engine:
            app = create_app(engine, owner.settings, utc_now)
            yield Office(app, engine, owner.settings, _lasting(owner), utc_now)


def _lasting(owner: Office) -> dict[str, str]:
    return {who: issue(owner.engine, who, by="root", now=utc_now())[1] for who in owner.tokens}


@pytest.mark.parametrize(
    ("who", "path", "wanted"),
    (
        ("auditor", "/reports", {"kind": "audit-bundle", "on": "2025-11-15"}),
        ("auditor", "/reports", {"kind": "verification"}),
        ("reconciler", "/reconciliations", {"on": "2025-11-15"}),
    ),
)
def test_the_service_carries_out_what_it_was_asked_of_either_book(
    served: Office, who: str, path: str, wanted: dict[str, str]
) -> None:
    for book in (BOOK, OTHER):
        job = worked(served, who, f"{path}?book={book}", wanted, book)
        assert (job["state"], job["problem"]) == ("done", None)
    now = utc_now()
    register.forget(served.engine, now, now)


def test_a_job_is_behind_the_wall_of_its_book(served: Office) -> None:
    asked = register.a_job(
        book=BOOK, actor="a", key="k", kind="k", asked={}, scope=Scope(None), now=utc_now()
    )
    register.enter(served.engine, asked)
    with served.engine.connect() as connection:
        assert register.find(connection, BOOK, asked.id) == asked
        assert register.find(connection, OTHER, asked.id) is None
        assert connection.execute(text("SELECT count(*) FROM job")).scalar_one() == 0


def test_nobody_changes_what_was_asked_and_the_auditor_sees_no_job(
    served: Office, migrated_postgres_url: str
) -> None:
    asked = register.a_job(
        book=BOOK, actor="a", key="k", kind="k", asked={}, scope=Scope(None), now=utc_now()
    )
    register.enter(served.engine, asked)
    for role, statement in (
        (APP, "UPDATE job SET units = ''"),
        (APP, "UPDATE job SET asked = '{}'"),
        (APP, "UPDATE job SET actor = 'b'"),
        (AUDITOR, "SELECT * FROM job"),
    ):
        with opened(url_as(migrated_postgres_url, role)) as engine, engine.connect() as connection:
            about(connection, BOOK)
            with pytest.raises(Exception, match="permission denied"):
                connection.exec_driver_sql(statement)
