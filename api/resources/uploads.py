"""Uploads: a file that somebody filled in: checked whole as it comes, looked at, then committed or removed.

A check takes some seconds at the most, because of what an upload may hold (api/uploads/weighing.py), so that
it needs no job: the answer to a file is what was found in it. Only its owner finds an upload; to everybody
else it is as one that is not there. No answer of these is shared or kept, as they follow from who asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import PurePath
from typing import Any, Final

import marshmallow as ma
from flask import Response, request

from api.access.scope import Scope
from api.place import Answer
from api.problems import edge, language_asked
from api.resources import body
from api.resources.asking import Caller, caller_of, not_found, place
from api.resources.commands import REPLAYED, problem
from api.resources.fields import PAGE_MAX, Page, Query, both
from api.resources.formats.form import XLSX
from api.resources.handed_in import FORM, MEDIA, handed_in
from api.resources.narrowing import unnarrowed
from api.resources.operation import ALWAYS, NOT_MODIFIED, Routes, arguments_of, next_link, register, tagged
from api.resources.preconditions import ANY, IF_MATCH, tags_asked
from api.resources.templates import attach, reference_seen
from api.resources.upload_schemas import Removed, UploadAsked, UploadRows, Uploads, UploadSeen, seen, summary
from api.uploads import kept as keeping
from api.uploads.checking import Tell
from api.uploads.desk import Desk, NoTurn
from api.uploads.kept import COMMITTED, Kept, OtherFile, TooManyWaiting
from api.wire import JSON, dumps, opaque, parts_of, tag_of
from ledger.commands.fields import KEY_LENGTH_MAX, check
from ledger.errors import BadValue, Refusal

routes: Final = Routes("uploads")
LISTED_MAX: Final = 100
RETRY: Final = {"Retry-After": "10"}


def upload_file() -> Response:
    """Take a file, check it whole and tell what was found."""
    desk = _writing()
    wanted = arguments_of(_FILE)
    key = str(check(body.key(), "key", body.KEY, optional=False))
    file = handed_in(wanted["name"], wanted["table"])
    try:
        kept, there = desk.take(file.data, key, file.name, file.table)
    except OtherFile:
        raise edge("upload_key_reused", key=key) from None
    except TooManyWaiting:
        raise edge("too_many_uploads", limit=keeping.WAITING_MAX) from None
    made = _answer(desk, kept, 201, replayed=there)
    made.headers["Location"] = f"/api/v1/uploads/{kept.id}"
    return made


def uploads() -> Response:
    """The reader's own uploads, newest first."""
    desk = _reading()
    arguments_of(_PLAIN)
    with desk.engine.connect() as connection:
        known = keeping.newest(connection, desk.journal.book, desk.actor, LISTED_MAX)
    listed = [summary(each, current=each.units == desk.units) for each in known]
    return tagged(Answer(dumps({"uploads": listed}), ""))


def upload(upload_id: str) -> Response:
    """One upload with all that was found in it."""
    desk = _reading()
    arguments_of(_PLAIN)
    return tagged(Answer(_document(desk, _own(desk, upload_id)), ""))


def upload_rows(upload_id: str) -> Response:
    """What becomes of each document of an upload, a page at a time."""
    desk = _reading()
    wanted = arguments_of(_PAGE)
    report = desk.report_of(_own(desk, upload_id))
    documents = report["rows"] if report else []
    start = _place(wanted["cursor"])
    page = documents[start : start + min(wanted["limit"], PAGE_MAX)]
    end = start + len(page)
    after = opaque(str(end)) if end < len(documents) else None
    told = {"rows": [_named(row) for row in page], "next": after}
    return tagged(Answer(dumps(told), next_link(told)))


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """A document of the report, with its entry called as in addresses."""
    entry = row["entry"] and place().names.name(*parts_of(row["entry"], 2))
    return {**row, "entry": entry}


def upload_marked(upload_id: str) -> Response:
    """The workbook to mend: the rows as they came, with what is wrong marked."""
    desk = _reading()
    arguments_of(_PLAIN)
    kept, language = _own(desk, upload_id), language_asked()
    with desk.engine.connect() as connection:
        data = keeping.content(connection, kept, f"marked_{language}")
    if not data or kept.units != desk.units:
        raise not_found()
    response = tagged(Answer(data, ""), XLSX)
    response.headers["Content-Language"] = language
    attach(response, f"{PurePath(kept.file).stem}-marked.xlsx")
    return response


def upload_check(upload_id: str) -> Response:
    """Check an upload anew, as the book stands now."""
    desk = _writing()
    arguments_of(_PLAIN)
    body.key()
    kept = _own(desk, upload_id)
    if kept.state == COMMITTED:
        return _answer(desk, kept, 200, replayed=True)
    return _answer(desk, _there(desk.check_again(kept)), 200)


def upload_commit(upload_id: str) -> Response:
    """Post all of an upload in one transaction, if it is still what its owner saw."""
    desk = _writing()
    arguments_of(_PLAIN)
    body.key()
    kept = _own(desk, upload_id)
    if kept.state == COMMITTED:  # a lost answer is told again, whatever was seen
        return _answer(desk, kept, 200, replayed=True)
    _unchanged(desk, kept)
    if kept.state != "right":
        raise edge("upload_wrong")
    done = _there(desk.commit(kept))
    if done.state != COMMITTED:
        raise edge("upload_wrong")
    return _answer(desk, done, 200)


def upload_removal(upload_id: str) -> Response:
    """Throw an upload away; what it posted stays posted."""
    desk = _writing()
    arguments_of(_PLAIN)
    kept = _own(desk, upload_id)
    keeping.let_go(desk.engine, kept)
    return Response(dumps({"id": kept.id}), 200, mimetype=JSON)


# ── who asks, and for what ──


def _reading() -> Desk:
    return _desk(caller_of(request.args.get("book", "")))


def _writing() -> Desk:
    caller = caller_of(request.args.get("book", ""))
    if caller.reader.reads_only:
        raise edge("reads_only")
    unnarrowed(caller.reader)
    return _desk(caller)


def _desk(caller: Caller) -> Desk:
    """The desk of who asks; its connection is given back before the journal takes one of its own."""
    with caller.asking() as ask:
        known = reference_seen(ask.reference, ask.scope)
    return Desk(
        journal=caller.place.journal(caller.reader.book),
        actor=caller.reader.actor,
        scope=caller.reader.scope,
        reference=known,
        now=caller.place.clock(),
        tell=_telling(caller.reader.scope),
    )


def _telling(scope: Scope) -> Tell:
    """What of a refusal is told: as much as to who asks for the one row by itself."""

    def tell(refusal: Refusal) -> Refusal | None:
        told = problem(refusal, scope)
        return type(refusal)(**told.facts) if told.code == refusal.code else None

    return tell


def _own(desk: Desk, id_: str) -> Kept:
    return _there(desk.find(id_))


def _there(kept: Kept | None) -> Kept:
    if kept is None:
        raise not_found()
    return kept


def _unchanged(desk: Desk, kept: Kept) -> None:
    """Raise unless the upload is what its owner says to have seen (RFC 9110, 13.1.1; RFC 6585, 3)."""
    tags = tags_asked()
    if not tags:
        raise edge("precondition_missing", header=IF_MATCH)
    now = tag_of(_document(desk, kept))
    if not tags & {ANY, now}:
        raise edge("changed_meanwhile", headers={"ETag": now}, current=now)


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return min(int(parts_of(cursor, 1)[0]), 10**6)
    except ValueError:
        raise BadValue(field="cursor", why="not_a_cursor") from None


def _document(desk: Desk, kept: Kept) -> bytes:
    return dumps(seen(kept, desk.report_of(kept)))


def _answer(desk: Desk, kept: Kept, status: int, *, replayed: bool = False) -> Response:
    data = _document(desk, kept)
    made = Response(data, status, mimetype=JSON)
    made.headers["ETag"] = tag_of(data)
    if replayed:
        made.headers[REPLAYED] = "true"
    return made


# ── routes ──


def _in_turn(view: Callable[..., Response]) -> Callable[..., Response]:
    """The view; when too many wait for their turn, that it is to be asked again."""

    @wraps(view)
    def answered(**path: str) -> Response:
        try:
            return view(**path)
        except NoTurn:
            raise edge("uploads_busy", headers=RETRY) from None

    return answered


_PLAIN: Final = Query()
_PAGE: Final = Page()
_FILE: Final = UploadAsked()
_KEY: Final = {
    "in": "header",
    "name": body.KEY,
    "required": True,
    "description": both("fields", "key"),
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH_MAX},
}
_SEEN: Final = {
    "in": "header",
    "name": IF_MATCH,
    "required": True,
    "description": both("fields", "if_match"),
    "schema": {"type": "string"},
}
_BINARY: Final = {"type": "string", "contentMediaType": "application/octet-stream"}
_FORM: Final = {
    "type": "object",
    "properties": {"file": _BINARY, "table": {"type": "string"}},
    "required": ["file"],
}
_BODY: Final = {**{media: {"schema": _BINARY} for media in MEDIA}, FORM: {"schema": _FORM}}
_CREATED: Final = {
    "201": {
        "description": "Created",
        "headers": {name: {"schema": {"type": "string"}} for name in ("Location", "ETag", REPLAYED)},
        "content": {JSON: {"schema": UploadSeen}},
    }
}
_ONE: Final = "/uploads/<upload_id>"
_WRITES: Final = (*ALWAYS, 409)
_CACHED: Final[dict[str, Any]] = {"responses": NOT_MODIFIED}


def _enter(rule: str, view: Callable[..., Response], told: type[ma.Schema] | str, **said: Any) -> None:  # noqa: ANN401 - OpenAPI
    asked, answers = said.pop("asked", Query), said.pop("answers", ALWAYS)
    register(routes, rule, _in_turn(view), asked, told, answers, **said)


_enter("/uploads", uploads, Uploads, **_CACHED)
_enter(
    "/uploads", upload_file, UploadSeen, asked=UploadAsked, answers=(*_WRITES, 413, 415), method="POST",
    responses=_CREATED, parameters=[_KEY], requestBody={"required": True, "content": _BODY},
)  # fmt: skip
_enter(_ONE, upload, UploadSeen, **_CACHED)
_enter(_ONE, upload_removal, Removed, method="DELETE")
_enter(f"{_ONE}/rows", upload_rows, UploadRows, asked=Page, **_CACHED)
_enter(f"{_ONE}/marked", upload_marked, XLSX, **_CACHED)
_enter(f"{_ONE}/check", upload_check, UploadSeen, answers=_WRITES, method="POST", parameters=[_KEY])
_enter(
    f"{_ONE}/commit", upload_commit, UploadSeen, answers=(*_WRITES, 412, 428), method="POST",
    parameters=[_KEY, _SEEN],
)  # fmt: skip
