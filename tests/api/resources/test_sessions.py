"""Signing in: a password and a code, once; every no is the same no; a session ends when it should."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from api.access import passwords
from api.access.accounts import create, disable, enable, unlock
from api.access.lockout import FAILURES_MAX, LOCKED
from api.access.sessions import AT_ONCE_MAX, IDLE, LASTS
from api.request_log import LOG
from tests.people import Person, a_person
from tests.serving import Office


@pytest.fixture
def person(office: Office) -> Person:
    return a_person(office)


def test_a_sign_in_opens_what_the_persons_token_opens(each_office: Office) -> None:
    person = a_person(each_office)
    person.sign_in()
    assert person.token.startswith("khs_")
    for path in ("/districts", "/allocations", "/journal/entries"):
        assert person.send("GET", path).data == each_office.get("spender", path).data


def test_a_session_writes_as_its_person(person: Person) -> None:
    person.sign_in()
    headers = {
        "Authorization": f"Bearer {person.token}",
        "Idempotency-Key": "k1",
        "Content-Type": "application/json",
    }
    command = {
        "verb": "commit",
        "number": "CM-1",
        "line": "L69",
        "unit": "1032",
        "amount": "50.00",
        "vendor": "V1",
    }
    body = json.dumps({**command, "effective_on": "2025-11-10"}).encode()
    said = person.office.send("POST", "", "/commands", headers=headers, data=body)
    assert (said.status_code, said.json["entries"][0]["actor"]) == (201, "spender")


WRONG: tuple[tuple[str, Callable[[Person], dict[str, Any]]], ...] = (
    ("unknown_account", lambda _: {"actor": "nobody"}),
    ("wrong_password", lambda _: {"password": "wrong"}),
    ("wrong_code", lambda _: {"code": "000000"}),
    ("wrong_code", lambda _: {"code": "๑๒๓๔๕๖"}),
    ("wrong_code", lambda _: {"code": "\ud800"}),
    ("wrong_code", lambda _: {"code": "-".join(["aaaa"] * 6)}),
    ("wrong_password", lambda p: {"password": p.password.upper()}),
    ("wrong_password", lambda p: {"password": p.password + " "}),
    ("wrong_password", lambda _: {"password": "\ud800"}),
    ("to_set_up", lambda _: {"actor": "unfinished"}),
    ("disabled", lambda _: {"actor": "gone"}),
)


@pytest.mark.parametrize(("why", "other"), WRONG)
def test_every_no_is_the_same_no(
    person: Person, caplog: pytest.LogCaptureFixture, why: str, other: Callable[[Person], dict[str, Any]]
) -> None:
    create(person.office.engine, "unfinished", by="root", now=person.clock.now)
    create(person.office.engine, "gone", by="root", now=person.clock.now)
    disable(person.office.engine, "gone", person.clock.now)
    caplog.set_level(logging.INFO, LOG.name)
    said, first = person.try_in(**other(person)), person.try_in(password="x")
    assert (said.status_code, said.data) == (401, first.data)
    assert said.json["code"] == "sign_in_failed"
    assert f'"why":"{why}"' in caplog.text


def test_an_account_that_is_not_there_costs_the_same_work(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[str] = []
    hasher = passwords._HASHER

    class Counting:
        def verify(self, stored: str, password: bytes) -> bool:
            work.append(re.sub(r"\$[^$]+\$[^$]+$", "", stored))
            return hasher.verify(stored, password)

    passwords._nobody()
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for other in ({"actor": "nobody"}, {"password": "wrong"}, {"code": "000000"}):
        person.try_in(**other)
    assert work == ["$argon2id$v=19$m=19456,t=2,p=1"] * 3


def test_a_code_is_good_once_and_for_one_step_longer(person: Person) -> None:
    code = person.code()
    assert person.try_in(code=code).status_code == 201
    assert person.try_in(code=code).status_code == 401
    person.later()
    assert person.try_in(code=code).status_code == 401
    held = person.code()
    person.later()
    assert person.try_in(code=held).status_code == 201
    late = person.code()
    person.later(timedelta(seconds=60))
    assert person.try_in(code=late).status_code == 401


def test_a_recovery_code_is_good_once(person: Person) -> None:
    code = person.recovery[3]
    assert [person.try_in(code=code).status_code for _ in range(2)] == [201, 401]
    person.sign_in()
    assert person.ask("GET", "/account")["recovery_codes"] == 9


def test_many_failures_lock_known_and_unknown_alike_and_nobody_elsewhere(each_office: Office) -> None:
    person = a_person(each_office)
    for actor in ("spender", "nobody"):
        answers = [person.try_in(actor=actor, password="wrong").status_code for _ in range(FAILURES_MAX)]
        assert answers == [401] * FAILURES_MAX
    locked = [person.try_in(), person.try_in(actor="nobody")]
    assert [(each.status_code, each.headers["Retry-After"]) for each in locked] == [(429, "900")] * 2
    assert locked[0].data == locked[1].data
    elsewhere = {"actor": "spender", "password": person.password, "code": person.code()}
    assert person.send("POST", "/sessions", source="192.0.2.2", **elsewhere).status_code == 201
    person.later(LOCKED)
    assert person.try_in().status_code == 201


def test_a_right_sign_in_is_not_counted(person: Person) -> None:
    for _ in range(FAILURES_MAX + 1):
        person.sign_in()


def test_wrong_codes_lock_wherever_they_come_from_and_say_nothing_of_it(person: Person) -> None:
    for n in range(FAILURES_MAX):
        person.send(
            "POST",
            "/sessions",
            source=f"198.51.100.{n}",
            actor="spender",
            password=person.password,
            code="000000",
        )
    right = {"actor": "spender", "password": person.password, "code": person.code()}
    said = person.send("POST", "/sessions", source="203.0.113.1", **right)
    assert (said.status_code, said.json["code"]) == (401, "sign_in_failed")
    unlock(person.office.engine, "spender")
    assert person.send("POST", "/sessions", source="203.0.113.2", **right).status_code == 201


def test_a_stranger_who_guesses_passwords_locks_nobody_out(person: Person) -> None:
    for n in range(3 * FAILURES_MAX):
        person.send(
            "POST", "/sessions", source=f"198.51.100.{n}", actor="spender", password="x", code="000000"
        )
    assert person.try_in().status_code == 201


@pytest.mark.parametrize(
    ("idle", "status"),
    ((IDLE - timedelta(seconds=31), 200), (IDLE + timedelta(minutes=1), 401)),
)
def test_a_session_ends_when_it_is_not_used(each_office: Office, idle: timedelta, status: int) -> None:
    person = a_person(each_office)
    person.sign_in()
    person.later(idle)
    assert person.send("GET", "/districts").status_code == status


def test_a_session_ends_after_a_working_day_however_much_it_is_used(person: Person) -> None:
    person.sign_in()
    for _ in range(LASTS // IDLE * 2 - 1):
        person.later(IDLE / 2)
        assert person.send("GET", "/districts").status_code == 200
    person.later(IDLE / 2)
    assert person.send("GET", "/districts").status_code == 401


def test_signing_out_ends_the_session_and_no_other(person: Person) -> None:
    person.sign_in()
    first = person.token
    person.sign_in()
    assert person.ask("DELETE", "/sessions/current") == {"ended": 1}
    assert person.send("GET", "/districts").status_code == 401
    person.token = first
    assert [each["current"] for each in person.ask("GET", "/sessions")["sessions"]] == [True]


def test_other_sessions_end_for_who_knows_the_password(person: Person) -> None:
    others = [person.sign_in()["id"] for _ in range(3)]
    person.sign_in()
    assert person.send("POST", "/sessions/ended", password="wrong").status_code == 401
    assert person.ask("POST", "/sessions/ended", password=person.password, id=others[0]) == {"ended": 1}
    assert person.ask("POST", "/sessions/ended", password=person.password) == {"ended": 2}
    assert len(person.ask("GET", "/sessions")["sessions"]) == 1


def test_nobody_sees_or_ends_anothers_session(person: Person) -> None:
    other = a_person(person.office, "neighbour")
    theirs = other.sign_in()["id"]
    person.sign_in()
    assert person.ask("POST", "/sessions/ended", password=person.password, id=theirs) == {"ended": 0}
    assert theirs not in json.dumps(person.ask("GET", "/sessions"))
    assert other.send("GET", "/districts").status_code == 200


def test_there_are_ten_sessions_at_most_and_the_oldest_goes(person: Person) -> None:
    first = person.sign_in()["id"]
    for _ in range(AT_ONCE_MAX):
        person.sign_in()
    open_ = [each["id"] for each in person.ask("GET", "/sessions")["sessions"]]
    assert (len(open_), first in open_) == (AT_ONCE_MAX, False)


def test_a_disabled_account_lets_nobody_in_by_any_door(each_office: Office) -> None:
    person = a_person(each_office)
    person.sign_in()
    assert disable(each_office.engine, "spender", person.clock.now) == (1, 1)
    assert person.send("GET", "/districts").status_code == 401
    assert each_office.get("spender", "/districts").status_code == 401
    assert person.try_in().status_code == 401
    enable(each_office.engine, "spender")
    assert person.try_in().status_code == 201
    assert each_office.get("spender", "/districts").status_code == 401


@pytest.mark.parametrize("path", ("/sessions", "/account"))
def test_a_token_is_no_session(office: Office, path: str) -> None:
    said = office.get("spender", path)
    assert (said.status_code, said.json["code"]) == (403, "session_needed")


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    (
        ({}, 400, None),
        ({"actor": "a", "password": "b"}, 422, "/code"),
        ({"actor": "a", "password": "b", "code": 123456}, 422, "/code"),
        ({"actor": "a", "password": "", "code": "c"}, 422, "/password"),
        ({"actor": "a", "password": "b", "code": "c", "more": "d"}, 422, "/more"),
        ({"actor": "a\n", "password": "b", "code": "c"}, 422, "/actor"),
        ({"actor": "\ud800", "password": "b", "code": "c"}, 422, "/actor"),
        ({"actor": "a", "password": "b" * 1025, "code": "c"}, 422, "/password"),
    ),
)
def test_what_is_no_sign_in_at_all_is_told_with_its_place(
    office: Office, body: dict[str, Any], status: int, pointer: str | None
) -> None:
    headers = {"Content-Type": "application/json"}
    data = json.dumps(body).encode() if body else b"[]"
    said = office.send("POST", "", "/sessions", headers=headers, data=data)
    assert (said.status_code, said.json.get("pointer")) == (status, pointer)
