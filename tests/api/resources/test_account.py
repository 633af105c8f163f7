"""Setting up an account and changing what lets one in: always what one knows and what one holds."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from api.access.accounts import SETUP_LASTS, Lost, create, reset
from tests.people import PASSWORD, Person, a_person, secret_of
from tests.serving import Office

NEW = "ไผ่ลู่ลมริมคลอง-violin-77"


@pytest.fixture
def person(office: Office) -> Person:
    return a_person(office)


def test_an_account_tells_when_its_password_changed_and_no_more(person: Person) -> None:
    person.sign_in()
    assert person.ask("GET", "/account") == {
        "actor": "spender", "changed_at": "2025-11-20T03:00:00.000000Z", "recovery_codes": 10,
    }  # fmt: skip


def test_a_setup_secret_is_good_once_and_for_three_days(each_office: Office) -> None:
    person = a_person(each_office, "auditor")
    setup = create(each_office.engine, "officer", by="root", now=person.clock.now)
    late = Person(person.office, person.clock, "officer")
    person.later(SETUP_LASTS)
    assert late.send("POST", "/account/setup", actor="officer", setup=setup).status_code == 401
    again = reset(each_office.engine, "officer", person.clock.now)
    late.set_up(again)
    assert late.send("POST", "/account/setup", actor="officer", setup=again).status_code == 401
    late.sign_in()


def test_an_account_lets_nobody_in_before_its_factor_is_shown_to_work(person: Person) -> None:
    setup = create(person.office.engine, "officer", by="root", now=person.clock.now)
    other = Person(person.office, person.clock, "officer")
    body: dict[str, Any] = {"actor": "officer", "setup": setup, "password": PASSWORD}
    assert other.send("POST", "/account/setup/completed", **body, code="123456").status_code == 401
    enrolled = other.ask("POST", "/account/setup", actor="officer", setup=setup)
    other.secret = secret_of(enrolled["otpauth"])
    assert enrolled["picture"].startswith("<svg")
    assert other.send("POST", "/account/setup/completed", **body, code="000000").status_code == 401
    assert other.try_in().status_code == 401


@pytest.mark.parametrize(
    ("password", "why"),
    (
        ("short-7#mWz", "password_short"),
        ("x" * 257, "password_long"),
        ("Khlang2569!!", "password_guessable"),
        ("officer-officer", "password_guessable"),
        ("กรุงเทพมหานคร2569", "password_guessable"),
    ),
)
def test_a_password_that_may_not_be_one_is_told_and_costs_no_try(
    person: Person, password: str, why: str
) -> None:
    setup = create(person.office.engine, "officer", by="root", now=person.clock.now)
    other = Person(person.office, person.clock, "officer")
    enrolled = other.ask("POST", "/account/setup", actor="officer", setup=setup)
    other.secret = secret_of(enrolled["otpauth"])
    body = {"actor": "officer", "setup": setup, "password": password, "code": other.code()}
    for _ in range(11):
        said = other.send("POST", "/account/setup/completed", **body)
        assert (said.status_code, said.json["facts"]["why"], said.json["pointer"]) == (422, why, "/password")
        assert password not in said.text
    other.ask("POST", "/account/setup/completed", **{**body, "password": NEW})


def test_another_password_needs_the_present_one_and_a_code_and_ends_other_sessions(
    each_office: Office,
) -> None:
    person = a_person(each_office)
    person.sign_in()
    elsewhere = person.token
    person.sign_in()
    for wrong in ({"password": "wrong"}, {"code": "000000"}):
        body = {"password": person.password, "code": person.code(), "new_password": NEW, **wrong}
        assert person.send("POST", "/account/password", **body).status_code == 401
    body = {"password": person.password, "code": person.code(), "new_password": NEW}
    assert person.ask("POST", "/account/password", **body) == {"ended": 1}
    person.later()
    assert person.try_in().status_code == 401
    person.password = NEW
    assert person.try_in().status_code == 201
    person.token = elsewhere
    assert person.send("GET", "/districts").status_code == 401


def test_another_factor_needs_the_present_one_or_a_recovery_code(person: Person) -> None:
    person.sign_in()
    body = {"password": person.password, "code": person.recovery[0]}
    enrolled = person.ask("POST", "/account/factor", **body)
    old, person.secret = person.secret, secret_of(enrolled["otpauth"])
    assert person.send("POST", "/account/factor", **body).status_code == 401  # the recovery code is gone
    assert person.send("POST", "/account/factor/completed", code="000000").status_code == 401
    codes = person.ask("POST", "/account/factor/completed", code=person.code())["recovery_codes"]
    assert (len(set(codes)), set(codes) & set(person.recovery)) == (10, set())
    person.later()
    assert person.try_in(code=person.recovery[1]).status_code == 401
    person.sign_in()
    person.secret = old
    assert person.try_in().status_code == 401


@pytest.mark.parametrize("lost", ("password", "factor", "both"))
def test_what_was_not_lost_is_asked_for_again(each_office: Office, lost: Lost) -> None:
    person = a_person(each_office)
    person.sign_in()
    setup = reset(each_office.engine, "spender", person.clock.now, lost)
    assert person.send("GET", "/districts").status_code == 401
    person.token = ""
    begun = person.send("POST", "/account/setup", actor="spender", setup=setup)
    assert begun.status_code == (401 if lost == "password" else 200)
    if lost != "password":
        person.secret = secret_of(begun.json["otpauth"])
    body = {"actor": "spender", "setup": setup, "code": person.code()}
    if lost == "factor":
        assert person.send("POST", "/account/setup/completed", **body, password=NEW).status_code == 401
    if lost == "password":
        stranger = {**body, "code": "000000", "password": NEW}
        assert person.send("POST", "/account/setup/completed", **stranger).status_code == 401
    chosen = PASSWORD if lost == "factor" else NEW
    said = person.ask("POST", "/account/setup/completed", **body, password=chosen)
    assert len(said["recovery_codes"]) == (0 if lost == "password" else 10)
    person.later(timedelta(seconds=60))
    person.password = chosen
    assert person.try_in().status_code == 201


def test_the_setup_secret_of_one_is_of_no_use_to_another(person: Person) -> None:
    setup = create(person.office.engine, "officer", by="root", now=person.clock.now)
    create(person.office.engine, "auditor", by="root", now=person.clock.now)
    for actor in ("auditor", "spender", "nobody"):
        said = person.send("POST", "/account/setup", actor=actor, setup=setup)
        assert (said.status_code, said.json["code"]) == (401, "sign_in_failed")


def test_a_password_is_changed_if_the_account_is_still_what_was_seen(person: Person) -> None:
    person.sign_in()
    token = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
    tag = person.office.send("GET", "", "/account", headers=token).headers["ETag"]
    for held, status in (('"another"', 412), (tag, 200), (tag, 412)):
        body = {"password": person.password, "code": person.code(), "new_password": NEW}
        headers = {**token, "If-Match": held}
        data = json.dumps(body).encode()
        answer = person.office.send("POST", "", "/account/password", headers=headers, data=data)
        assert answer.status_code == status, answer.text
        person.later()
