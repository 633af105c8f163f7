"""T2: money on the way: every entry that put money on the way or took it off, with what was left after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from reports.columns import LAST, SUM, Column, Live, Record
from reports.journal import JournalRow, dated
from reports.sheets.source import Source
from reports.table import Table

_STAGE: Final = "in_transit"

COLUMNS: Final = (
    Column(key="effective_on", kind="date", width=14),
    Column(key="entry", kind="number", width=9),
    Column(key="entry_kind", kind="text", width=24),
    Column(key="number", kind="text", width=16),
    Column(key="unit", kind="text", width=26),
    Column(key="line", kind="text", width=24),
    Column(key="moved_in", kind="money", width=16, total=SUM),
    Column(key="moved_out", kind="money", width=16, total=SUM),
    Column(key="running_balance", kind="money", width=18, total=LAST),
    Column(key="actor", kind="text", width=20),
)
_RUNNING: Final = "=ROUND(SUM({above_running_balance},{moved_in})-SUM({moved_out}),2)"


class Move(NamedTuple):
    """One line of an entry in a bucket of money on the way."""

    day: date
    row: JournalRow
    number: str
    unit: str
    line: str
    amount: int


def transfer_movements(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, a stream in journal order; it ends with what the buckets hold."""
    waiting = sum(amount for bucket, amount in source.facts.balances.items() if bucket.stage == _STAGE)
    into = sum(move.amount for move in _moves(source) if move.amount > 0)
    return Table(
        ref="T2",
        columns=COLUMNS,
        records=_records(source),
        rows=sum(1 for _ in _moves(source)),
        system={"moved_in": into, "moved_out": into - waiting, "running_balance": waiting},
        money="moved_in",
        wanted=wanted,
    )


def _moves(source: Source) -> Iterator[Move]:
    """What entries effective by the cut-off moved."""
    for day, row in dated(source.journal):
        if day <= source.statement.on:
            for bucket, amount, _ in row.lines:
                if bucket.stage == _STAGE:
                    yield Move(day, row, bucket.item, bucket.unit, bucket.code, amount)


def _records(source: Source) -> Iterator[Record]:
    left = 0
    for day, row, number, unit, line, amount in _moves(source):
        left += amount
        yield Record(
            (
                day,
                row.seq,
                source.kind(row.kind),
                number,
                source.unit(unit),
                line,
                amount if amount > 0 else None,
                -amount if amount < 0 else None,
                Live(_RUNNING, left),
                row.actor,
            )
        )
