"""Effective: the journal's rows that count at a cut-off, each with the day it takes effect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from reports.journal import JournalRow, dated
from reports.sheets.source import Source


def effective(source: Source) -> Iterator[tuple[date, JournalRow]]:
    """(day, row) in journal order: what takes effect by the cut-off; refusals move nothing."""
    return ((on, row) for on, row in dated(source.journal) if on <= source.statement.on)


def told(source: Source, row: JournalRow, kinds: Mapping[int, str]) -> str:
    """The verb of a row in words; a reversal says what it takes back (`kinds`: position -> verb)."""
    verb = source.kind(row.kind)
    undone = kinds.get(row.refers_to, "") if row.kind == "reverse" else ""
    return f"{verb}: {source.kind(undone)}" if undone else verb
