"""Failures lock what was tried, from where it was tried, for a while."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from api.access.door import knock
from api.access.lockout import FAILURES_MAX, LOCKED, failed
from ledger.databases import open_engine
from tests.builders import NOW

ID = "ab" * 8
HERE = "192.0.2.7"


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


def fail(engine: Engine, times: int = FAILURES_MAX, source: str = HERE, now: datetime = NOW) -> None:
    for _ in range(times):
        failed(engine, source, ID, now)


def wait(engine: Engine, source: str = HERE, tried: str = ID, now: datetime = NOW) -> int:
    with engine.connect() as connection:
        return knock(connection, f"khl_{tried}_{'A' * 43}", source, now).wait_seconds


def test_the_last_failure_allowed_locks_and_none_before(engine: Engine) -> None:
    fail(engine, FAILURES_MAX - 1)
    assert wait(engine) == 0
    fail(engine, 1)
    assert wait(engine) == LOCKED.total_seconds()


def test_a_lock_ends_and_counting_begins_again(engine: Engine) -> None:
    fail(engine)
    later = NOW + LOCKED
    assert (wait(engine, now=later - timedelta(seconds=1)), wait(engine, now=later)) == (1, 0)
    failed(engine, HERE, ID, later + timedelta(seconds=1))
    assert wait(engine, now=later + timedelta(seconds=2)) == 0


@pytest.mark.parametrize(
    ("source", "tried", "locked"),
    ((HERE, ID, True), ("192.0.2.8", ID, False), (HERE, "cd" * 8, False)),
)
def test_others_are_not_locked_out(engine: Engine, source: str, tried: str, locked: bool) -> None:  # noqa: FBT001 - a column
    fail(engine)
    assert (wait(engine, source, tried) > 0) is locked


def test_all_addresses_of_an_ipv6_network_are_one_source(engine: Engine) -> None:
    for n in range(FAILURES_MAX):
        failed(engine, f"2001:db8::{n + 1}", ID, NOW)
    assert wait(engine, "2001:db8::ffff") > 0
    assert wait(engine, "2001:db8:0:1::1") == 0


def test_rows_of_yesterday_go(engine: Engine) -> None:
    fail(engine, 1)
    failed(engine, "192.0.2.9", ID, NOW + timedelta(days=2))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT source FROM failure")).scalars().all() == ["192.0.2.9"]
