"""Who asks too often waits, and nobody else does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from api.limits import CALLERS_MAX, SAVED_SECONDS, SECOND, SHARES_OF_ADDRESS, Allowance, Limits
from api.serving import Serving
from tests.builders import NOW
from tests.serving import Office, an_office

RATE = 5
SAVED = RATE * SAVED_SECONDS


class Watch:
    """A clock that goes when it is told to."""

    now = 1000 * SECOND

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(migrated_sqlite_url, tmp_path) as opened:
        opened.app.before_request(Limits(RATE, Watch()).check)
        yield opened


def test_what_the_environment_says_holds(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with an_office(migrated_sqlite_url, tmp_path) as opened:
        app = create_app(opened.engine, opened.settings, lambda: NOW, Serving(rate=1))
        answers = (app.test_client().get("/api/v1/health/live").status_code for _ in range(1000))
        assert 429 in answers
        assert {opened.get("", "/health/live").status_code for _ in range(SAVED_SECONDS * 3)} == {200}


def test_an_allowance_is_so_many_at_once_and_then_so_many_a_second() -> None:
    clock = Watch()
    allowance = Allowance(RATE, clock)
    assert [allowance.wait_seconds("a") for _ in range(SAVED)] == [0] * SAVED
    assert allowance.wait_seconds("a") == 1
    assert allowance.wait_seconds("a") == 1  # who was told to wait has taken nothing
    clock.now += SECOND
    assert [bool(allowance.wait_seconds("a")) for _ in range(RATE + 1)] == [False] * RATE + [True]


def test_each_caller_has_an_allowance_and_the_oldest_is_forgotten() -> None:
    allowance = Allowance(1, Watch())
    for caller in range(CALLERS_MAX + 5):
        assert allowance.wait_seconds(str(caller)) == 0
    assert len(allowance._busy_until) == CALLERS_MAX


def ask(office: Office, who: str, address: str) -> tuple[int, int]:
    """The status, and the seconds to wait."""
    headers = {"Authorization": f"Bearer {office.tokens[who]}"} if who else {}
    said = office.client.get("/api/v1/districts", headers=headers, environ_base={"REMOTE_ADDR": address})
    office.holds(said)
    assert said.status_code != 429 or said.get_json()["code"] == "too_many"
    return said.status_code, int(said.headers.get("Retry-After", 0))


def test_who_asks_too_often_is_told_how_long_to_wait_and_the_others_are_served(office: Office) -> None:
    answers = [ask(office, "auditor", "10.0.0.1") for _ in range(SAVED + RATE + 10)]
    assert answers[:SAVED] == [(200, 0)] * SAVED
    assert answers[-1] == (429, 1)
    # Another token of the address, the same token at another address, and nobody there.
    assert ask(office, "officer", "10.0.0.1")[0] == 200
    assert ask(office, "auditor", "10.0.0.2")[0] == 200
    assert ask(office, "", "10.0.0.2")[0] == 401


def test_an_address_has_a_few_shares_whatever_it_claims_to_be(office: Office) -> None:
    statuses = []
    for number in range(SAVED * SHARES_OF_ADDRESS + RATE * SHARES_OF_ADDRESS * 2):
        made_up = {"Authorization": f"Bearer khl_{number:016x}_{'x' * 43}"}
        place = {"REMOTE_ADDR": f"2001:db8::{number:x}"}  # one network
        statuses.append(
            office.client.get("/api/v1/health/live", headers=made_up, environ_base=place).status_code
        )
    assert set(statuses[: SAVED * SHARES_OF_ADDRESS]) == {200}
    assert statuses[-1] == 429
