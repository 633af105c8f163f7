"""Proposals: what one person asks and another decides; what it holds meanwhile, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

import marshmallow as ma
from sqlalchemy import ColumnElement, select

from api.resources.asking import Ask, not_found
from api.resources.fields import Document, Name, Page, both, day, money, rows, text
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import Paper, papers_after
from api.resources.sight import id_of
from api.resources.wire_form import wire_of
from api.wire import day as day_text
from api.wire import is_name
from ledger.commands import Propose
from ledger.entries import content_hash, read_entry
from ledger.money import Money
from ledger.rules.state import ends
from ledger.tables import document, entry

routes: Final = Routes("proposals")
STATES: Final = {"approve": "approved", "reject": "rejected", "withdraw_proposal": "withdrawn"}


class ProposalSeen(Document):
    """A proposal; `content_hash` is what an approver must state to have seen."""

    number = text("number")
    unit = text("unit")
    entry = text("id")
    actor = text("actor")
    effective_on = day()
    expires_on = day(optional=True)
    purpose = text("purpose")
    command = ma.fields.Dict(keys=ma.fields.String(), required=True)
    content_hash = text("content_hash")
    currency = text("currency")
    reserved = money("reserved")
    state = text("state_of_proposal")


class Proposals(Document):
    """A page of proposals."""

    proposals = rows(ProposalSeen)
    next = ma.fields.String(required=True, allow_none=True, metadata={"description": both("fields", "next")})


class ProposalsAsked(Page):
    """Which proposals."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})


@reads(routes, "/proposals", Proposals, ProposalsAsked)
def proposals(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Proposals of units in scope, in order of number."""
    unit = ask.unit(wanted["unit"]) if wanted["unit"] else None
    limit = wanted["limit"]
    found = _papers(ask, unit, wanted["cursor"], limit + 1)
    shown = found[:limit]
    return {"proposals": _seen(ask, shown), "next": shown[-1].cursor if len(found) > limit else None}


@reads(routes, "/proposals/<path:number>", ProposalSeen)
def proposal(ask: Ask, _: Arguments, number: str) -> dict[str, Any]:
    """One proposal by its number, which is unique in the book."""
    found = _papers(ask, None, "", 1, number) if is_name(number) else []
    if not found:
        raise not_found()
    return _seen(ask, found)[0]


def _papers(ask: Ask, unit: str | None, cursor: str, limit: int, number: str = "") -> list[Paper]:
    units = list(ask.scope.asked(unit))
    which: list[ColumnElement[bool]] = [] if None in units else [document.c.unit.in_(units)]
    which += [document.c.number == number] if number else []
    return papers_after(ask.connection, ask.book, "propose", cursor, limit, which)


def _seen(ask: Ask, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    states = _states(ask, [paper.entry.seq for paper in papers])
    return [_proposal(ask, paper, states.get(paper.entry.seq, "open")) for paper in papers]


def _states(ask: Ask, seqs: Sequence[int]) -> dict[int, str]:
    """Position of a proposal -> what became of it; nothing where it is still open."""
    query = select(entry.c.body).where(
        entry.c.book == ask.book, entry.c.refers_to.in_(seqs), entry.c.refers_to > 0,
        entry.c.kind.in_(sorted(STATES)),
    )  # fmt: skip
    later = (read_entry(body) for body in ask.connection.execute(query).scalars()) if seqs else ()
    return {each.refers_to: STATES[each.kind] for each in later if ends(each)}


def _proposal(ask: Ask, paper: Paper, state: str) -> dict[str, Any]:
    command = cast("Propose", paper.entry.command)
    held = sum(line.amount for line in paper.entry.lines if line.bucket.stage == "reserved")
    return {
        "number": paper.number,
        "unit": paper.unit,
        "entry": id_of(paper.entry),
        "actor": paper.entry.actor,
        "effective_on": day_text(paper.entry.request.effective_on),
        "expires_on": day_text(command.expires_on),
        "purpose": command.purpose,
        "command": wire_of(command.command),
        "content_hash": content_hash(command.command),
        "currency": ask.currency,
        "reserved": str(Money(held if state == "open" else 0)),
        "state": state,
    }
