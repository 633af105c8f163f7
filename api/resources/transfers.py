"""Transfers: the legs of orders that hand money on, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, or_

from api.resources.asking import Ask, not_found
from api.resources.fields import (
    Choice,
    Document,
    LineAsked,
    Listing,
    both,
    day,
    money,
    next_page,
    ordinal,
    rows,
    text,
)
from api.resources.operation import Arguments, Routes, reads
from api.resources.outstanding import OPEN, narrowed
from api.resources.register import Named, Paper, asked_of, moved, page_after, papers_after, touched
from api.resources.sieve import sieve
from api.resources.sight import id_of
from api.wire import day as day_text
from api.wire import is_name
from ledger.commands import Leg, Transfer
from ledger.money import Money
from ledger.tables import document, entry

routes: Final = Routes("transfers")


class TransferSeen(Document):
    """One leg: from whom to whom, and how much of it has arrived."""

    number = text("number")
    order_no = text("order_no")
    entry = text("id")
    kind = text("kind_of_transfer")
    line = text("line")
    from_unit = text("from_unit")
    to_unit = text("to_unit")
    fiscal_year = ordinal("document_fiscal_year")
    effective_on = day()
    currency = text("currency")
    amount = money()
    confirmed = money("confirmed")
    in_transit = money("in_transit")
    taken_back = money("taken_back")


class Transfers(Listing):
    """A page of transfers."""

    transfers = rows(TransferSeen)
    next = next_page()


class TransfersAsked(LineAsked):
    """Which transfers: all, or those of which something still waits to be confirmed."""

    state = Choice(OPEN, metadata={"description": both("fields", "state_of_transfer")})


@reads(routes, "/transfers", Transfers, TransfersAsked)
def transfers(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Legs from or to a unit in scope, in order of number."""
    unit = ask.unit(wanted["unit"]) if wanted["unit"] else None
    which, keep = narrowed(ask, "in_transit", wanted, _bucket)
    asked = ([*which, *asked_of(wanted)], sieve(wanted, keep))
    shown, more = _page(ask, list(ask.scope.asked(unit)), wanted["cursor"], wanted["limit"], *asked)
    return {"transfers": _seen(ask, shown), "next": more}


@reads(routes, "/transfers/<path:number>", TransferSeen)
def transfer(ask: Ask, _: Arguments, number: str) -> dict[str, Any]:
    """One leg by its number, which is unique in the book."""
    return _seen(ask, [leg_named(ask, number)])[0]


def leg_named(ask: Ask, number: str) -> Paper:
    """The leg of a number; raises Problem (not_found)."""
    which = [document.c.number == number]
    found = _papers(ask, list(ask.scope.asked(None)), "", 1, which) if is_name(number) else []
    if not found:
        raise not_found()
    return found[0]


def _page(  # noqa: PLR0913, PLR0917 - each narrows the question in its own way
    ask: Ask,
    units: Sequence[str | None],
    cursor: str,
    limit: int,
    which: Sequence[ColumnElement[bool]],
    keep: Callable[[Paper], bool],
) -> tuple[list[Paper], str | None]:
    """A page of legs; of some units it ends after one that is theirs, as a cursor tells what it names."""
    if None in units:
        return page_after(ask.connection, ask.book, "transfer", cursor, limit, which, keep)
    found = _papers(ask, units, cursor, limit + 1, which, keep)
    return found[:limit], found[limit - 1].cursor if len(found) > limit else None


def _papers(  # noqa: PLR0913, PLR0917 - each narrows the question in its own way
    ask: Ask,
    units: Sequence[str | None],
    cursor: str,
    limit: int,
    which: Sequence[ColumnElement[bool]],
    keep: Callable[[Paper], bool] = bool,
) -> list[Paper]:
    """Legs from or to some units, or of an order that one of them issued; None: all."""

    def about(paper: Paper) -> bool:
        leg = leg_of(paper)
        return keep(paper) and not {paper.entry.unit, leg.from_unit, leg.to_unit}.isdisjoint(units)

    if None in units:
        return papers_after(ask.connection, ask.book, "transfer", cursor, limit, which, keep)
    theirs = or_(entry.c.unit.in_(units), touched(ask.book, units))
    return papers_after(ask.connection, ask.book, "transfer", cursor, limit, (*which, theirs), about)


def leg_of(paper: Paper) -> Leg:
    """The leg of an order that a document names."""
    return cast("Transfer", paper.entry.command).legs[paper.part]


def _bucket(paper: Paper) -> Named:
    """Where what is on the way waits."""
    leg = leg_of(paper)
    return Named(leg.to_unit, leg.line, leg.number)


def _seen(ask: Ask, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    legs = [(paper, leg_of(paper)) for paper in papers]
    named = [_bucket(paper) for paper in papers]
    flows = moved(ask.connection, ask.book, "in_transit", named)
    return [
        _leg(ask, paper, leg, {k: flows.get((leg.to_unit, leg.line, leg.number, k), 0) for k in KINDS})
        for paper, leg in legs
    ]


KINDS: Final = ("transfer", "confirm", "recall")


def _leg(ask: Ask, paper: Paper, leg: Leg, flows: dict[str, int]) -> dict[str, Any]:
    reversed_ = leg.amount.minor - flows["transfer"]
    return {
        "number": leg.number,
        "order_no": cast("Transfer", paper.entry.command).order_no,
        "entry": id_of(paper.entry),
        "kind": leg.kind,
        "line": leg.line,
        "from_unit": leg.from_unit,
        "to_unit": leg.to_unit,
        "fiscal_year": paper.fiscal_year,
        "effective_on": day_text(paper.entry.request.effective_on),
        "currency": ask.currency,
        "amount": str(leg.amount),
        "confirmed": str(Money(-flows["confirm"])),
        "in_transit": str(Money(sum(flows.values()))),
        "taken_back": str(Money(reversed_ - flows["recall"])),
    }
