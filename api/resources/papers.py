"""Papers: contracts, advances and lots by number, and how much of each is still open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import marshmallow as ma
from sqlalchemy import ColumnElement

from api.resources.asking import Ask, not_found
from api.resources.fields import Document, Name, Page, both, day, flag, money, rows, text, whole
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import Named, Paper, held, papers_after
from api.resources.sight import id_of
from api.wire import day as day_text
from api.wire import is_name
from ledger.commands import Advance, Commit, Deliver
from ledger.documents import item_of
from ledger.money import Money
from ledger.tables import document

routes: Final = Routes("papers")
Held = Mapping[tuple[str, str, str, str], int]
Told = Callable[[Ask, Any, Callable[[str], int]], dict[str, Any]]
"""(request, command of a paper, stage -> what its bucket of the stage holds) -> the fields of its kind."""


class PapersAsked(Page):
    """Which papers."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})


class PaperSeen(Document):
    """What every paper says."""

    number = text("number")
    unit = text("unit")
    fiscal_year = whole("document_fiscal_year")
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
    """A kind of paper: its verb, the stages and the field of code of its buckets, and what is told of it."""

    verb: str
    stages: tuple[str, ...]
    code: str
    told: Told
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


COMMITMENTS: Final = Kind("commit", ("committed",), "line", _commitment)
ADVANCES: Final = Kind("advance", ("advanced",), "line", _advance)
DELIVERIES: Final = Kind(
    "deliver", ("delivered", "accepted", "rejected", "earned", "settled"), "activity", _delivery,
    of_money=False,
)  # fmt: skip


def _resource(kind: Kind, name: str, one: str, schema: type[ma.Schema]) -> None:
    """Register the list of a kind and one of it by unit, fiscal year and number."""
    page = type(
        f"{schema.__name__}Page",
        (Document,),
        {
            name: rows(schema),
            "next": ma.fields.String(
                required=True, allow_none=True, metadata={"description": both("fields", "next")}
            ),
        },
    )

    def listed(ask: Ask, wanted: Arguments) -> dict[str, Any]:
        unit = ask.unit(wanted["unit"]) if wanted["unit"] else None
        limit = wanted["limit"]
        found = _papers(ask, kind, unit, wanted["cursor"], limit + 1)
        shown = found[:limit]
        return {name: _seen(ask, kind, shown), "next": shown[-1].cursor if len(found) > limit else None}

    def single(ask: Ask, _: Arguments, unit: str, fiscal_year: int, number: str) -> dict[str, Any]:
        year = min(fiscal_year, 9999)
        which = (document.c.fiscal_year == year, document.c.number == number)
        found = _papers(ask, kind, ask.unit(unit), "", 1, *which) if is_name(number) else []
        if not found:
            raise not_found()
        return _seen(ask, kind, found)[0]

    listed.__name__, single.__name__ = name, one
    reads(routes, f"/{name}", page, PapersAsked)(listed)
    reads(routes, f"/{name}/<unit>/<int:fiscal_year>/<path:number>", schema)(single)


def _papers(
    ask: Ask, kind: Kind, unit: str | None, cursor: str, limit: int, *which: ColumnElement[bool]
) -> list[Paper]:
    units = list(ask.scope.asked(unit))
    theirs = () if None in units else (document.c.unit.in_(units),)
    return papers_after(ask.connection, ask.book, kind.verb, cursor, limit, (*which, *theirs))


def _seen(ask: Ask, kind: Kind, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    named = [_named(ask, kind, paper) for paper in papers]
    known: Held = held(ask.connection, ask.book, kind.stages, named)
    return [_told(ask, kind, paper, bucket, known) for paper, bucket in zip(papers, named, strict=True)]


def _named(ask: Ask, kind: Kind, paper: Paper) -> Named:
    """The buckets of a paper: money of another year is told apart, lots are unique in the book."""
    code: str = getattr(paper.entry.command, kind.code)
    if not kind.of_money:
        return Named(paper.unit, code, paper.number)
    item = item_of(paper.number, paper.fiscal_year, ask.reference.line(code).fiscal_year)
    return Named(paper.unit, code, item)


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
