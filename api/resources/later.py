"""Later: what takes long is entered as a job, and answered with its end where that comes soon (RFC 7240).

`Prefer: respond-async` is answered at once, `Prefer: wait=N` after N seconds at most. Who says neither waits
for a job that a worker has begun, but not for one in a queue.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, request

from api.jobs import register as jobs
from api.jobs.job import DONE, WAITING, Job
from api.openapi import PREFIX
from api.problems import Problem, edge, refused, said_of
from api.resources import body
from api.resources.asking import Caller
from api.resources.fields import Document, both, text, whole
from api.resources.operation import ALWAYS
from api.resources.sight import facts_seen
from api.wire import JSON, dumps
from ledger.commands.fields import KEY_LENGTH_MAX
from ledger.errors import BadValue
from ledger.texts import LANGUAGES

REPLAYED: Final = "Idempotency-Replayed"
WAIT_SECONDS: Final = 10
WAIT_SECONDS_MAX: Final = 25
QUEUE_SECONDS: Final = 1
_LOOK_SECONDS: Final = 0.1
# Threads of a process that may wait for jobs; the others answer.
_WAITING: Final = BoundedSemaphore(4)
_PREFERENCE: Final = re.compile(r"\s*(respond-async|wait\s*=\s*\"?([0-9]{1,4})\"?)\s*(?:;.*)?", re.IGNORECASE)


class JobProblem(Document):
    """Why a job failed."""

    code = text("code")
    status = whole("http_status")
    facts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    th = text()
    en = text()


class JobFile(Document):
    """The file a job made."""

    name = text("file_name")
    media_type = text("media_type")
    size = whole("file_size")
    sha256 = text("sha256")
    href = text("file_href")


class JobSeen(Document):
    """A job as it stands."""

    id = text("job")
    href = text("job_href")
    kind = text("job_kind")
    asked = ma.fields.Dict(
        keys=ma.fields.String(), required=True, metadata={"description": both("fields", "asked")}
    )
    state = text("job_state")
    done = whole("job_done")
    total = whole("job_total")
    asked_at = text("asked_at")
    started_at = text("started_at")
    ended_at = text("ended_at")
    problem = ma.fields.Nested(JobProblem, required=True, allow_none=True)
    result = ma.fields.Dict(
        keys=ma.fields.String(), required=True, metadata={"description": both("fields", "job_result")}
    )
    file = ma.fields.Nested(JobFile, required=True, allow_none=True)


class Wanted(ma.Schema):
    """What the body of a request asks for."""

    class Meta:
        """A field nobody knows is refused instead of passed over."""

        unknown = ma.RAISE

    def handle_error(self, error: ma.ValidationError, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        """Tell the first field that is unknown, missing or of another kind; raises BadValue."""
        messages: Any = error.messages
        name = str(next(iter(messages)))
        raise BadValue(field=name, why="missing" if name in self.fields else "unknown_field")


def wanted_by(schema: Wanted) -> dict[str, Any]:
    """The body of the request as a schema reads it; raises Problem with the place of what cannot be used."""
    try:
        found: dict[str, Any] = schema.load(body.one())
    except BadValue as refusal:
        raise wrong(refusal) from None
    return found


def wrong(refusal: BadValue) -> Problem:
    """The problem of a field of the body."""
    name = refusal.facts["field"].replace("~", "~0").replace("/", "~1")
    return refused(refusal, f"/{name}")


class Preference(NamedTuple):
    """How long the caller would wait (None: they do not say), and how the answer says it was heard."""

    seconds: int | None
    applied: str


def preference() -> Preference:
    """What the request prefers; what cannot be read is passed over, as RFC 7240 has it."""
    for said in ",".join(request.headers.getlist("Prefer")).split(","):
        found = _PREFERENCE.fullmatch(said)
        if found and found[2]:
            seconds = min(int(found[2]), WAIT_SECONDS_MAX)
            return Preference(seconds, f"wait={seconds}")
        if found:
            return Preference(0, "respond-async")
    return Preference(None, "")


def later(caller: Caller, kind: str, asked: Mapping[str, Any]) -> Response:
    """Enter a job under the key of the request, and answer with it: 201 if it is done by then, 202 if not.

    Raises Problem: that of the job where it failed by then; reads_only, too_many_jobs; KeyReused.
    """
    job, new = _entered(caller, kind, asked)
    wish = preference()
    job = _awaited(caller, job, wish.seconds)
    headers = {"Location": href_of(job), **({} if new else {REPLAYED: "true"})}
    headers |= {"Preference-Applied": wish.applied} if wish.applied else {}
    if job.problem:
        seen = facts_seen(job.problem.facts, caller.reader.scope)
        raise Problem(job.problem.code, job.problem.status, seen, headers=headers)
    status = HTTPStatus.CREATED if job.state == DONE else HTTPStatus.ACCEPTED
    answer = Response(dumps(seen_by(caller, job)), status, mimetype=JSON)
    answer.headers.update(headers)
    return answer


def _entered(caller: Caller, kind: str, asked: Mapping[str, Any]) -> tuple[Job, bool]:
    """The job of the request's key, and whether it is new."""
    reader, place = caller.reader, caller.place
    if reader.reads_only:
        raise edge("reads_only")
    key = body.key()
    if not 0 < len(key) <= KEY_LENGTH_MAX or not key.isprintable():
        raise BadValue(field=body.KEY, why="not_a_key")
    job = jobs.a_job(
        book=reader.book,
        actor=reader.actor,
        key=key,
        kind=kind,
        asked=asked,
        scope=reader.scope,
        now=place.clock(),
    )
    with place.engine.connect() as connection:
        known = jobs.find(connection, job.book, job.id)
    if known and not known.belongs_to(reader.actor, reader.scope):
        raise edge("access_ended")
    try:
        return jobs.enter(place.engine, job), known is None
    except jobs.QueueFull:
        said = {"Retry-After": str(QUEUE_SECONDS)}
        raise edge("too_many_jobs", headers=said, limit=jobs.UNENDED_MAX) from None


def _awaited(caller: Caller, job: Job, seconds: int | None) -> Job:
    """The job as it stands when it has ended, or when it was waited for long enough."""
    if seconds == 0 or job.ended or not _WAITING.acquire(blocking=False):
        return job
    try:
        begun = time.monotonic()
        until = begun + (WAIT_SECONDS if seconds is None else seconds)
        while time.monotonic() < until:
            time.sleep(_LOOK_SECONDS)
            job = _now(caller, job)
            queued = job.state == WAITING and time.monotonic() > begun + QUEUE_SECONDS
            if job.ended or (seconds is None and queued):
                break
        return job
    finally:
        _WAITING.release()


def _now(caller: Caller, job: Job) -> Job:
    with caller.place.engine.connect() as connection:
        return jobs.find(connection, job.book, job.id) or job


# ── what is told of a job ──


def href_of(job: Job, part: str = "") -> str:
    """Where a job is told of, or its `/file`; with its book, as its owner may have several."""
    return f"{PREFIX}/jobs/{job.id}{part}?{urlencode({'book': job.book})}"


def seen_by(caller: Caller, job: Job) -> dict[str, Any]:
    """A job as its owner sees it."""
    return {
        "id": job.id,
        "href": href_of(job),
        "kind": job.kind,
        "asked": dict(job.asked),
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "asked_at": job.asked_at,
        "started_at": job.started_at,
        "ended_at": job.ended_at,
        "problem": _problem(caller, job),
        "result": dict(job.result),
        "file": _file(job),
    }


def _problem(caller: Caller, job: Job) -> dict[str, Any] | None:
    if job.problem is None:
        return None
    facts = facts_seen(job.problem.facts, caller.reader.scope)
    said = {each: said_of(job.problem.code, facts, each) for each in LANGUAGES}
    return {"code": job.problem.code, "status": job.problem.status, "facts": facts, **said}


def _file(job: Job) -> dict[str, Any] | None:
    if job.file is None:
        return None
    kept = job.file
    return {
        "name": kept.name,
        "media_type": kept.media_type,
        "size": kept.size,
        "sha256": kept.sha256,
        "href": href_of(job, "/file"),
    }


# ── what the specification says of a resource that answers later ──

STATUSES: Final = (*ALWAYS, 409, 413, 415)
_SAID: Final = {
    "headers": {
        name: {"schema": {"type": "string"}} for name in ("Location", REPLAYED, "Preference-Applied")
    },
    "content": {JSON: {"schema": JobSeen}},
}
ANSWERS: Final = {"201": {"description": "Created", **_SAID}, "202": {"description": "Accepted", **_SAID}}
PARAMETERS: Final = [
    {
        "in": "header",
        "name": body.KEY,
        "required": True,
        "description": both("fields", "key"),
        "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH_MAX},
    },
    {
        "in": "header",
        "name": "Prefer",
        "required": False,
        "description": both("fields", "prefer"),
        "schema": {"type": "string", "examples": ["respond-async", f"wait={WAIT_SECONDS_MAX}"]},
    },
]


def taking(schema: type[Wanted], **example: str) -> dict[str, Any]:
    """What the specification says of a resource that takes a body, such as `example`, and answers later."""
    content = {JSON: {"schema": schema, "example": example}}
    return {
        "requestBody": {"required": True, "content": content},
        "parameters": list(PARAMETERS),
        "responses": dict(ANSWERS),
    }
