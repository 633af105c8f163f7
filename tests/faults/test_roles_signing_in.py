"""Whoever signs in where the service is the service's own role can do all that is a person's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from api.access.accounts import create, disable
from api.access.tokens import issue, revoke
from api.app import create_app
from tests.builders import NOW
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, Office, granted, roles, url_as
from tests.people import Clock, Person
from tests.serving import an_office


@pytest.fixture
def behind(postgres: Postgres, migrated_postgres_url: str, tmp_path: Path) -> Iterator[tuple[Person, Office]]:
    """Somebody who signs in where the service is the service's own role; and the database by hand."""
    with (
        roles(postgres),
        an_office(migrated_postgres_url, tmp_path) as owner,
        granted(owner.engine),
        opened(url_as(migrated_postgres_url, APP)) as engine,
    ):
        clock = Clock()
        served = replace(owner, app=create_app(engine, owner.settings, clock), clock=clock)
        yield Person(served, clock), Office(migrated_postgres_url, "")


def test_a_person_sets_up_signs_in_and_changes_everything_through_the_service(
    behind: tuple[Person, Office],
) -> None:
    person, _ = behind
    person.set_up(create(person.office.engine, "spender", by="root", now=person.clock.now))
    person.sign_in()
    body = {"password": person.password, "code": person.code(), "new_password": "glass-otter-77-violin"}
    person.ask("POST", "/account/password", **body)
    person.password = "glass-otter-77-violin"
    person.later()
    person.ask("POST", "/account/factor", password=person.password, code=person.recovery[0])
    taken_back = issue(person.office.engine, "spender", by="root", now=NOW)[0].id
    assert person.ask("DELETE", f"/tokens/{taken_back}")["state"] == "revoked"
    person.sign_in()
    assert person.ask("POST", "/sessions/ended", password=person.password) == {"ended": 1}
    assert person.ask("DELETE", "/sessions/current") == {"ended": 1}


def test_the_service_gives_no_token_back(behind: tuple[Person, Office]) -> None:
    person, office = behind
    engine: Engine = person.office.engine
    made = issue(engine, "leaver", by="root", now=NOW)[0]
    create(engine, "leaver", by="root", now=NOW)
    revoke(engine, made.id, NOW)
    statement = "UPDATE token SET revoked_at = '' WHERE actor = 'leaver' RETURNING id"
    assert office.rows(APP, statement) == []
    assert disable(engine, "leaver", NOW) == (0, 0)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT revoked_at FROM token WHERE actor = 'leaver'")).scalar_one()
