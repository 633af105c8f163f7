"""Balances: what the buckets of a reader's units hold, now, at a position, or on a day of business."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import marshmallow as ma

from api.resources.asking import Ask
from api.resources.fields import (
    Day,
    Document,
    Flag,
    Listing,
    Name,
    Position,
    Query,
    both,
    figure,
    rows,
    text,
)
from api.resources.operation import Arguments, Routes, reads
from api.wire import quantity
from ledger import queries
from ledger.buckets import STAGES
from ledger.checkpoints import StoredTree
from ledger.errors import BadValue

routes: Final = Routes("balances")


class AsOf(Query):
    """As of when: a position, for who sees every unit, or a day of business."""

    as_of = Position(metadata={"description": both("fields", "as_of")})
    on = Day(load_default=None, metadata={"description": both("fields", "on")})


class BalancesAsked(AsOf):
    """Which balances."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    stage = Name(load_default="", metadata={"description": both("fields", "stage"), "enum": ["", *STAGES]})
    items = Flag(load_default=False, metadata={"description": both("fields", "items")})


class Balance(Document):
    """What a bucket holds."""

    stage = text("stage")
    unit = text("unit")
    code = text("code")
    item = text("item")
    measure = text("measure")
    balance = figure("balance")


class Balances(Listing):
    """Balances, and the position and root they are of (for who sees every unit)."""

    position = ma.fields.Integer(metadata={"description": both("fields", "seq")})
    root = ma.fields.String(metadata={"description": both("fields", "root")})
    balances = rows(Balance)


@reads(routes, "/balances", Balances, BalancesAsked)
def balances(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """What every bucket in scope holds."""
    stage = wanted["stage"]
    if stage and stage not in STAGES:
        raise BadValue(field="stage", why="not_in_list", value=stage, allowed=" ".join(STAGES))
    position = stands(ask, wanted["as_of"])
    found = held(ask, wanted, unit=wanted["unit"], stage=stage or None, items=wanted["items"])
    return {
        **position,
        "balances": [{**r._asdict(), "balance": quantity(r.balance, r.measure)} for r in found],
    }


def stands(ask: Ask, as_of: int | None) -> dict[str, Any]:
    """Where the answer stands: position and root; nothing of it for who sees some units only.

    Raises Problem (all_units_only), BadValue (beyond_head).
    """
    if not ask.scope.whole:
        if as_of is not None:
            ask.whole()
        return {}
    head = ask.head()
    if as_of is None or as_of == head.size:
        return {"position": head.size, "root": head.root.hex()}
    if as_of > head.size:
        raise BadValue(field="as_of", why="beyond_head", value=as_of, limit=head.size)
    return {"position": as_of, "root": StoredTree(ask.connection, ask.book).root_at(as_of).hex()}


def held(
    ask: Ask, wanted: Arguments, *, unit: str = "", stage: str | None = None, items: bool = False
) -> list[queries.Balance]:
    """Balances in scope, of one unit where it is named; raises Problem (not_found)."""
    as_of: int | None = wanted["as_of"]
    on: date | None = wanted["on"]
    named = ask.unit(unit) if unit else None
    found: list[queries.Balance] = []
    for each in ask.scope.asked(named):
        found += queries.balances(
            ask.connection, ask.book, unit=each, stage=stage, as_of=as_of, on=on, items=items
        )
    return found
