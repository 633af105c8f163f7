"""C5: changes since the signed run before: every figure, match and finding that is another now."""

from __future__ import annotations

from typing import Final

from reconciliation.runs.comparison import Difference, compare
from reports.columns import Column, Of, Record, Value
from reports.sheets.source import Source
from reports.table import Table

COLUMNS: Final = (
    Column(key="change_kind", kind="text", width=22),
    Column(key="subject", kind="text", width=40),
    Column(key="figure", kind="text", width=44),
    Column(key="before", kind="text", width=26),
    Column(key="after", kind="text", width=26),
)


def changes(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; empty where no run was signed before."""
    before = source.dossier.before
    found = compare(before, source.statement) if before else ()
    records = (_record(source, one) for one in found)
    return Table(ref="C5", columns=COLUMNS, records=records, rows=len(found), wanted=wanted)


def _record(source: Source, one: Difference) -> Record:
    told = source.words(f"changes.{one.kind}")
    return Record((told, one.subject, _figure(source, one), _shown(one, one.before), _shown(one, one.after)))


def _figure(source: Source, one: Difference) -> str:
    """The header of the column that the figure stands in elsewhere; its own name where it stands nowhere."""
    key = f"columns.{one.field}"
    return source.words(key) if source.words.has(key) else one.field


def _shown(one: Difference, value: Value) -> Value:
    if not isinstance(value, int):
        return value
    return Of("whole" if "qty" in one.field else "money", value)
