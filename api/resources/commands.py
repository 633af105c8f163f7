"""Commands: every verb of the ledger over HTTP, in the same flat form as `khlang post` takes.

One request stands under the key of its `Idempotency-Key`: asked again, it is answered as the first time.
A list (bulk.py) is taken whole or row by row, and a resource's own address (forms.py) takes one verb's
request with less to say; both end here.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Response, request

from api.access.scope import Scope
from api.problems import Problem, edge, refused
from api.resources import body
from api.resources.asking import Caller, caller_of
from api.resources.body import KEY, Plain, Settled
from api.resources.command_schemas import a_request
from api.resources.entries import EntrySeen
from api.resources.fields import Document, both, flag, rows
from api.resources.form_examples import SPELT_OUT
from api.resources.narrowing import within
from api.resources.operation import ALWAYS, Arguments, Routes, arguments_of, register
from api.resources.preconditions import Dry, LeastAsked, Resource, holds_of
from api.resources.sight import entry_seen, facts_seen, id_of
from api.wire import JSON, dumps
from ledger.entries import Request
from ledger.errors import LineNotOpen, OutOfScope, Refusal, Unknown
from ledger.rules import Outcome
from ledger.store import Holds

routes: Final = Routes("commands")
REPLAYED: Final = "Idempotency-Replayed"


class CommandsAsked(LeastAsked, Dry):
    """How to ask."""


class Posted(Document):
    """The entries a request made, as the reader may see them."""

    dry_run = flag("dry_run")
    entries = rows(EntrySeen)


def commands() -> Response:
    """Post one request, or say what would become of it."""
    caller = writer()
    return record(caller, arguments_of(_ASKED), body.key(), body.one())


def writer() -> Caller:
    """Who asks, if they may write; raises Problem."""
    caller = caller_of(request.args.get("book", ""), writing=True)
    if caller.reader.reads_only:
        raise edge("reads_only")
    return caller


def record(  # noqa: PLR0913, PLR0917 - a request and all that is known of it
    caller: Caller,
    wanted: Arguments,
    key: str,
    said: Plain,
    settled: Settled = body.NOTHING,
    resource: Resource | None = None,
) -> Response:
    """Post what was said, or say what would become of it; raises Problem."""
    asked = body.request_of(said, key, settled)
    dry = wanted["dry_run"]
    outcome = _ask(caller, asked, holds_of(caller, asked, wanted, resource), dry_run=dry)
    scope = caller.reader.scope
    if outcome.refusal:
        raise problem(outcome.refusal, scope, body.pointer(said, settled, outcome.refusal))
    return _posted(outcome, scope, dry_run=dry)


def _ask(caller: Caller, asked: Request, holds: Holds | None, *, dry_run: bool) -> Outcome:
    """Post, or say what would become of it, on a connection of the journal's own."""
    within(caller, [asked])
    journal, actor = caller.place.journal(caller.reader.book), caller.reader.actor
    return journal.dry_run([asked], actor, holds)[0] if dry_run else journal.post(asked, actor, holds)


def problem(refusal: Refusal, scope: Scope, pointer: str = "") -> Problem:
    """The problem of a refusal; to who sees some units only, another's is as what is not there."""
    if not scope.whole and isinstance(refusal, Unknown | OutOfScope | LineNotOpen):
        return edge("not_found", pointer=pointer)
    found = refused(refusal, pointer)
    found.facts = facts_seen(found.facts, scope)
    return found


def _posted(outcome: Outcome, scope: Scope, *, dry_run: bool) -> Response:
    shown = [entry_seen(entry, scope) for entry in outcome.entries]
    made = Response(dumps({"dry_run": dry_run, "entries": shown}), 200 if dry_run else 201, mimetype=JSON)
    if not dry_run:
        made.headers["Location"] = f"/api/v1/journal/entries/{id_of(outcome.entries[-1])}"
    if outcome.replayed:
        made.headers[REPLAYED] = "true"
    return made


# ── what the specification says of a write ──

_ASKED: Final = CommandsAsked()
HEADER: Final = {
    "in": "header",
    "name": KEY,
    "required": True,
    "description": both("fields", "key"),
    "schema": {"type": "string", "minLength": 1, "maxLength": 300},
}
WRITES: Final = (*ALWAYS, 409, 413, 415)
MADE: Final = {
    "201": {
        "description": "Created",
        "headers": {"Location": {"schema": {"type": "string"}}, REPLAYED: {"schema": {"type": "string"}}},
        "content": {JSON: {"schema": Posted}},
    }
}


def taking(schema: dict[str, Any], **more: Any) -> dict[str, Any]:  # noqa: ANN401 - OpenAPI
    """The body that a write takes."""
    return {"required": True, "content": {JSON: {"schema": schema, **more}}}


ONE: Final = a_request()
_EXAMPLES: Final = {
    name: {"summary": both("operations", name), "value": value} for name, value in SPELT_OUT.items()
}
register(
    routes, "/commands", commands, CommandsAsked, Posted, WRITES,
    method="POST", responses=MADE, requestBody=taking(ONE, examples=_EXAMPLES), parameters=[HEADER],
)  # fmt: skip
