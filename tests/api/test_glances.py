"""A glance sees what was committed a moment ago, begins nothing, and a connection that failed is not kept."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api import glances
from api.glances import AT_ONCE, Glances
from tests.builders import a_command
from tests.serving import Office

MANY = max(AT_ONCE.values())
_SIZE = text("SELECT size FROM head")


def test_a_kept_connection_sees_what_was_posted_since(each_office: Office) -> None:
    kept = Glances(each_office.engine)
    sizes = []
    for number in range(2 * MANY):
        with kept.one() as connection:
            sizes.append(connection.connection.cursor().execute(_SIZE.text).fetchone()[0])
        each_office.post(a_command("set_policy", valid_from="2026-01-01"), "head", f"policy-{number}")
    assert sizes == list(range(sizes[0], sizes[0] + 2 * MANY))


def test_a_request_whose_answer_is_kept_asks_one_statement(each_office: Office) -> None:
    each_office.read("auditor", "/allocations/1032")
    said: list[str] = []
    event.listen(each_office.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    each_office.read("auditor", "/allocations/1032")
    assert len(said) == 1, said


def test_connections_are_opened_when_they_are_needed_and_used_again(each_office: Office) -> None:
    opened: list[object] = []
    kept = Glances(each_office.engine)
    each_office.engine.dispose()
    event.listen(each_office.engine, "connect", lambda connection, _: opened.append(connection))
    for _ in range(5 * MANY):
        with kept.one():
            pass
    assert len(opened) == AT_ONCE[each_office.engine.dialect.name]


def test_a_connection_that_failed_is_closed_and_another_opened(each_office: Office) -> None:
    kept = Glances(each_office.engine)
    with kept.one() as connection:
        pass
    for _ in range(MANY):
        with pytest.raises(DBAPIError), kept.one() as connection:
            connection.execute(text("SELECT nothing FROM nowhere"))
        assert connection.closed
    with kept.one() as connection:
        assert connection.execute(_SIZE).scalar_one() > 0


def test_whoever_waits_too_long_for_one_is_told(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(glances, "WAIT_SECONDS", 0.01)
    kept = Glances(office.engine)
    with kept.one(), pytest.raises(PoolTimeout), kept.one():
        raise AssertionError("there was none")
    with kept.one() as connection:
        assert not connection.closed


def test_none_is_left_open_when_the_engine_is_closed(each_office: Office) -> None:
    kept = Glances(each_office.engine)
    with kept.one() as connection:
        pass
    each_office.engine.dispose()
    assert connection.closed
