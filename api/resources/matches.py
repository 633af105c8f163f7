"""Matches: those on record, posted by a run or by people, and whether each still stands.

Reading one gives the tag that undoing it may be asked with (`If-Match`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, cast

from api.resources.asking import Ask, not_found
from api.resources.fields import (
    ActivityAsked,
    Document,
    Listing,
    day,
    flag,
    money,
    next_page,
    ordinal,
    rows,
    text,
    whole,
)
from api.resources.numbered import page_of
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import Paper, referring
from api.resources.sight import id_of
from api.wire import day as day_text
from api.wire import is_name
from ledger.commands import Match
from ledger.entries import Entry

routes: Final = Routes("matches")
TEXTS: Final = (
    "number",
    "run",
    "rule",
    "kind",
    "unit",
    "activity",
    "reason",
    "alternatives",
    "lam",
    "referenced",
)


class VoucherLegSeen(Document):
    """What a match takes of one line of a voucher, as a match is asked for."""

    voucher = text("number")
    part = ordinal("part")
    document_fiscal_year = ordinal("document_fiscal_year")
    amount = money()


class LotLegSeen(Document):
    """What a match settles of the worth of a lot."""

    delivery = text("delivery")
    amount = money()


class MatchSeen(Document):
    """A match on record."""

    KEY: ClassVar = ("number",)
    number = text("number")
    run = text("match_run")
    rule = text("match_rule")
    kind = text("match_kind")
    unit = text("unit")
    activity = text("activity")
    entry = text("id")
    actor = text("actor")
    effective_on = day()
    reason = text("match_reason")
    alternatives = whole("alternatives")
    lam = text("lam")
    referenced = flag("referenced")
    difference = money("difference")
    standing = flag("match_standing")
    ended_on = day(optional=True)
    vouchers = rows(VoucherLegSeen)
    lots = rows(LotLegSeen)


class Matches(Listing):
    """A page of matches."""

    matches = rows(MatchSeen)
    next = next_page()


@reads(routes, "/matches", Matches, ActivityAsked)
def matches(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Matches of units in scope, in order of number."""
    shown, more = page_of(ask, "match", wanted)
    return {"matches": _seen(ask, shown), "next": more}


@reads(routes, "/matches/<path:number>", MatchSeen)
def match(ask: Ask, _: Arguments, number: str) -> dict[str, Any]:
    """One match by its number, which is unique in the book."""
    asked = {"unit": "", "fiscal_year": None, "number": number, "cursor": "", "limit": 1}
    shown, _more = page_of(ask, "match", asked) if is_name(number) else ([], None)
    if not shown:
        raise not_found()
    return _seen(ask, shown)[0]


def _seen(ask: Ask, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    undone = {
        each.refers_to: each
        for each in referring(ask.connection, ask.book, [paper.entry.seq for paper in papers], ("unmatch",))
    }
    return [_match(paper, undone) for paper in papers]


def _match(paper: Paper, undone: Mapping[int, Entry]) -> dict[str, Any]:
    command, ended = cast("Match", paper.entry.command), undone.get(paper.entry.seq)
    return {
        **{name: getattr(command, name) for name in TEXTS},
        "entry": id_of(paper.entry),
        "actor": paper.entry.actor,
        "effective_on": day_text(paper.entry.request.effective_on),
        "difference": str(command.difference),
        "standing": ended is None,
        "ended_on": day_text(ended.request.effective_on) if ended else None,
        "vouchers": [
            {
                "voucher": leg.voucher,
                "part": leg.part,
                "document_fiscal_year": leg.document_fiscal_year,
                "amount": str(leg.amount),
            }
            for leg in command.vouchers
        ],
        "lots": [{"delivery": lot.delivery, "amount": str(lot.amount)} for lot in command.lots],
    }
