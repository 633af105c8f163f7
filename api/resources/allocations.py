"""Allocations: what each unit got on each budget line, what became of it, and what remains.

    allotted  = available + reserved + committed + advanced + disbursed
    used      = disbursed + committed + advanced (unless the policy in force leaves advances out)
    remaining = allotted - used - reserved

What is in transit is nobody's yet; what was carried over, lapsed or remitted is no longer in the allotment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any, Final

import marshmallow as ma

from api.problems import edge
from api.resources.asking import Ask, not_found
from api.resources.balances import AsOf, held, stands
from api.resources.carry_overs import end_of
from api.resources.fields import Document, Flag, Listing, Name, both, day, money, ordinal, rows, text, whole
from api.resources.operation import Arguments, Routes, reads
from api.resources.outstanding import is_late, item_bucket, outstanding, papers_of
from api.resources.reference import line_seen
from api.wire import day as day_text
from ledger.buckets import SET_OF
from ledger.errors import BadValue
from ledger.money import Money
from ledger.queries import Balance

routes: Final = Routes("allocations")
OWN: Final = ("available", "reserved", "committed", "advanced")
SPENT: Final = ("expended", "matched", "exempt", "disallowed")
GONE: Final = ("carried", "remitted", "lapsed")
MONEY: Final = ("in_transit", *OWN, *SPENT, *GONE)
# Stages of work, by what they are called here.
WORK: Final = {
    "target": "target",
    "delivered": "awaiting_decision",
    "accepted": "accepted",
    "rejected": "rejected_open",
    "earned": "accepted_unpaid",
    "settled": "paid",
}


class Dated(AsOf):
    """As of when; or how things stand today, with what is late and what will lapse."""

    due = Flag(load_default=False, metadata={"description": both("fields", "due")})


class AllocationsAsked(Dated):
    """Which allocations."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    line = Name(load_default="", metadata={"description": both("fields", "line")})


class Allocation(Document):
    """One unit on one budget line."""

    unit = text("unit")
    unit_th = text("name_th")
    line = text("line")
    line_th = text("name_th")
    fiscal_year = ordinal("fiscal_year")
    currency = text("currency")
    allotted = money("allotted")
    in_transit = money("in_transit")
    available = money("available")
    reserved = money("reserved")
    committed = money("committed")
    advanced = money("advanced")
    disbursed = money("disbursed")
    used = money("used")
    remaining = money("remaining")
    carried = money("carried")
    remitted = money("remitted")
    lapsed = money("lapsed")
    overdue = money("advances_overdue", optional=True)
    carried_until = day(optional=True)


class Work(Document):
    """One unit on one activity: outputs in the activity's measure, and the money accepted ones earned."""

    unit = text("unit")
    activity = text("activity")
    activity_th = text("name_th")
    measure = text("measure")
    target = whole("target")
    awaiting_decision = whole("awaiting_decision")
    accepted = whole("accepted")
    rejected_open = whole("rejected_open")
    accepted_unpaid = money("accepted_unpaid")
    paid = money("paid")


class Allocations(Listing):
    """Allocations and the work they are for, as of when."""

    position = ma.fields.Integer(metadata={"description": both("fields", "seq")})
    root = ma.fields.String(metadata={"description": both("fields", "root")})
    on = day(optional=True)
    allocations = rows(Allocation)
    work = rows(Work)


@reads(routes, "/allocations", Allocations, AllocationsAsked)
def allocations(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Every unit and line in scope."""
    return _told(ask, wanted, wanted["unit"], wanted["line"])


@reads(routes, "/allocations/<path:unit>", Allocations, Dated)
def allocations_of_unit(ask: Ask, wanted: Arguments, unit: str) -> dict[str, Any]:
    """One unit."""
    return _told(ask, wanted, *_named(ask, unit))


@reads(routes, "/allocations/<path:unit>/<path:line>", Allocations, Dated)
def allocation(ask: Ask, wanted: Arguments, unit: str, line: str) -> dict[str, Any]:
    """One unit on one line."""
    return _told(ask, wanted, *_named(ask, f"{unit}/{line}"))


def _named(ask: Ask, address: str) -> tuple[str, str]:
    """The unit, or the unit and line, that an address names.

    Codes may hold a slash, which a server is given unescaped; so every way to read it is tried, and the
    one that names what the reader sees is meant. Raises Problem (not_found, ambiguous_address).
    """
    cuts = [at for at, letter in enumerate(address) if letter == "/"]
    readings = [(address, ""), *((address[:at], address[at + 1 :]) for at in cuts if address[at + 1 :])]
    seen = [(unit, line) for unit, line in readings if _is_seen(ask, unit, line)]
    if not seen:
        raise not_found()
    if len(seen) > 1:
        raise edge("ambiguous_address")
    return seen[0]


def _is_seen(ask: Ask, unit: str, line: str) -> bool:
    known = ask.reference.lines.get(line)
    there = unit in ask.reference.units and ask.scope.reaches(unit)
    return there and (not line or (known is not None and line_seen(known, ask.scope)))


def _told(ask: Ask, wanted: Arguments, unit: str, line: str) -> dict[str, Any]:
    if line:
        known = ask.reference.lines.get(line)
        if known is None or not line_seen(known, ask.scope):
            raise not_found()
    if wanted["due"] and (wanted["as_of"] is not None or wanted["on"]):
        raise BadValue(field="due", why="only_today", value="true")
    position = stands(ask, wanted["as_of"])
    found = held(ask, wanted, unit=unit)
    late, until = (_late(ask, unit), _until(ask, unit)) if wanted["due"] else (None, {})
    money = [row for row in found if row.stage in MONEY and (not line or row.code == line)]
    work = [row for row in found if row.stage in WORK and not line]
    return {
        **position,
        "on": day_text(wanted["on"]),
        "allocations": [
            {
                **_allocation(ask, key, sums),
                "overdue": None if late is None else str(Money(late.get(key, 0))),
                "carried_until": day_text(until.get(key)),
            }
            for key, sums in _cells(money)
        ],
        "work": [_work(ask, key, sums) for key, sums in _cells(work)],
    }


def _late(ask: Ask, unit: str) -> dict[tuple[str, str], int]:
    """(unit, line) -> what is open of advances past their day."""
    sums: dict[tuple[str, str], int] = {}
    for paper, left in papers_of(
        ask, "advance", outstanding(ask, "advanced", unit), partial(item_bucket, ask)
    ):
        if is_late(paper, ask.place.today()):
            key = (paper.unit, item_bucket(ask, paper).code)
            sums[key] = sums.get(key, 0) + left
    return sums


def _until(ask: Ask, unit: str) -> dict[tuple[str, str], date]:
    """(unit, line) -> the last day of what was carried over, the earliest where several differ."""
    ends: dict[tuple[str, str], date] = {}
    for paper, _ in papers_of(
        ask, "carry_forward", outstanding(ask, "carried", unit), partial(item_bucket, ask)
    ):
        key = (paper.unit, item_bucket(ask, paper).code)
        ends[key] = min(ends.get(key, date.max), end_of(ask, paper))
    return ends


def _cells(found: Iterable[Balance]) -> list[tuple[tuple[str, str], dict[str, int]]]:
    """(unit, code) -> balance per stage, in order."""
    cells: dict[tuple[str, str], dict[str, int]] = {}
    for row in found:
        cell = cells.setdefault((row.unit, row.code), {})
        cell[row.stage] = cell.get(row.stage, 0) + row.balance
    return sorted(cells.items())


def _allocation(ask: Ask, key: tuple[str, str], sums: dict[str, int]) -> dict[str, Any]:
    unit, line = (ask.reference.unit(key[0]), ask.reference.line(key[1]))
    of = {stage: sums.get(stage, 0) for stage in MONEY}
    disbursed = sum(of[stage] for stage in SPENT)
    allotted = disbursed + sum(of[stage] for stage in OWN)
    counts = ask.reference.policy(ask.place.today()).advance_counts_as_used
    used = disbursed + of["committed"] + (of["advanced"] if counts else 0)
    figures = {
        "allotted": allotted,
        **{name: of[name] for name in ("in_transit", *OWN)},
        "disbursed": disbursed,
        "used": used,
        "remaining": allotted - used - of["reserved"],
        **{name: of[name] for name in GONE},
    }
    return {
        "unit": unit.code,
        "unit_th": unit.name_th,
        "line": line.code,
        "line_th": line.name_th,
        "fiscal_year": line.fiscal_year,
        "currency": ask.currency,
        **{name: str(Money(value)) for name, value in figures.items()},
    }


def _work(ask: Ask, key: tuple[str, str], sums: dict[str, int]) -> dict[str, Any]:
    activity = ask.reference.activity(key[1])
    figures: dict[str, Any] = {}
    for stage, name in WORK.items():
        value = sums.get(stage, 0)
        figures[name] = str(Money(value)) if SET_OF[stage] == "worth" else value
    named = {"unit": key[0], "activity": activity.code, "activity_th": activity.name_th}
    return {**named, "measure": activity.measure, **figures}
