"""Journal rows: what a workbook says of each entry, beside the statement made from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from ledger.entries import Entry, Line
from ledger.seal.tree import leaf_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One entry: its position, verb (or "refused"), time, actor and leaf (hexadecimal), and what it moved.

    `number` is that of its document, "" where it makes none; `refers_to` a position, 0 for none.
    """

    seq: int
    kind: str
    recorded_at: str
    effective_on: date
    actor: str
    leaf: str
    number: str = ""
    refers_to: int = 0
    lines: tuple[Line, ...] = ()


def journal_rows(entries: Iterable[Entry]) -> Iterator[JournalRow]:
    """The rows of entries, each with the leaf of its own body."""
    for entry in entries:
        yield JournalRow(
            seq=entry.seq,
            kind=entry.kind,
            recorded_at=entry.recorded_at,
            effective_on=entry.request.effective_on,
            actor=entry.actor,
            leaf=leaf_hash(entry.body()).hex(),
            number=getattr(entry.command, "number", ""),
            refers_to=entry.refers_to,
            lines=entry.lines,
        )


def narrowed(rows: Iterable[JournalRow], units: Collection[str]) -> Iterator[JournalRow]:
    """The rows of entries that moved something of some units, with no lines but theirs."""
    for row in rows:
        lines = tuple(line for line in row.lines if line.bucket.unit in units)
        if lines:
            yield replace(row, lines=lines)


def dated(rows: Iterable[JournalRow]) -> Iterator[tuple[date, JournalRow]]:
    """Rows in journal order, each with the day it takes effect: none before the one it refers to.

    The same rule as in reconciliation/scope.py, so that what sheets add up from rows equals the facts.
    """
    days: dict[int, date] = {}
    for row in rows:
        days[row.seq] = max(row.effective_on, days.get(row.refers_to, date.min))
        yield days[row.seq], row
