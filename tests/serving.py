"""A served office for tests: a small book, a token for each person, answers held to the specification.

Every answer is compared with what OpenAPI says of its operation and status: a field that no schema knows, or
a status that is not documented, fails the test that met it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, cast

import jsonschema_rs
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from api.access.tokens import issue
from api.app import create_app
from ledger.commands import Command
from ledger.databases import open_engine
from ledger.posting import Journal
from ledger.settings import Settings
from tests.builders import BOOK, GRANTS, NOW, a_request, a_world

PREFIX: Final = "/api/v1"
PEOPLE: Final = tuple(grant["holder"] for grant in GRANTS)


class Answer(Protocol):
    """A response as tests read it."""

    status_code: int
    headers: Headers
    data: bytes
    text: str
    mimetype: str
    json: Any


@dataclass(frozen=True, slots=True)
class Office:
    """An application over a book, and the tokens of its people."""

    app: Flask
    engine: Engine
    settings: Settings
    tokens: Mapping[str, str]
    clock: Callable[[], datetime] = lambda: NOW
    source: str = "127.0.0.1"
    _specification: list[dict[str, Any]] = field(default_factory=list)

    @property
    def client(self) -> FlaskClient:
        """A client of its own."""
        return self.app.test_client()

    @property
    def journal(self) -> Journal:
        """The book, posted to behind the API's back."""
        return Journal(self.engine, BOOK, self.clock)

    def post(self, command: Command, actor: str, key: str, **more: Any) -> int:  # noqa: ANN401 - fields of many kinds
        """Post what must not be refused; its position."""
        outcome = self.journal.post(a_request(command, key, **more), actor)
        assert outcome.refusal is None, (outcome.refusal.code, outcome.refusal.facts)
        return outcome.entries[-1].seq

    def get(self, who: str, path: str, **headers: str) -> Answer:
        """Ask for an address in somebody's name; nobody's when `who` is empty."""
        return self.send("GET", who, path, headers=headers)

    def read(self, who: str, path: str) -> Any:  # noqa: ANN401 - JSON
        """The document at an address, which must be there."""
        answer = self.get(who, path)
        assert answer.status_code == 200, answer.text
        return answer.json

    def command(self, who: str, plain: Any, key: str = "k1", path: str = "/commands") -> Answer:  # noqa: ANN401 - JSON
        """Ask for a request to be posted."""
        data = json.dumps(plain, ensure_ascii=False).encode()
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return self.send("POST", who, path, headers=headers, data=data)

    def send(
        self, method: str, who: str, path: str, *, headers: Mapping[str, str] | None = None, data: bytes = b""
    ) -> Answer:
        """Send a request and hold the answer to the specification."""
        token = {"Authorization": f"Bearer {self.tokens[who]}"} if who else {}
        answer = self.client.open(
            f"{PREFIX}{path}", method=method, headers={**token, **(headers or {})}, data=data,
            environ_overrides={"REMOTE_ADDR": self.source},
        )  # fmt: skip
        self.holds(answer)
        return cast("Answer", answer)

    def holds(self, answer: TestResponse) -> None:
        """Assert that the specification knows of the answer."""
        operation = self._operation(answer)
        if operation is None:
            return
        said = self._resolved(operation["responses"].get(str(answer.status_code)))
        assert said is not None, f"{answer.request.path} {answer.status_code} is not documented"
        if answer.status_code == 304:
            return
        content = said["content"]
        assert answer.mimetype in content, (answer.request.path, answer.mimetype, list(content))
        if "json" in str(answer.mimetype):
            schema = {**content[answer.mimetype]["schema"], "components": self.specification["components"]}
            jsonschema_rs.Draft202012Validator(schema).validate(answer.json)

    @property
    def specification(self) -> dict[str, Any]:
        """The OpenAPI document."""
        if not self._specification:
            self._specification.append(self.client.get(f"{PREFIX}/openapi.json").get_json())
        return self._specification[0]

    def _resolved(self, said: Any) -> Any:  # noqa: ANN401 - OpenAPI
        if said and "$ref" in said:
            return self.specification["components"]["responses"][said["$ref"].rpartition("/")[2]]
        return said

    def _operation(self, answer: TestResponse) -> dict[str, Any] | None:
        """The operation that answered; None for an address that is no operation."""
        adapter = self.app.url_map.bind("localhost")
        try:
            rule, _ = adapter.match(answer.request.path, method=answer.request.method, return_rule=True)
        except Exception:  # noqa: BLE001 - an address of nothing
            return None
        name = rule.endpoint.rpartition(".")[2]
        for path in self.specification["paths"].values():
            for operation in path.values():
                if isinstance(operation, dict) and operation.get("operationId") == name:
                    return operation
        return None


@contextmanager
def an_office(url: str, folder: Path, world: Any = None) -> Iterator[Office]:  # noqa: ANN401 - requests in order
    """An office over a database with all tables: `a_world()`, unless other requests are given."""
    engine = open_engine(url)
    settings = Settings(
        database=url, key=folder / "khlang.key", origin="khlang.test/{book}", files=folder / "files"
    )
    journal = Journal(engine, BOOK, lambda: NOW)
    for request, actor in a_world() if world is None else world:
        assert journal.post(request, actor).refusal is None
    tokens = {who: issue(engine, who, by="root", now=NOW)[1] for who in PEOPLE}
    try:
        yield Office(create_app(engine, settings, lambda: NOW), engine, settings, tokens)
    finally:
        engine.dispose()
