"""Carry-overs: money of a year that is over, until which day it may be used, and what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final, cast

from api.resources.asking import Ask
from api.resources.fields import Choice, LineAsked, Listing, both, day, flag, money, next_page, rows, text
from api.resources.following import about
from api.resources.numbered import page_of, paper_named
from api.resources.operation import Arguments, Routes, reads
from api.resources.outstanding import OPEN, item_bucket, narrowed
from api.resources.papers import PaperSeen
from api.resources.register import Paper, held
from api.resources.sight import id_of
from api.wire import day as day_text
from ledger.commands import CarryForward, Extend
from ledger.money import Money

routes: Final = Routes("carry_overs")


class CarryOverSeen(PaperSeen):
    """Money that was carried over; `end_on` has every extension in it."""

    line = text("line")
    commitment = text("commitment")
    approval_no = text("approval_no")
    end_on = day()
    ended = flag("ended")
    currency = text("currency")
    amount = money()
    open = money("open")


class CarryOvers(Listing):
    """A page of carry-overs."""

    carry_overs = rows(CarryOverSeen)
    next = next_page()


class CarryOversAsked(LineAsked):
    """Which carry-overs."""

    state = Choice(OPEN, metadata={"description": both("fields", "state_of_paper")})


@reads(routes, "/carry-overs", CarryOvers, CarryOversAsked)
def carry_overs(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Carry-overs of units in scope, in order of number."""
    shown, more = page_of(
        ask, "carry_forward", wanted, *narrowed(ask, "carried", wanted, partial(item_bucket, ask))
    )
    return {"carry_overs": _seen(ask, shown), "next": more}


@reads(routes, "/carry-overs/<path:unit>/<int:fiscal_year>/<path:number>", CarryOverSeen)
def carry_over(ask: Ask, _: Arguments, unit: str, fiscal_year: int, number: str) -> dict[str, Any]:
    """One carry-over."""
    return _seen(ask, [paper_named(ask, "carry_forward", unit, fiscal_year, number)])[0]


def end_of(ask: Ask, paper: Paper) -> date:
    """The last day a carry-over may be used, extensions included."""
    first = cast("CarryForward", paper.entry.command).end_on
    later = about(ask, paper.entry.seq, ("extend",))
    return max(first, *(cast("Extend", each.command).end_on for each in later), first)


def _seen(ask: Ask, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    known = held(ask.connection, ask.book, ("carried",), [item_bucket(ask, paper) for paper in papers])
    return [_told(ask, paper, known.get(("carried", *item_bucket(ask, paper)), 0)) for paper in papers]


def _told(ask: Ask, paper: Paper, left: int) -> dict[str, Any]:
    command, end = cast("CarryForward", paper.entry.command), end_of(ask, paper)
    return {
        "number": paper.number,
        "unit": paper.unit,
        "fiscal_year": paper.fiscal_year,
        "entry": id_of(paper.entry),
        "effective_on": day_text(paper.entry.request.effective_on),
        **{name: getattr(command, name) for name in ("line", "commitment", "approval_no")},
        "end_on": day_text(end),
        "ended": end < ask.place.today(),
        "currency": ask.currency,
        "amount": str(command.amount),
        "open": str(Money(left)),
    }
