"""The city of the story: a served book of six districts, and its people, each with a token of their own."""

from __future__ import annotations

import json
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from tests.served import served
from tests.terminal import PILOT, Terminal

LINE: Final = "2569-HOUSING-SURVEY"
DISTRICTS: Final = ("1032", "1007", "1012", "1010", "1033", "1037")
CUT_OFF: Final = "2026-03-31"
WAIT_SECONDS: Final = 60
PREFIX: Final = "/api/v1"
CENTRE: Final = {
    "officer": ["finance_officer"],
    "head": ["finance_head", "approver"],
    "reconciler": ["reconciler"],
    "reviewer": ["reviewer"],
    "auditor": ["auditor"],
}
IN_A_DISTRICT: Final = {
    "spender": ["district_finance", "survey_lead"],
    "chief": ["district_administrator"],
    "committee": ["acceptance_committee"],
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.body)


@dataclass(slots=True)
class Person:
    """Somebody who asks over real HTTP."""

    name: str
    port: int
    token: str
    asked: int = 0

    def send(self, method: str, path: str, plain: Any = None, key: str = "", **headers: str) -> Reply:  # noqa: ANN401 - JSON
        connection = HTTPConnection("127.0.0.1", self.port, timeout=WAIT_SECONDS)
        try:
            connection.request(method, PREFIX + path, self.body(plain), self.headers(key, **headers))
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def headers(self, key: str = "", **headers: str) -> dict[str, str]:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        own = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return {**own, **({"Idempotency-Key": key} if key else {}), **said}

    @staticmethod
    def body(plain: Any) -> bytes | None:  # noqa: ANN401 - JSON
        return None if plain is None else json.dumps(plain, ensure_ascii=False).encode()

    def read(self, path: str, **headers: str) -> Any:  # noqa: ANN401 - JSON
        """The document at an address, which must be there."""
        said = self.send("GET", path, **headers)
        assert said.status == 200, (path, said)
        return said.json

    def post(self, path: str, key: str = "", headers: dict[str, str] | None = None, **plain: Any) -> Reply:  # noqa: ANN401 - fields of any verb
        """Ask for something to be recorded, under a key of its own unless one is given."""
        self.asked += 1
        return self.send("POST", path, plain, key or f"{self.name}-{self.asked}", **(headers or {}))

    def does(self, path: str, **plain: Any) -> Any:  # noqa: ANN401 - fields of any verb
        """Record what must not be refused."""
        said = self.post(path, **plain)
        assert said.status == 201, (self.name, path, said)
        return said.json

    def refused(self, path: str, **plain: Any) -> tuple[int, str]:  # noqa: ANN401 - fields of any verb
        """Ask for what must be refused: status and code, told in both languages."""
        said = self.post(path, **plain)
        assert said.headers["Content-Type"] == "application/problem+json", said
        assert said.json["th"] != said.json["en"]
        return said.status, said.json["code"]

    def job(self, path: str, **plain: Any) -> Any:  # noqa: ANN401 - fields of any order
        """Ask for what takes long, and look until it is done."""
        said = self.post(path, headers={"Prefer": "respond-async"}, **plain)
        assert (said.status, said.headers["Preference-Applied"]) == (202, "respond-async"), said
        until = time.monotonic() + WAIT_SECONDS
        while (seen := self.read(f"/jobs/{said.json['id']}"))["state"] in {"waiting", "running"}:
            assert time.monotonic() < until, seen
            time.sleep(0.1)
        assert seen["state"] == "done", seen
        return seen

    def lose(self, path: str, plain: Any, key: str) -> None:  # noqa: ANN401 - JSON
        """Send a request and hang up before anything is answered."""
        body = self.body(plain) or b""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers(key).items())
        start = f"POST {PREFIX}{path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n{head}\r\n"
        with socket.create_connection(("127.0.0.1", self.port), WAIT_SECONDS) as line:
            line.sendall(start.encode() + body)


@dataclass(slots=True)
class City:
    """The served book; `of(role, unit)` is the person who holds a role there."""

    place: Terminal
    port: int
    people: dict[str, Person] = field(default_factory=dict)

    def of(self, role: str, unit: str = "") -> Person:
        return self.people[f"{role}-{unit}" if unit else role]

    def settle(self) -> None:
        """The founder grants everybody their roles, together or not at all."""
        roles: dict[str, tuple[list[str], list[str]]] = {name: (held, []) for name, held in CENTRE.items()}
        roles |= {f"{n}-{u}": (held, [u]) for u in DISTRICTS for n, held in IN_A_DISTRICT.items()}
        roles["rival-1007"] = (["district_finance"], ["1007"])
        rows = [
            {"verb": "grant_role", "holder": name, "roles": held, "units": units, "from_on": "2025-10-01",
             "effective_on": "2025-10-01"}
            for name, (held, units) in roles.items()
        ]  # fmt: skip
        founder = self._person(self.place.actor)
        said = founder.send("POST", "/commands/bulk", rows, "roles")
        assert said.status == 200, said
        self.people = {name: self._person(name) for name in roles}

    def _person(self, name: str) -> Person:
        return Person(name, self.port, self.place.ask("token", "create", name)["token"])


@contextmanager
def a_city(url: str, folder: Path) -> Iterator[City]:
    """A book that knows units, line, activities and rates, and holds no money yet; served, with a worker."""
    reference = folder / "reference"
    reference.mkdir()
    for name in ("book.toml", "units.csv", "lines.csv", "activities.csv", "rates.csv"):
        shutil.copy(PILOT / name, reference)
    place = Terminal(url, "founder")
    place.ask("import", reference)
    with served(place, "--threads", "8", log=folder / "server.log") as (port, process):
        city = City(place, port)
        city.settle()
        yield city
        process.terminate()
        assert process.wait(WAIT_SECONDS) == 0


def there(*parts: object) -> str:
    """Parts of an address, whatever letters they have."""
    return "/".join(quote(str(part), safe="") for part in parts)
