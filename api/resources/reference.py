"""Reference: the units, budget lines and activities of a book, as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Final

import marshmallow as ma

from api.access.scope import Scope
from api.resources.asking import Ask
from api.resources.fields import Day, Document, Listing, Query, both, day, money, ordinal, rows, text, texts
from api.resources.operation import Arguments, Routes, reads
from api.wire import day as day_text
from ledger.commands import OpenLine, SetRate

routes: Final = Routes("reference")


class Unit(Document):
    """A unit that holds money or delivers."""

    code = text("unit")
    name_th = text("name_th")
    name_en = text("name_en")
    parent = text("parent")


class Units(Listing):
    """The units a reader may see."""

    units = rows(Unit)


class Line(Document):
    """A budget line of one fiscal year."""

    code = text("line")
    fiscal_year = ordinal("fiscal_year")
    name_th = text("name_th")
    name_en = text("name_en")
    plan = text("plan")
    output_project = text("output_project")
    budget_type = text("budget_type")
    category = text("category")
    fund_source = text("fund_source")
    owner_unit = text("owner_unit")
    units = texts("open_for")


class Lines(Listing):
    """The budget lines open for the units a reader may see."""

    lines = rows(Line)


class Rate(Document):
    """What one accepted output earns from a day on."""

    unit = text("rate_unit")
    rate = money("rate")
    valid_from = day()


class Activity(Document):
    """What is done and counted."""

    KEY: ClassVar = ("code",)
    code = text("activity")
    name_th = text("name_th")
    name_en = text("name_en")
    measure = text("measure")
    basis = text("basis")
    ceiling = money("ceiling")
    rates = rows(Rate)


class Activities(Listing):
    """The activities of a book with their rates."""

    activities = rows(Activity)


@reads(routes, "/districts", Units)
def units(ask: Ask, _: Arguments) -> dict[str, Any]:
    """The units of the reader, by code."""
    known = sorted(ask.reference.units.items())
    return {"units": [_fields(unit, Unit) for code, unit in known if ask.scope.reaches(code)]}


@reads(routes, "/budget-lines", Lines)
def lines(ask: Ask, _: Arguments) -> dict[str, Any]:
    """The budget lines that concern the reader, by code."""
    known = (line for _, line in sorted(ask.reference.lines.items()))
    shown = [line for line in known if line_seen(line, ask.scope)]
    return {"lines": [{**_fields(line, Line), "units": ask.scope.seen(line.units)} for line in shown]}


def line_seen(line: OpenLine, scope: Scope) -> bool:
    """Whether a line is open for a unit that the reader may see, or owned by one."""
    return not line.units or scope.reaches(line.owner_unit) or bool(scope.seen(line.units))


class ActivitiesAsked(Query):
    """Rates as of when: all that were ever set, or those in force on a day."""

    on = Day(load_default=None, metadata={"description": both("fields", "rates_on")})


@reads(routes, "/activities", Activities, ActivitiesAsked)
def activities(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """The activities, by code, with the rates that concern the reader."""
    known = sorted(ask.reference.activities.items())
    shown = []
    for code, activity in known:
        plain = {**_fields(activity, Activity), "ceiling": str(activity.ceiling)}
        shown.append({**plain, "rates": _rates(ask, code, wanted["on"])})
    return {"activities": shown}


def _rates(ask: Ask, activity: str, on: date | None) -> list[dict[str, Any]]:
    """Rates in the order they were set; with a day only those in force, of each unit its own."""
    found = [
        (unit, rate)
        for (code, unit), rates in sorted(ask.reference.rates.items())
        if code == activity and (not unit or ask.scope.reaches(unit))
        for rate in (rates if on is None else _in_force(rates, on))
    ]
    return [{"unit": u, "rate": str(r.rate), "valid_from": day_text(r.valid_from)} for u, r in found]


def _in_force(rates: Sequence[SetRate], day: date) -> list[SetRate]:
    """The rate of a day: the latest start, and of two for one day the one posted last."""
    known = [rate for rate in rates if rate.valid_from <= day]
    return sorted(known, key=lambda rate: rate.valid_from)[-1:]


def _fields(value: object, schema: type[ma.Schema]) -> dict[str, Any]:
    """The fields a command has under the names of a schema."""
    return {name: getattr(value, name) for name in schema().fields if hasattr(value, name)}
