"""Dialogue: what auditors asked about findings and vouchers, what units answered, and the conclusions.

It follows a finding from run to run by its fingerprint, so that every run's address leads to all that was
said in the reader's units.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final, cast

from api.resources.asking import Ask
from api.resources.fields import Document, Listing, Name, Page, both, day, flag, next_page, rows, text
from api.resources.numbered import page_of
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import Paper, entries_after, place_after, referring
from api.resources.runs import known_run
from api.resources.sight import concerns, id_of
from api.wire import day as day_text
from ledger.commands import GiveOpinion, Query, Reply
from ledger.entries import Entry

routes: Final = Routes("dialogue")


class RemarkSeen(Document):
    """Something said: by whom, and on which day."""

    entry = text("id")
    unit = text("unit")
    person = text("said_by")
    on = day()
    text = text("said_text")


class ReplySeen(RemarkSeen):
    """What a unit answered."""

    query = text("query")
    finding = text("fingerprint")


class OpinionSeen(ReplySeen):
    """What an auditor concluded."""

    opinion = text("opinion")


class QuerySeen(RemarkSeen):
    """A question, and all that was said to it."""

    KEY: ClassVar = ("number",)
    number = text("number")
    finding = text("fingerprint")
    voucher = text("query_voucher")
    answer_by = day(optional=True)
    answered = flag("answered")
    replies = rows(ReplySeen)
    opinions = rows(OpinionSeen)


class Queries(Listing):
    """A page of questions."""

    queries = rows(QuerySeen)
    next = next_page()


class Replies(Listing):
    """A page of answers."""

    replies = rows(ReplySeen)
    next = next_page()


class Opinions(Listing):
    """A page of conclusions."""

    opinions = rows(OpinionSeen)
    next = next_page()


class SaidAsked(Page):
    """What was said: in which unit."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})


@reads(routes, "/reconciliations/<path:number>/queries", Queries, SaidAsked)
def queries(ask: Ask, wanted: Arguments, number: str) -> dict[str, Any]:
    """Questions to units in scope, in order of number, each with its answers."""
    shown, more = page_of(ask, "query", {**wanted, "fiscal_year": None, "number": ""})
    said = referring(
        ask.connection, ask.book, [paper.entry.seq for paper in shown], ("reply", "give_opinion")
    )
    found = {"queries": [_query(paper, said) for paper in shown], "next": more}
    known_run(ask, number)
    return found


@reads(routes, "/reconciliations/<path:number>/replies", Replies, SaidAsked)
def replies(ask: Ask, wanted: Arguments, number: str) -> dict[str, Any]:
    """Answers of units in scope, in order of recording."""
    return _said(ask, wanted, number, "reply", "replies")


@reads(routes, "/reconciliations/<path:number>/opinions", Opinions, SaidAsked)
def opinions(ask: Ask, wanted: Arguments, number: str) -> dict[str, Any]:
    """Conclusions, in order of recording; on a finding itself: for who sees every unit."""
    return _said(ask, wanted, number, "give_opinion", "opinions")


def _said(ask: Ask, wanted: Arguments, number: str, kind: str, name: str) -> dict[str, Any]:
    unit = ask.unit(wanted["unit"]) if wanted["unit"] else None
    after = place_after(
        ask.connection, ask.place.names, ask.book, wanted["cursor"], lambda each: concerns(each, ask.scope)
    )
    limit = wanted["limit"]
    found = entries_after(ask.connection, ask.book, ask.scope, after, limit + 1, unit=unit, kind=kind)
    known_run(ask, number)
    more = id_of(found[limit - 1]) if len(found) > limit else None
    return {name: [_remark(each) for each in found[:limit]], "next": more}


def _query(paper: Paper, said: Sequence[Entry]) -> dict[str, Any]:
    command = cast("Query", paper.entry.command)
    answers = [each for each in said if each.refers_to == paper.entry.seq]
    return {
        **_remark(paper.entry),
        "number": command.number,
        "finding": command.finding,
        "voucher": command.voucher,
        "answer_by": day_text(command.answer_by),
        "answered": bool(answers),
        "replies": [_remark(each) for each in answers if each.kind == "reply"],
        "opinions": [_remark(each) for each in answers if each.kind == "give_opinion"],
    }


def _remark(entry: Entry) -> dict[str, Any]:
    command = cast("Query | Reply | GiveOpinion", entry.command)
    told = {
        "entry": id_of(entry),
        "unit": entry.unit,
        "person": entry.person or entry.actor,
        "on": day_text(entry.request.effective_on),
        "text": command.text,
    }
    if isinstance(command, Query):
        return told
    told |= {"query": command.query, "finding": command.finding}
    return told if isinstance(command, Reply) else {**told, "opinion": command.opinion}
