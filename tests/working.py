"""Jobs in tests: asked for over HTTP, and carried out in this process by a worker without a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from api.access.scope import Scope
from api.jobs import register
from api.jobs.job import Job
from api.jobs.kinds import KINDS
from api.jobs.work import Kind
from api.jobs.worker import Worker
from api.place import Place
from tests.builders import BOOK, NOW
from tests.serving import Answer, Office

ASYNC = {"Prefer": "respond-async"}


def place_of(office: Office) -> Place:
    """The place an office serves, as a worker has it."""
    return Place(office.engine, office.settings, office.clock)


def worker_of(office: Office, kinds: Mapping[str, Kind] = KINDS) -> Worker:
    """A worker of an office's place."""
    return Worker(place_of(office), kinds)


def order(office: Office, who: str, path: str, plain: Any, key: str = "k1", **headers: str) -> Answer:  # noqa: ANN401 - JSON
    """Ask for what takes long, and do not wait for it unless the headers say so."""
    sent = {"Idempotency-Key": key, "Content-Type": "application/json", **ASYNC, **headers}
    return office.send("POST", who, path, headers=sent, data=json.dumps(plain, ensure_ascii=False).encode())


def worked(office: Office, who: str, path: str, plain: Any, key: str = "k1") -> Any:  # noqa: ANN401 - JSON
    """The job of what was asked for, once everything that waits was carried out."""
    answer = order(office, who, path, plain, key)
    assert answer.status_code == 202, answer.text
    work_off(office)
    return office.read(who, answer.json["href"].removeprefix("/api/v1"))


def work_off(office: Office, kinds: Mapping[str, Kind] = KINDS) -> None:
    """Carry out everything that waits."""
    worker = worker_of(office, kinds)
    while worker.step():
        pass


def a_job(office: Office, key: str = "k1", *, now: datetime = NOW, **more: Any) -> Job:  # noqa: ANN401 - fields of many kinds
    """A job of the auditor's that has been entered."""
    said: dict[str, Any] = {
        "actor": "auditor",
        "kind": "trial",
        "asked": {},
        "scope": Scope(None),
        "book": BOOK,
    }
    return register.enter(office.engine, register.a_job(**{**said, **more}, key=key, now=now))


def found(office: Office, job: Job) -> Job:
    """A job as it stands."""
    with office.engine.connect() as connection:
        known = register.find(connection, job.book, job.id)
    assert known is not None
    return known
