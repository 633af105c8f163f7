"""Proposals: what one person asks and another decides; what it holds meanwhile, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, cast

import marshmallow as ma
from sqlalchemy import ColumnElement

from api.resources.asking import Ask, not_found
from api.resources.fields import (
    PAGE_MAX,
    Choice,
    Document,
    Listing,
    Name,
    Page,
    both,
    day,
    money,
    next_page,
    rows,
    text,
    texts,
)
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import SCANNED_MAX, Paper, page_after, papers_after, referring
from api.resources.sight import id_of
from api.resources.wire_form import wire_of
from api.wire import day as day_text
from api.wire import is_name
from ledger.commands import Propose
from ledger.entries import Entry, content_hash
from ledger.money import Money
from ledger.rules.state import ends
from ledger.tables import document

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
    approvals = texts("approvals")


class Proposals(Listing):
    """A page of proposals."""

    proposals = rows(ProposalSeen)
    next = next_page()


class ProposalsAsked(Page):
    """Which proposals."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    state = Choice(
        "open", "expired", *STATES.values(), metadata={"description": both("fields", "state_of_proposal")}
    )


@reads(routes, "/proposals", Proposals, ProposalsAsked)
def proposals(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Proposals of units in scope, in order of number; of a state, as many of a page as are found soon."""
    which = _of_units(ask, ask.unit(wanted["unit"]) if wanted["unit"] else None)
    state, limit, cursor = wanted["state"], wanted["limit"], wanted["cursor"]
    found: list[tuple[str, dict[str, Any]]] = []
    for _ in range(0, SCANNED_MAX, PAGE_MAX):
        size = PAGE_MAX if state else limit
        papers, cursor = page_after(ask.connection, ask.book, "propose", cursor, size, which)
        rows_ = zip(papers, _seen(ask, papers), strict=True)
        found += [(paper.cursor, row) for paper, row in rows_ if state in {"", row["state"]}]
        if not cursor or not state or len(found) > limit:
            break
    after = found[limit - 1][0] if len(found) > limit else cursor
    return {"proposals": [row for _, row in found[:limit]], "next": after or None}


@reads(routes, "/proposals/<path:number>", ProposalSeen)
def proposal(ask: Ask, _: Arguments, number: str) -> dict[str, Any]:
    """One proposal by its number, which is unique in the book."""
    which = [*_of_units(ask, None), document.c.number == number]
    found = papers_after(ask.connection, ask.book, "propose", "", 1, which) if is_name(number) else []
    if not found:
        raise not_found()
    return _seen(ask, found)[0]


def _of_units(ask: Ask, unit: str | None) -> list[ColumnElement[bool]]:
    units = list(ask.scope.asked(unit))
    return [] if None in units else [document.c.unit.in_(units)]


def _seen(ask: Ask, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    said = _said(ask, [paper.entry.seq for paper in papers])
    return [_proposal(ask, paper, said.get(paper.entry.seq, [])) for paper in papers]


def _said(ask: Ask, seqs: Sequence[int]) -> dict[int, list[Entry]]:
    """Position of a proposal -> what was said of it, in order."""
    said: dict[int, list[Entry]] = {}
    for each in referring(ask.connection, ask.book, seqs, sorted(STATES)):
        said.setdefault(each.refers_to, []).append(each)
    return said


def _proposal(ask: Ask, paper: Paper, said: Sequence[Entry]) -> dict[str, Any]:
    command = cast("Propose", paper.entry.command)
    late = command.expires_on is not None and command.expires_on < ask.place.today()
    state = next((STATES[each.kind] for each in said if ends(each)), "expired" if late else "open")
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
        "reserved": str(Money(held if state in {"open", "expired"} else 0)),
        "state": state,
        "approvals": [each.actor for each in said if each.kind == "approve"],
    }
