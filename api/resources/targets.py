"""Targets: how much of an activity a unit should have done by which day."""

from __future__ import annotations

from typing import Any, Final

from api.resources.asking import Ask
from api.resources.fields import Document, Listing, Name, Query, both, day, rows, text, whole
from api.resources.operation import Arguments, Routes, reads
from api.wire import day as day_text
from ledger import queries
from ledger.calendar import parse_date
from ledger.queries import Balance

routes: Final = Routes("targets")


class TargetSeen(Document):
    """What a unit should have done of one activity by a day."""

    unit = text("unit")
    activity = text("activity")
    activity_th = text("name_th")
    measure = text("measure")
    due_on = day()
    target = whole("target")


class Targets(Listing):
    """The targets of the units a reader may see."""

    targets = rows(TargetSeen)


class TargetsAsked(Query):
    """Whose targets."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})


@reads(routes, "/targets", Targets, TargetsAsked)
def targets(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Targets as they stand: one bucket for each unit, activity and day, however often it was changed."""
    found: list[Balance] = []
    for each in ask.scope.asked(ask.unit(wanted["unit"]) if wanted["unit"] else None):
        found += queries.balances(ask.connection, ask.book, unit=each, stage="target", items=True)
    return {"targets": [_target(ask, row) for row in sorted(found) if row.balance]}


def _target(ask: Ask, row: Balance) -> dict[str, Any]:
    activity = ask.reference.activity(row.code)
    return {
        "unit": row.unit,
        "activity": activity.code,
        "activity_th": activity.name_th,
        "measure": activity.measure,
        "due_on": day_text(parse_date(row.item, field="due_on")),
        "target": row.balance,
    }
