"""The log tells every try to come in, and holds no secret; nor does the database."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import text

from api.request_log import LOG
from tests.people import a_person, words_of
from tests.serving import Office


def test_no_secret_is_in_the_log_or_the_database(
    each_office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person = a_person(each_office)
    person.sign_in()
    person.try_in(password="wrong-guess-17", code=person.recovery[0])
    person.try_in(actor=person.password)
    secrets = [*words_of(person), "wrong-guess-17"]
    assert [secret for secret in secrets if secret in caplog.text] == []
    stored = ""
    with each_office.engine.connect() as connection:
        for table in ("account", "session", "recovery", "failure"):
            rows = connection.execute(text(f"SELECT * FROM {table}")).all()
            stored += "".join(
                bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v)
                for r in rows
                for v in r
            )
    assert [secret for secret in secrets if secret in stored or secret.encode().hex() in stored] == []


def test_each_try_is_noted_with_who_whence_and_what_became_of_it(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    person = a_person(office)
    caplog.set_level(logging.INFO, LOG.name)
    person.try_in(password="wrong")
    person.sign_in()
    person.ask("DELETE", "/sessions/current")
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == LOG.name]
    events = [
        (each["event"], each.get("outcome"), each["actor"], each["from"]) for each in lines if "event" in each
    ]
    assert events == [
        ("sign_in", "denied", "spender", "192.0.2.1"),
        ("sign_in", "done", "spender", "192.0.2.1"),
        ("sign_out", None, "spender", "192.0.2.1"),
    ]
    assert all(each["id"] and each["at"].endswith("Z") for each in lines if "event" in each)
