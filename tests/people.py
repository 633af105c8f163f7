"""People for tests: an account set up over HTTP as its person does it, and codes of an application."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

import pyotp

from api.access.accounts import create
from api.app import create_app
from tests.builders import NOW
from tests.serving import Answer, Office

PASSWORD: Final = "tq7#mWz!k0Rf-ข้าวเหนียว"
STEP: Final = timedelta(seconds=30)


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Person:
    """Somebody with an account at an office, and the application on his telephone."""

    office: Office
    clock: Clock
    actor: str = "spender"
    password: str = PASSWORD
    secret: str = ""
    token: str = ""
    recovery: list[str] = field(default_factory=list)

    def code(self) -> str:
        """The code the application shows."""
        return pyotp.TOTP(self.secret).at(self.clock.now)

    def later(self, span: timedelta = STEP) -> None:
        """Let time pass; by itself until the next code."""
        self.clock.now += span

    def send(self, method: str, path: str, source: str = "192.0.2.1", **body: Any) -> Answer:  # noqa: ANN401 - JSON
        """Ask as who is signed in; a body is sent where there is one."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = json.dumps(body).encode() if body else b""
        kind = {"Content-Type": "application/json"} if body else {}
        made = replace(self.office, tokens={}, source=source)
        return made.send(method, "", path, headers={**headers, **kind}, data=data)

    def ask(self, method: str, path: str, **body: Any) -> Any:  # noqa: ANN401 - JSON
        """Ask for what must be done; its document."""
        said = self.send(method, path, **body)
        assert said.status_code in {200, 201}, said.text
        return said.json

    def set_up(self, setup: str) -> None:
        """Fill the account in, with the setup secret."""
        enrolled = self.ask("POST", "/account/setup", actor=self.actor, setup=setup)
        self.secret = secret_of(enrolled["otpauth"])
        body = {"actor": self.actor, "setup": setup, "password": self.password, "code": self.code()}
        self.recovery = self.ask("POST", "/account/setup/completed", **body)["recovery_codes"]
        self.later()

    def try_in(self, **other: Any) -> Answer:  # noqa: ANN401 - fields of the form
        """Try to sign in, with other words than the right ones."""
        said = {"actor": self.actor, "password": self.password, "code": self.code(), **other}
        token, self.token = self.token, ""
        answer = self.send("POST", "/sessions", **said)
        self.token = token
        return answer

    def sign_in(self) -> dict[str, Any]:
        """Sign in, and go on as who is signed in."""
        said = self.try_in()
        assert said.status_code == 201, said.text
        self.token = said.json["token"]
        self.later()
        return dict(said.json)


def secret_of(uri: str) -> str:
    """The secret that an application reads from the address."""
    found = re.search(r"secret=([A-Z2-7]+)", uri)
    assert found, uri
    return found[1]


def a_person(office: Office, actor: str = "spender") -> Person:
    """Somebody whose account is ready, at an office whose clock can be moved."""
    clock = Clock()
    app = create_app(office.engine, office.settings, clock)
    moving = replace(office, app=app, clock=clock)
    person = Person(moving, clock, actor)
    person.set_up(create(office.engine, actor, by="root", now=clock.now))
    return person


def words_of(person: Person) -> Iterator[str]:
    """Every secret of a person."""
    yield from (person.password, person.secret, person.token.split("_", 2)[-1], *person.recovery)
