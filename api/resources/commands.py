"""Commands: every verb of the ledger over HTTP, in the same flat form as `khlang post` takes.

One request stands under the key of its `Idempotency-Key`: asked again, it is answered as the first time.
A list is taken row by row, each under a key of its own and done or refused by itself. What cannot be read
stops the whole list before anything is posted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import marshmallow as ma
from flask import Response, request

from api.access.scope import Scope
from api.problems import Problem, edge, refused
from api.resources.asking import Caller, caller_of
from api.resources.command_schemas import BODY, REF
from api.resources.entries import EntrySeen
from api.resources.fields import Document, Flag, Query, both, flag, rows
from api.resources.operation import ALWAYS, Routes, arguments_of, register
from api.resources.pointers import pointer_of
from api.resources.sight import entry_seen, facts_seen, id_of
from api.wire import JSON, dumps
from ledger.entries import Request
from ledger.errors import BadValue, LineNotOpen, OutOfScope, Refusal, Unknown
from ledger.posting import BATCH_MAX
from ledger.rules import Outcome

routes: Final = Routes("commands")
KEY: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"


class CommandsAsked(Query):
    """How to ask."""

    dry_run = Flag(load_default=False, metadata={"description": both("fields", "dry_run")})


class Posted(Document):
    """The entries a request made, as the reader may see them."""

    dry_run = flag("dry_run")
    entries = rows(EntrySeen)


class RowSeen(Document):
    """What became of one row: its entries, or the problem that stopped it."""

    key = ma.fields.String(required=True, metadata={"description": both("fields", "key")})
    entries = rows(EntrySeen)
    problem = ma.fields.Dict(keys=ma.fields.String())


class Rows(Document):
    """What became of each row, in order."""

    dry_run = flag("dry_run")
    rows = rows(RowSeen)


def commands() -> Response:
    """Post one request, or say what would become of it."""
    caller = caller_of(request.args.get("book", ""))
    wanted = arguments_of(_ASKED)
    _may_write(caller)
    key = _key()
    plain = _body()
    scope = caller.reader.scope
    (outcome,) = _ask(caller, [_request(plain, key)], dry_run=wanted["dry_run"])
    if outcome.refusal:
        raise _problem(outcome.refusal, scope, pointer_of(plain, outcome.refusal))
    return _posted(outcome, scope, dry_run=wanted["dry_run"])


def command_rows() -> Response:
    """Post a list of requests, each by itself, or say what would become of them."""
    caller = caller_of(request.args.get("book", ""))
    wanted = arguments_of(_ASKED)
    _may_write(caller)
    asked = _requests(_list(), _key())
    outcomes = _ask(caller, asked, dry_run=wanted["dry_run"])
    shown = [_row(each, outcome, caller.reader.scope) for each, outcome in zip(asked, outcomes, strict=True)]
    return Response(dumps({"dry_run": wanted["dry_run"], "rows": shown}), 200, mimetype=JSON)


# ── reading ──


def _may_write(caller: Caller) -> None:
    if caller.reader.reads_only:
        raise edge("reads_only")


def _key() -> str:
    """The key of the header, which WSGI hands over byte by byte; raises Problem, BadValue."""
    given = request.headers.get(KEY, "")
    if not given:
        raise edge("key_missing", header=KEY)
    try:
        return given.encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise BadValue(field=KEY, why="not_a_key") from None


def _body() -> dict[str, Any]:
    plain = _json()
    if not isinstance(plain, dict):
        raise edge("unreadable_body", why="not_an_object")
    return plain


def _list() -> list[Any]:
    plain = _json()
    if not isinstance(plain, list) or not plain:
        raise edge("unreadable_body", why="not_a_list")
    if len(plain) > BATCH_MAX:
        raise Problem("bad_value", 422, {"field": "rows", "why": "too_many", "limit": str(BATCH_MAX)})
    return plain


def _json() -> Any:  # noqa: ANN401 - JSON
    if request.mimetype != JSON:
        raise edge("unsupported_media_type")
    data = request.get_data(cache=False)
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise edge("unreadable_body", why="not_json") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise ValueError("a field stands twice")
    return plain


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _request(plain: Mapping[str, Any], key: str, place: str = "") -> Request:
    """The request under a key; raises Problem with the place of what cannot be used."""
    try:
        if "key" in plain:
            raise BadValue(field="key", why="unexpected")
        return Request.of_wire({**plain, "key": key})
    except Refusal as refusal:
        raise refused(refusal, place + pointer_of(plain, refusal)) from None
    except RecursionError:
        raise edge("unreadable_body", why="not_json") from None


def _requests(plain: list[Any], key: str) -> list[Request]:
    """The requests of a list; a row's own `key` goes before the one made of the header and its number."""
    made = []
    for number, row in enumerate(plain):
        if not isinstance(row, dict):
            raise edge("unreadable_body", pointer=f"/{number}", why="not_an_object")
        own = {name: value for name, value in row.items() if name != "key"}
        named = row.get("key") or f"{key}#{number + 1}"
        made.append(_request(own, named, f"/{number}"))
    return made


# ── answering ──


def _ask(caller: Caller, asked: list[Request], *, dry_run: bool) -> list[Outcome]:
    """Post, or say what would become of it, on a connection of the journal's own."""
    journal = caller.place.journal(caller.reader.book)
    if dry_run:
        return journal.dry_run(asked, caller.reader.actor)
    if len(asked) > 1:
        return journal.post_all(asked, caller.reader.actor)
    return [journal.post(each, caller.reader.actor) for each in asked]


def _problem(refusal: Refusal, scope: Scope, pointer: str = "") -> Problem:
    """The problem of a refusal; to who sees some units only, another's is as what is not there."""
    if not scope.whole and isinstance(refusal, Unknown | OutOfScope | LineNotOpen):
        return edge("not_found", pointer=pointer)
    problem = refused(refusal, pointer)
    problem.facts = facts_seen(problem.facts, scope)
    return problem


def _posted(outcome: Outcome, scope: Scope, *, dry_run: bool) -> Response:
    shown = [entry_seen(entry, scope) for entry in outcome.entries]
    made = Response(dumps({"dry_run": dry_run, "entries": shown}), 200 if dry_run else 201, mimetype=JSON)
    if not dry_run:
        made.headers["Location"] = f"/api/v1/journal/entries/{id_of(outcome.entries[-1])}"
    if outcome.replayed:
        made.headers[REPLAYED] = "true"
    return made


def _row(asked: Request, outcome: Outcome, scope: Scope) -> dict[str, Any]:
    if outcome.refusal:
        return {"key": asked.key, "entries": [], "problem": _problem(outcome.refusal, scope).document("th")}
    return {"key": asked.key, "entries": [entry_seen(entry, scope) for entry in outcome.entries]}


_ASKED: Final = CommandsAsked()
_HEADER: Final = {
    "in": "header",
    "name": KEY,
    "required": True,
    "description": both("fields", "key"),
    "schema": {"type": "string", "minLength": 1, "maxLength": 300},
}
_WRITES: Final = (*ALWAYS, 409, 413, 415)


def _taking(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}}}, "parameters": [_HEADER]}


_ONE: Final = {"$ref": REF + BODY}
_MADE: Final = {
    "201": {
        "description": "Created",
        "headers": {"Location": {"schema": {"type": "string"}}, REPLAYED: {"schema": {"type": "string"}}},
        "content": {JSON: {"schema": Posted}},
    }
}
register(
    routes, "/commands", commands, CommandsAsked, Posted, _WRITES,
    method="POST", responses=_MADE, **_taking(_ONE),
)  # fmt: skip
register(
    routes, "/commands/rows", command_rows, CommandsAsked, Rows, _WRITES,
    method="POST", **_taking({"type": "array", "items": _ONE, "minItems": 1, "maxItems": BATCH_MAX}),
)  # fmt: skip
