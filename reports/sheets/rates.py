"""E7: rates and plan: what one accepted unit earns from which day, and how much was planned by when."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from reports.columns import SUM, Column, Record
from reports.sheets.source import Source
from reports.table import Table

COLUMNS: Final = (
    Column(key="rate_or_plan", kind="text", width=22),
    Column(key="activity", kind="text", width=30),
    Column(key="unit", kind="text", width=28),
    Column(key="price_basis", kind="text", width=24),
    Column(key="rate_from", kind="date", width=15),
    Column(key="rate", kind="money", width=16),
    Column(key="due_on", kind="date", width=15),
    Column(key="planned", kind="whole", width=14, total=SUM),
    Column(key="entry", kind="number", width=10),
)


def rates(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; the plan's total comes from the buckets of targets."""
    held = source.facts.balances.items()
    planned = sum(amount for bucket, amount in held if bucket.stage == "target")
    return Table(
        ref="E7",
        columns=COLUMNS,
        records=list(chain(_rates(source), _plan(source))),
        system={"planned": planned},
        quantity="planned",
        wanted=wanted,
    )


def _rates(source: Source) -> Iterator[Record]:
    for one in source.facts.rates:
        where = source.unit(one.unit) if one.unit else source.words("every_unit")
        told = (source.words("rate_row"), source.activity(one.activity), where, _basis(source, one.activity))
        yield Record((*told, one.valid_from, one.rate.minor, *(None, None, None)))


def _plan(source: Source) -> Iterator[Record]:
    for one in source.facts.targets:
        what = (source.activity(one.activity), source.unit(one.unit), _basis(source, one.activity))
        yield Record((source.words("plan_row"), *what, None, None, one.due_on, one.change, one.seq))


def _basis(source: Source, activity: str) -> str:
    known = source.facts.activities.get(activity)
    return source.words(f"bases.{known.basis}") if known else ""
