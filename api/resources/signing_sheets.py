"""Signing sheets: what somebody sees before deciding a proposal: what it would do, and by which right.

Made for who asks, at the moment they ask: the approval is judged as it would be when it is posted, and
nothing is written. What a reconciliation would find is asked for at the same address, and is a job.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, Final

import marshmallow as ma
from flask import Response, request
from sqlalchemy import func, select

from api.access.scope import Scope
from api.resources.asking import Ask, Caller, caller_of
from api.resources.fields import Document, Query, day, figure, flag, money, rows, text, texts
from api.resources.later import ANSWERS, PARAMETERS, STATUSES, JobSeen, later
from api.resources.operation import ALWAYS, Routes, arguments_of, register
from api.resources.proposals import ProposalSeen, proposal
from api.resources.sight import refusal_seen
from api.wire import JSON, dumps, quantity
from api.wire import day as day_text
from ledger.buckets import SOURCES
from ledger.buckets import STAGES as ALL
from ledger.commands import Approve, Command
from ledger.commands.base import Part
from ledger.entries import Line, Request, content_hash
from ledger.errors import Refusal
from ledger.rules import Outcome
from ledger.tables import bucket

routes: Final = Routes("signing_sheets")
_UNITS: Final = ("unit", "from_unit", "to_unit")
_CODES: Final = ("line", "activity", "from_line", "to_line")
STAGES: Final = tuple(stage for stage in ALL if stage not in SOURCES)
# Papers that a command may name; a director asks for those that it does not.
PAPERS: Final = ("order_no", "authority", "contract_no", "invoice_no", "dika_no", "approval_no")


class Moved(Document):
    """A stage of money or work on what the proposal is about, before and after."""

    stage = text("stage")
    unit = text("unit")
    code = text("code")
    measure = text("measure")
    before = figure("before")
    after = figure("after")


class Right(Document):
    """What a post of the reader's may approve, and by which order."""

    role = text("role")
    post = text("post")
    limit = money()
    from_on = day()
    order_no = text("order_no")


class InTheWay(Document):
    """Why the reader's approval would be refused."""

    code = text("code")
    facts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    th = text()
    en = text()


class SigningSheet(Document):
    """A proposal as who decides it sees it."""

    proposal = ma.fields.Nested(ProposalSeen, required=True)
    may_sign = flag("may_sign")
    in_the_way = ma.fields.Nested(InTheWay, required=True, allow_none=True)
    moves = rows(Moved)
    rights = rows(Right)
    missing_papers = texts("missing_papers")


def signing_sheet(number: str) -> Response:
    """What the reader would sign."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    with caller.asking() as ask:
        seen, rights = proposal(ask, {}, number), _rights(ask)
    command = Command.of_wire(seen["command"])
    outcome = _approved(caller, number, command)
    lines = [line for each in outcome.entries for line in each.lines]
    with caller.asking() as ask:
        moves = list(_moved(_stages(ask, command, lines), lines))
    document = {
        "proposal": seen,
        "may_sign": outcome.refusal is None,
        "in_the_way": _in_the_way(outcome.refusal, caller.reader.scope),
        "moves": moves,
        "rights": rights,
        "missing_papers": [name for name in PAPERS if getattr(command, name, None) == ""],
    }
    return Response(dumps(document), mimetype=JSON)


def _approved(caller: Caller, number: str, command: Command) -> Outcome:
    """What would become of the reader's approval now; nothing is written, nothing is bound to its key."""
    approval = Approve(proposal=number, content_hash=content_hash(command))
    key = secrets.token_hex(16)
    asked = Request(key=key, effective_on=caller.place.today(), command=approval)
    return caller.place.journal(caller.reader.book).dry_run([asked], caller.reader.actor)[0]


def _in_the_way(refusal: Refusal | None, scope: Scope) -> dict[str, Any] | None:
    return refusal_seen(refusal.code, refusal.facts, scope) if refusal else None


Stages = dict[tuple[str, str, str, str], int]
"""(stage, unit, code, measure) -> what is there."""


def _stages(ask: Ask, command: Command, lines: Iterable[Line]) -> Stages:
    """What units in scope have on the lines and activities in question: money, contracts, plan, outputs."""
    units, codes = _named(command, _UNITS), _named(command, _CODES)
    for line in lines:
        units.add(line.bucket.unit)
        codes.add(line.bucket.code)
    c = bucket.c
    query = select(c.stage, c.unit, c.code, c.measure, func.sum(c.balance)).where(
        c.book == ask.book,
        c.unit.in_(ask.scope.seen(sorted(units))),
        c.code.in_(sorted(codes)),
        c.stage.in_(STAGES),
    )
    found = ask.connection.execute(query.group_by(c.stage, c.unit, c.code, c.measure)).all()
    return {(stage, unit, code, measure): int(held) for stage, unit, code, measure, held in found}


def _named(part: Part, names: Sequence[str]) -> set[str]:
    """What a command names in some fields, in whatever part of it."""
    found = {str(getattr(part, name)) for name in names if getattr(part, name, "")}
    for spec in fields(part):
        value = getattr(part, spec.name)
        for inner in value if isinstance(value, tuple) else ():
            found |= _named(inner, names) if isinstance(inner, Part) else set()
    return found


def _moved(before: Stages, lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """Each stage before and after, in order."""
    after, seen = dict(before), {unit for _, unit, _, _ in before}
    for line in lines:
        stage, unit, code, _, measure = line.bucket
        key = (stage, unit, code, measure)
        if unit in seen and stage in STAGES:
            after[key] = after.get(key, 0) + line.amount
    for key in sorted(after, key=lambda key: (key[1], key[2], STAGES.index(key[0]), key[3])):
        stage, unit, code, measure = key
        yield {
            "stage": stage,
            "unit": unit,
            "code": code,
            "measure": measure,
            "before": quantity(before.get(key, 0), measure),
            "after": quantity(after[key], measure),
        }


def _rights(ask: Ask) -> list[dict[str, Any]]:
    """The delegations in force today of the reader's roles."""
    return [
        {
            "role": each.role,
            "post": each.post,
            "limit": str(each.limit),
            "from_on": day_text(each.from_on),
            "order_no": each.order_no,
        }
        for each in ask.reference.policy(ask.place.today()).delegations
        if each.role in ask.reader.roles
    ]


def foresee(number: str) -> Response:
    """What a reconciliation would find if the reader signed today, that it does not find now; by a job."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    with caller.asking() as ask:
        proposal(ask, {}, number)
    return later(caller, "foresight", {"proposal": number})


_NOTHING: Final = Query()
register(routes, "/proposals/<path:number>/signing-sheet", signing_sheet, Query, SigningSheet, ALWAYS)
register(
    routes, "/proposals/<path:number>/signing-sheet", foresee, Query, JobSeen, STATUSES,
    method="POST", parameters=list(PARAMETERS), responses=dict(ANSWERS),
)  # fmt: skip
