"""Health: ready only when database, tables, guards and heads are as they should be."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.serving import Office


def test_a_served_book_is_live_and_ready(each_office: Office) -> None:
    assert each_office.read("", "/health/live") == {"status": "ok"}
    said = each_office.read("", "/health/ready")
    assert set(said["checks"].values()) == {said["status"]} == {"ok"}


@pytest.mark.parametrize(
    ("attack", "failed"),
    (
        ("DROP TRIGGER entry_no_update", {"guards", "heads"}),
        ("UPDATE alembic_version SET version_num = '0001'", {"tables", "guards", "heads"}),
        ("UPDATE head SET size = size + 1", {"heads"}),
        ("INSERT INTO book VALUES ('torn', 'x', 'THB', '2025-10-01')", {"heads"}),
    ),
)
def test_what_is_not_as_it_should_be_is_named(office: Office, attack: str, failed: set[str]) -> None:
    with office.engine.begin() as connection:
        connection.execute(text(attack))
    said = office.get("", "/health/ready")
    assert said.status_code == 503
    assert {name for name, state in said.json["checks"].items() if state == "failed"} == failed


def test_health_tells_nothing_of_the_books(office: Office) -> None:
    said = office.get("", "/health/ready").text
    assert not any(word in said for word in ("book-1", "36", "sqlite"))
