"""Granting from the terminal: exactly the privileges that are meant, or none."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import inspect

from migrations.privileges import APP, AUDITOR
from tests.databases import Postgres
from tests.faults.books import open_world, opened
from tests.faults.office import url_as
from tests.terminal import Terminal

SERVICE = 'the "app": 100% of it'
READER = "grant_reader"


@pytest.fixture
def terminal(postgres: Postgres, migrated_postgres_url: str) -> Iterator[Terminal]:
    open_world(migrated_postgres_url)
    at(postgres.admin, "CREATE ROLE {} LOGIN", "CREATE ROLE grant_reader LOGIN")
    yield Terminal(migrated_postgres_url)
    at(plain(migrated_postgres_url), "DROP OWNED BY {}, grant_reader")
    at(postgres.admin, "DROP ROLE {}", "DROP ROLE grant_reader")


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def at(url: str, *statements: str) -> None:
    """Say something to the server; the braces are the service's role."""
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement).format(sql.Identifier(SERVICE)))


def may(url: str, role: str, what: str) -> bool:
    with psycopg.connect(plain(url)) as connection:
        query = "SELECT has_table_privilege(%s, split_part(%s, ' ', 2), split_part(%s, ' ', 1))"
        return bool((connection.execute(query, (role, what, what)).fetchone() or (None,))[0])


def test_both_roles_are_granted_and_granting_again_changes_nothing(terminal: Terminal) -> None:
    for _ in range(2):
        granted = terminal.ask("grant", "--app", SERVICE, "--auditor", READER)
        assert granted == {"granted": {"app": SERVICE, "auditor": READER}}
        assert [may(terminal.database, role, "INSERT entry") for role in (SERVICE, READER)] == [True, False]
        assert may(terminal.database, READER, "SELECT entry")


def test_what_was_granted_by_hand_is_taken_back(terminal: Terminal) -> None:
    at(
        plain(terminal.database),
        "GRANT ALL ON entry, token TO {}",
        "GRANT UPDATE (recorded_at) ON entry TO {}",
    )
    terminal.ask("grant", "--app", SERVICE)
    said = terminal.type("grant", "--auditor", SERVICE)
    assert said.code == 0
    assert not may(terminal.database, SERVICE, "SELECT token")
    assert not may(terminal.database, SERVICE, "INSERT entry")


@pytest.mark.parametrize(
    ("way", "back", "what"),
    (
        ("ALTER ROLE {} SUPERUSER", "ALTER ROLE {} NOSUPERUSER", "SUPERUSER"),
        ("ALTER ROLE {} BYPASSRLS", "ALTER ROLE {} NOBYPASSRLS", "BYPASSRLS"),
        ("GRANT postgres TO {} WITH INHERIT FALSE", "REVOKE postgres FROM {}", "OWNER"),
        ("GRANT pg_write_all_data TO {}", "REVOKE pg_write_all_data FROM {}", "entry.recorded_at UPDATE"),
        ("GRANT UPDATE (body) ON entry TO PUBLIC", "REVOKE ALL ON entry FROM PUBLIC", "entry.body UPDATE"),
        ("GRANT TRUNCATE ON line TO PUBLIC", "REVOKE ALL ON line FROM PUBLIC", "line TRUNCATE"),
    ),
)
@pytest.mark.parametrize("option", ("--app", "--auditor"))
def test_a_role_that_could_do_more_is_refused_and_gets_nothing(
    terminal: Terminal, option: str, way: str, back: str, what: str
) -> None:
    at(plain(terminal.database), way)
    said = terminal.type("grant", option, SERVICE, "--json")
    at(plain(terminal.database), back)
    assert (said.code, said.json["error"]["code"]) == (2, "role_too_mighty")
    assert said.json["error"]["facts"]["role"] == SERVICE
    assert what in said.json["error"]["facts"]["what"] or "…" in said.json["error"]["facts"]["what"]
    assert not may(terminal.database, SERVICE, "SELECT entry")


@pytest.mark.parametrize(
    ("words", "code"),
    (
        ((), "roles_not_named"),
        (("--app", READER, "--auditor", READER), "roles_not_named"),
        (("--app", "nobody"), "unknown_role"),
        (("--auditor", "public"), "unknown_role"),
    ),
)
def test_roles_that_are_not_there_are_refused(terminal: Terminal, words: tuple[str, ...], code: str) -> None:
    said = terminal.type("grant", *words, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, code)


def test_a_granted_role_cannot_grant(terminal: Terminal) -> None:
    terminal.ask("grant", "--app", SERVICE)
    service = Terminal(url_as(terminal.database, SERVICE))
    said = service.type("grant", "--app", READER, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "not_the_owner")
    assert not may(terminal.database, READER, "SELECT entry")


def test_the_auditor_verifies_from_the_terminal(terminal: Terminal) -> None:
    terminal.ask("grant", "--auditor", READER)
    reader = Terminal(url_as(terminal.database, READER))
    assert reader.ask("verify")["ok"] is True
    assert reader.type("token", "list").code == 2
    assert reader.type("checkpoint").code == 2


def test_sqlite_has_no_roles(migrated_sqlite_url: str) -> None:
    said = Terminal(migrated_sqlite_url).type("grant", "--app", READER, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "roles_need_postgresql")


def test_every_table_has_said_what_the_service_and_the_auditor_may(migrated_postgres_url: str) -> None:
    with opened(migrated_postgres_url) as engine:
        assert set(inspect(engine).get_table_names()) == set(APP) == set(AUDITOR)
