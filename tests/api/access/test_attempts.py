"""A try is counted before it is looked at, given back when it was right, and locks who tries too often."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.access.attempts import SPRAYED_MAX, Denied, Visit, attempt
from api.access.lockout import FAILURES_MAX, LOCKED
from ledger.databases import open_engine
from ledger.errors import BadValue
from tests.builders import NOW


@pytest.fixture
def visit(migrated_url: str, tmp_path: Path) -> Iterator[Visit]:
    opened: Engine = open_engine(migrated_url)
    yield Visit(opened, tmp_path / "khlang.factor", "192.0.2.1", NOW)
    opened.dispose()


def tried(visit: Visit, actor: str = "spender", why: str = "wrong_password") -> str:
    """Try and be denied; why, or how long to wait."""
    try:
        with attempt(visit, actor):
            raise Denied(why)  # noqa: TRY301 - as what looks at a try does
    except Denied as denied:
        return f"{denied.why} {denied.wait_seconds}"


def let_in(visit: Visit, actor: str = "spender") -> bool:
    """Whether a right try is let in."""
    try:
        with attempt(visit, actor):
            return True
    except Denied:
        return False


def test_the_eleventh_wrong_try_is_not_looked_at(visit: Visit) -> None:
    assert [tried(visit) for _ in range(FAILURES_MAX)] == ["wrong_password 0"] * FAILURES_MAX
    assert tried(visit) == "locked 900"
    assert not let_in(visit)
    assert let_in(replace(visit, source="192.0.2.2"))
    assert let_in(visit, "neighbour")


def test_waiting_is_not_made_longer_by_trying(visit: Visit) -> None:
    for _ in range(FAILURES_MAX):
        tried(visit)
    almost = replace(visit, now=NOW + LOCKED - timedelta(seconds=1))
    assert tried(almost) == "locked 1"
    assert let_in(replace(visit, now=NOW + LOCKED))


def test_right_tries_and_unfit_passwords_are_given_back(visit: Visit) -> None:
    for _ in range(2 * FAILURES_MAX):
        assert let_in(visit)
        with pytest.raises(BadValue), attempt(visit, "spender"):
            raise BadValue(field="password", why="password_short")


def test_one_source_may_not_try_one_password_on_everybody(visit: Visit) -> None:
    answers = [tried(visit, f"actor-{n}") for n in range(SPRAYED_MAX + 2)]
    assert answers == ["wrong_password 0"] * SPRAYED_MAX + ["locked 900"] * 2
    assert let_in(replace(visit, source="192.0.2.2"), "actor-1")


def test_all_addresses_of_an_ipv6_network_are_one_source(visit: Visit) -> None:
    for n in range(FAILURES_MAX):
        tried(replace(visit, source=f"2001:db8::{n + 1}"))
    assert not let_in(replace(visit, source="2001:db8::ffff"))


def test_tries_at_the_same_moment_are_counted_each(visit: Visit) -> None:
    barrier, answers = threading.Barrier(16), []

    def attack() -> None:
        barrier.wait()
        answers.append(tried(visit))

    threads = [threading.Thread(target=attack) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["locked 900"] * 6 + ["wrong_password 0"] * 10
