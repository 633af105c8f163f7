"""Jobs: what was asked for and takes longer than a request: how far it is, its end, its file.

A job is its owner's alone, as long as they see every unit they saw when they asked; to anybody else it is as
one that is not there.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import marshmallow as ma
from flask import Response, request

from api.jobs import files
from api.jobs import register as jobs
from api.jobs.job import CANCELLED, DONE, Job, Kept
from api.place import Answer
from api.problems import edge
from api.resources.asking import Caller, caller_of, not_found
from api.resources.fields import Document, Page, Query, rows
from api.resources.later import JobSeen, seen_by
from api.resources.operation import ALWAYS, NOT_MODIFIED, READ_CACHE, Routes, arguments_of, register, tagged
from api.resources.preconditions import IF_MATCH_HEADER, still
from api.wire import JSON, dumps, is_name, opaque, parts_of
from ledger.errors import BadValue

routes: Final = Routes("jobs")
MEDIA_TYPES: Final = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/zip",
    "text/csv",
    "text/plain",
)
_PIECE: Final = 2**18
_SEPARATING: Final = frozenset(' "*/:;<>?\\|')
"""What parts a path on some system, or words on a command line."""


class JobsAsked(Page):
    """Which jobs."""


class Jobs(Document):
    """A page of jobs."""

    jobs = rows(JobSeen)
    next = ma.fields.String(required=True, allow_none=True)


def job_list() -> Response:
    """One's own jobs, the newest first."""
    caller = caller_of(request.args.get("book", ""))
    wanted = arguments_of(_PAGE)
    before, limit = _before(wanted["cursor"]), min(wanted["limit"], 200)
    reader = caller.reader
    with caller.place.engine.connect() as connection:
        found = jobs.jobs_of(connection, reader.book, reader.actor, before, limit + 1)
    shown, more = found[:limit], len(found) > limit
    own = [seen_by(caller, job) for job in shown if job.belongs_to(reader.actor, reader.scope)]
    cursor = opaque(shown[-1].asked_at, shown[-1].id) if more else None
    return _answer({"jobs": own, "next": cursor})


def job(id_: str) -> Response:
    """One job."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    return tagged(Answer(dumps(seen_by(caller, own_job(caller, id_))), ""))


def cancel_job(id_: str) -> Response:
    """Ask for the end of a job: at once where it waits, at its next step where it runs."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    if caller.reader.reads_only:
        raise edge("reads_only")
    found = own_job(caller, id_)
    still(lambda: seen_by(caller, found))
    jobs.cancel(caller.place.engine, found, caller.place.clock())
    found = own_job(caller, id_)
    if found.ended and found.state != CANCELLED:
        raise edge("job_has_ended", state=found.state)
    return _answer(seen_by(caller, found))


def job_file(id_: str) -> Response:
    """The file a job made, as long as it is kept and is what was made."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    found = own_job(caller, id_)
    if found.state != DONE:
        raise edge("job_not_done", state=found.state)
    if found.file is None:
        raise not_found()
    return _sent(caller, found.file)


def own_job(caller: Caller, id_: str) -> Job:
    """A job of the caller's; raises Problem not_found for any other."""
    reader = caller.reader
    with caller.place.engine.connect() as connection:
        found = jobs.find(connection, reader.book, id_) if is_name(id_) else None
    if found is None or not found.belongs_to(reader.actor, reader.scope):
        raise not_found()
    return found


def _sent(caller: Caller, kept: Kept) -> Response:
    """The bytes, or that the caller has them already; raises Problem file_gone."""
    path = files.whole(caller.place.settings.files, kept)
    if path is None:
        raise edge("file_gone")
    held = request.if_none_match.contains_weak(kept.sha256)
    if held:
        answer = Response(b"", HTTPStatus.NOT_MODIFIED, mimetype=kept.media_type)
    else:
        answer = Response(_pieces(path), mimetype=kept.media_type)
        answer.content_length = kept.size
        answer.headers["Content-Disposition"] = disposition(kept.name)
        answer.headers["Repr-Digest"] = f"sha-256=:{_base64(kept.sha256)}:"
    answer.headers["ETag"] = f'"{kept.sha256}"'
    answer.headers["Cache-Control"] = READ_CACHE
    return answer


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


def disposition(name: str) -> str:
    """A file's name in a header, in letters that any program reads and in its own (RFC 6266).

    >>> print(disposition("คส 1/2569.pdf"))
    attachment; filename="___1_2569.pdf"; filename*=UTF-8''%E0%B8%84%E0%B8%AA_1_2569.pdf
    """
    own = "".join(each if each.isprintable() and each not in _SEPARATING else "_" for each in name)
    plain = "".join(each if each.isascii() else "_" for each in own)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(own, safe='')}"


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()


def _before(cursor: str) -> tuple[str, str]:
    if not cursor:
        return "", ""
    try:
        asked_at, id_ = parts_of(cursor, 2)
    except ValueError:
        raise BadValue(field="cursor", why="not_a_cursor") from None
    return asked_at, id_


def _answer(document: Any) -> Response:  # noqa: ANN401 - JSON
    return Response(dumps(document), mimetype=JSON)


_PAGE: Final = JobsAsked()
_NOTHING: Final = Query()
_BYTES: Final = {
    "200": {
        "description": "OK",
        "headers": {"ETag": {"schema": {"type": "string"}}},
        "content": {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES},
    },
    **NOT_MODIFIED,
}
register(routes, "/jobs", job_list, JobsAsked, Jobs, ALWAYS)
register(routes, "/jobs/<id_>", job, Query, JobSeen, ALWAYS, responses=NOT_MODIFIED)
register(
    routes, "/jobs/<id_>", cancel_job, Query, JobSeen, (*ALWAYS, 409, 412),
    method="DELETE", parameters=[IF_MATCH_HEADER],
)  # fmt: skip
register(routes, "/jobs/<id_>/file", job_file, Query, MEDIA_TYPES[0], (*ALWAYS, 409, 410), responses=_BYTES)
