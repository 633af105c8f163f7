"""E8: the journal extract: every entry's position, verb, time, actor and leaf."""

from __future__ import annotations

from typing import Final

from reports.columns import Column, Record
from reports.sheets.source import Source
from reports.table import Table

COLUMNS: Final = (
    Column(key="seq", kind="number", width=9),
    Column(key="entry_kind", kind="text", width=30),
    Column(key="effective_on", kind="date", width=14),
    Column(key="recorded_at", kind="text", width=30),
    Column(key="actor", kind="text", width=22),
    Column(key="leaf", kind="digest", width=72),
)


def extract(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; empty when the workbook was made without the journal."""
    records = (
        Record((row.seq, source.kind(row.kind), row.effective_on, row.recorded_at, row.actor, row.leaf))
        for row in source.journal
    )
    return Table(ref="E8", columns=COLUMNS, records=records, rows=len(source.journal), wanted=wanted)
