"""Papers: contracts, advances and lots by number, and how much of each is still open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import marshmallow as ma

from api.resources.asking import Ask
from api.resources.fields import (
    ActivityAsked,
    ChargesAsked,
    Choice,
    Document,
    LineAsked,
    Listing,
    RegisterAsked,
    both,
    day,
    flag,
    money,
    next_page,
    ordinal,
    rows,
    text,
    whole,
)
from api.resources.numbered import page_of, paper_named
from api.resources.operation import Arguments, Routes, reads
from api.resources.outstanding import OPEN, OVERDUE, item_bucket, narrowed
from api.resources.register import Named, Paper, held
from api.resources.sight import id_of
from api.wire import day as day_text
from ledger.commands import Advance, Commit, Deliver
from ledger.money import Money

routes: Final = Routes("papers")
Held = Mapping[tuple[str, str, str, str], int]
Told = Callable[[Ask, Any, Callable[[str], int]], dict[str, Any]]
"""(request, command of a paper, stage -> what its bucket of the stage holds) -> the fields of its kind."""


class PaperSeen(Document):
    """What every paper says."""

    number = text("number")
    unit = text("unit")
    fiscal_year = ordinal("document_fiscal_year")
    entry = text("id")
    effective_on = day()


class CommitmentSeen(PaperSeen):
    """A contract or order, and what it still binds."""

    line = text("line")
    activity = text("activity")
    vendor = text("vendor")
    contract_no = text("contract_no")
    quantity = whole("quantity")
    unit_price = money("unit_price")
    due_on = day(optional=True)
    currency = text("currency")
    amount = money()
    open = money("open")


class AdvanceSeen(PaperSeen):
    """An advance, and what its borrower must still account for."""

    line = text("line")
    borrower = text("borrower")
    contract_no = text("contract_no")
    purpose = text("purpose")
    due_on = day()
    overdue = flag("overdue")
    currency = text("currency")
    amount = money()
    open = money("open")


class DeliverySeen(PaperSeen):
    """A lot of outputs, and what was decided about it."""

    activity = text("activity")
    vendor = text("vendor")
    commitment = text("commitment")
    rework_of = text("rework_of")
    measure = text("measure")
    quantity = whole("quantity")
    awaiting_decision = whole("awaiting_decision")
    accepted = whole("accepted")
    rejected_open = whole("rejected_open")
    currency = text("currency")
    accepted_unpaid = money("accepted_unpaid")
    paid = money("paid")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of paper: its verb, the stages and the field of code of its buckets, and what is told of it.

    One is open while its bucket of the first stage holds anything.
    """

    verb: str
    stages: tuple[str, ...]
    code: str
    told: Told
    asked: type[RegisterAsked]
    states: tuple[str, ...] = (OPEN, OVERDUE)
    of_money: bool = True


def _commitment(ask: Ask, command: Commit, stands: Callable[[str], int]) -> dict[str, Any]:
    return {
        **{
            name: getattr(command, name) for name in ("line", "activity", "vendor", "contract_no", "quantity")
        },
        "unit_price": str(command.unit_price),
        "due_on": day_text(command.due_on),
        "currency": ask.currency,
        "amount": str(command.amount),
        "open": str(Money(stands("committed"))),
    }


def _advance(ask: Ask, command: Advance, stands: Callable[[str], int]) -> dict[str, Any]:
    left = stands("advanced")
    return {
        **{name: getattr(command, name) for name in ("line", "borrower", "contract_no", "purpose")},
        "due_on": day_text(command.due_on),
        "overdue": left > 0 and command.due_on < ask.place.today(),
        "currency": ask.currency,
        "amount": str(command.amount),
        "open": str(Money(left)),
    }


def _delivery(ask: Ask, command: Deliver, stands: Callable[[str], int]) -> dict[str, Any]:
    return {
        **{name: getattr(command, name) for name in ("activity", "vendor", "commitment", "rework_of")},
        "measure": ask.reference.activity(command.activity).measure,
        "quantity": command.quantity,
        "awaiting_decision": stands("delivered"),
        "accepted": stands("accepted"),
        "rejected_open": stands("rejected"),
        "currency": ask.currency,
        "accepted_unpaid": str(Money(stands("earned"))),
        "paid": str(Money(stands("settled"))),
    }


COMMITMENTS: Final = Kind("commit", ("committed",), "line", _commitment, ChargesAsked)
ADVANCES: Final = Kind("advance", ("advanced",), "line", _advance, LineAsked)
DELIVERIES: Final = Kind(
    "deliver", ("delivered", "accepted", "rejected", "earned", "settled"), "activity", _delivery,
    ActivityAsked, states=(OPEN,), of_money=False,
)  # fmt: skip


def _resource(kind: Kind, name: str, one: str, schema: type[ma.Schema]) -> None:
    """Register the list of a kind and one of it by unit, fiscal year and number."""
    said = {"description": both("fields", "state_of_paper")}
    asked = type(f"{schema.__name__}Asked", (kind.asked,), {"state": Choice(*kind.states, metadata=said)})
    page = type(f"{schema.__name__}Page", (Listing,), {name: rows(schema), "next": next_page()})

    def listed(ask: Ask, wanted: Arguments) -> dict[str, Any]:
        which = narrowed(ask, kind.stages[0], wanted, lambda paper: _named(ask, kind, paper))
        shown, more = page_of(ask, kind.verb, wanted, *which)
        return {name: _seen(ask, kind, shown), "next": more}

    def single(ask: Ask, _: Arguments, unit: str, fiscal_year: int, number: str) -> dict[str, Any]:
        return _seen(ask, kind, [paper_named(ask, kind.verb, unit, fiscal_year, number)])[0]

    listed.__name__, single.__name__ = name, one
    reads(routes, f"/{name}", page, asked)(listed)
    reads(routes, f"/{name}/<path:unit>/<int:fiscal_year>/<path:number>", schema)(single)


def _seen(ask: Ask, kind: Kind, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    named = [_named(ask, kind, paper) for paper in papers]
    known: Held = held(ask.connection, ask.book, kind.stages, named)
    return [_told(ask, kind, paper, bucket, known) for paper, bucket in zip(papers, named, strict=True)]


def _named(ask: Ask, kind: Kind, paper: Paper) -> Named:
    """The buckets of a paper; lots are unique in the book."""
    if kind.of_money:
        return item_bucket(ask, paper)
    return Named(paper.unit, getattr(paper.entry.command, kind.code), paper.number)


def _told(ask: Ask, kind: Kind, paper: Paper, bucket: Named, known: Held) -> dict[str, Any]:
    return {
        "number": paper.number,
        "unit": paper.unit,
        "fiscal_year": paper.fiscal_year,
        "entry": id_of(paper.entry),
        "effective_on": day_text(paper.entry.request.effective_on),
        **kind.told(ask, paper.entry.command, lambda stage: known.get((stage, *bucket), 0)),
    }


_resource(COMMITMENTS, "commitments", "commitment", CommitmentSeen)
_resource(ADVANCES, "advances", "advance", AdvanceSeen)
_resource(DELIVERIES, "deliveries", "delivery", DeliverySeen)
