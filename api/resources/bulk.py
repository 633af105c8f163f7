"""Bulk: a list of requests, done together or not at all, or each by itself.

Together is how it is unless `atomic=false` is said: all rows stand in one commit, or nothing of any of them
is written and every row that was refused is told with its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import marshmallow as ma
from flask import Response, request

from api.access.scope import Scope
from api.problems import Problem, edge, language_asked
from api.resources import body
from api.resources.asking import Caller
from api.resources.body import Plain, Settled
from api.resources.command_schemas import OF_KINDS
from api.resources.commands import HEADER, ONE, REPLAYED, WRITES, problem, routes, taking, writer
from api.resources.entries import EntrySeen
from api.resources.fields import Document, Flag, Query, both, flag, rows
from api.resources.form_examples import SPELT_OUT
from api.resources.narrowing import within
from api.resources.operation import Arguments, Routes, View, arguments_of, register
from api.resources.preconditions import IF_MATCH, Dry
from api.resources.sight import entry_seen
from api.wire import JSON, dumps
from ledger.commands import Command
from ledger.entries import Request
from ledger.posting import BATCH_MAX
from ledger.rules import Outcome


class BulkAsked(Query, Dry):
    """How to ask."""

    atomic = Flag(load_default=True, metadata={"description": both("fields", "atomic")})


class RowSeen(Document):
    """What became of one row: its entries, or the problem that stopped it."""

    key = ma.fields.String(required=True, metadata={"description": both("fields", "key")})
    entries = rows(EntrySeen)
    problem = ma.fields.Dict(keys=ma.fields.String())


class Rows(Document):
    """What became of each row, in order."""

    dry_run = flag("dry_run")
    rows = rows(RowSeen)


def commands_bulk() -> Response:
    """Post a list of requests, or say what would become of them."""
    return record_rows(body.NOTHING)


def record_rows(settled: Settled) -> Response:
    """Post the rows that were sent, or say what would become of them; raises Problem."""
    caller = writer()
    wanted = arguments_of(_ASKED)
    if IF_MATCH in request.headers:  # a list names no one thing that could have changed
        raise edge("bad_request")
    key, listed = body.key(), body.rows()
    asked = body.requests_of(listed, key, settled)
    outcomes = _ask(caller, asked, wanted)
    scope = caller.reader.scope
    stopped = [
        _problem(row, settled, outcome, scope, number)
        for number, (row, outcome) in enumerate(zip(listed, outcomes, strict=True))
    ]
    if wanted["atomic"] and any(stopped):
        raise _refused([each for each in stopped if each], len(listed))
    shown = [_row(*row, scope) for row in zip(asked, outcomes, stopped, strict=True)]
    made = Response(dumps({"dry_run": wanted["dry_run"], "rows": shown}), 200, mimetype=JSON)
    if all(outcome.replayed for outcome in outcomes):
        made.headers[REPLAYED] = "true"
    return made


def _ask(caller: Caller, asked: list[Request], wanted: Arguments) -> list[Outcome]:
    """Post, or say what would become of it, on a connection of the journal's own."""
    within(caller, asked)
    journal = caller.place.journal(caller.reader.book)
    if wanted["dry_run"]:
        return journal.dry_run(asked, caller.reader.actor)
    post = journal.post_together if wanted["atomic"] else journal.post_all
    return post(asked, caller.reader.actor)


def _problem(row: Plain, settled: Settled, outcome: Outcome, scope: Scope, number: int) -> Problem | None:
    """What stopped a row, with its place in the list."""
    if outcome.refusal is None:
        return None
    return problem(
        outcome.refusal, scope, f"/{number}" + body.pointer(body.own_of(row), settled, outcome.refusal)
    )


def _refused(stopped: Sequence[Problem], of: int) -> Problem:
    """Why nothing of a list was done."""
    whole = edge("rows_refused", refused=len(stopped), rows=of)
    whole.rows = stopped
    return whole


def _row(asked: Request, outcome: Outcome, stopped: Problem | None, scope: Scope) -> dict[str, Any]:
    if stopped:
        return {"key": asked.key, "entries": [], "problem": stopped.document(language_asked())}
    return {"key": asked.key, "entries": [entry_seen(entry, scope) for entry in outcome.entries]}


_ASKED: Final = BulkAsked()


def takes_rows(of: Routes, path: str, endpoint: View, row: dict[str, Any], **more: Any) -> None:  # noqa: ANN401 - OpenAPI
    """Register an address that takes a list of rows."""
    listed = {"type": "array", "items": row, "minItems": 1, "maxItems": BATCH_MAX}
    said = taking(listed, **more)
    register(
        of, path, endpoint, BulkAsked, Rows, WRITES, method="POST", requestBody=said, parameters=[HEADER]
    )


# A row is what `/commands` takes, or has a key of its own beside it.
_KEYED: Final = {
    "type": "object",
    "properties": {"verb": {"enum": sorted(Command.verbs)}, "key": OF_KINDS["key"]},
    "required": ["verb", "key"],
}
_TWO: Final = [SPELT_OUT[name] for name in ("record_commit", "record_deliver")]
takes_rows(routes, "/commands/bulk", commands_bulk, {"anyOf": [ONE, _KEYED]}, example=_TWO)
