"""E6: match history: every match that was posted, by whom and when, and those taken back since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from reconciliation.documents import Undone
from reconciliation.matching.match import Match
from reconciliation.matching.rows import joined
from reports.columns import Column, Record
from reports.journal import JournalRow
from reports.sheets.source import Source
from reports.table import Table

COLUMNS: Final = (
    Column(key="number", kind="text", width=22),
    Column(key="state", kind="state", width=18),
    Column(key="match_rule", kind="code", width=10),
    Column(key="unit", kind="text", width=22),
    Column(key="vouchers", kind="text", width=26),
    Column(key="deliveries", kind="text", width=26),
    Column(key="match_amount", kind="money", width=15),
    Column(key="matched_on", kind="date", width=14),
    Column(key="recorded_at", kind="text", width=24),
    Column(key="actor", kind="text", width=18),
    Column(key="undone_on", kind="date", width=14),
    Column(key="undone_by", kind="text", width=18),
    Column(key="undone_reason", kind="text", width=30),
    Column(key="entry", kind="number", width=9),
)


def history(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, in the order the matches were posted."""
    rows = {row.seq: row for row in source.journal}
    standing = [one for one in source.statement.matching.matches if one.standing]
    known = [*_standing(source, standing, rows), *_undone(source, rows)]
    records = [record for _, record in sorted(known, key=lambda pair: pair[0])]
    return Table(ref="E6", columns=COLUMNS, records=records, wanted=wanted)


def _standing(
    source: Source, matches: list[Match], rows: Mapping[int, JournalRow]
) -> Iterator[tuple[int, Record]]:
    for one in matches:
        row = rows.get(one.standing)
        values = (
            row.number if row else None,
            source.state("standing"),
            one.rule,
            source.unit(one.unit),
            joined(one.voucher_names),
            joined(one.lot_numbers),
            one.spend,
            row.effective_on if row else None,
            row.recorded_at if row else None,
            row.actor if row else None,
            *(None, None, None),
            one.standing,
        )
        yield one.standing, Record(values)


def _undone(source: Source, rows: Mapping[int, JournalRow]) -> Iterator[tuple[int, Record]]:
    names = {one.seq: one.number for one in source.facts.vouchers}
    for one in source.facts.undone:
        taken_back = rows.get(one.seq)
        posted = rows.get(taken_back.refers_to) if taken_back else None
        values = (
            one.match,
            source.state("undone"),
            None,
            source.unit(one.unit),
            _names(one, names),
            None,
            one.amount,
            one.matched_on,
            posted.recorded_at if posted else None,
            posted.actor if posted else None,
            one.on,
            taken_back.actor if taken_back else None,
            one.reason,
            posted.seq if posted else None,
        )
        yield posted.seq if posted else one.seq, Record(values)


def _names(one: Undone, names: Mapping[int, str]) -> str:
    return joined(names[seq] for seq in one.vouchers if seq in names)
