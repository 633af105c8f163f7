"""A1: the index: each sheet with its rows, sums, digest and check, and the legend of tick marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from reports.columns import Column, Link, Live, Record, Value
from reports.sheet import Sheet
from reports.table import Control, Table
from reports.words import Words

COLUMNS: Final = (
    Column(key="sheet", kind="code", width=9),
    Column(key="sheet_title", kind="text", width=44),
    Column(key="sheet_rows", kind="whole", width=12),
    Column(key="sheet_money", kind="money", width=20),
    Column(key="sheet_quantity", kind="whole", width=16),
    Column(key="sheet_digest", kind="digest", width=72),
    Column(key="sheet_check", kind="code", width=12),
)


def index(
    words: Words,
    tables: Mapping[str, Table],
    sheets: Mapping[str, Sheet],
    controls: Sequence[Control],
    checked: str,
) -> Table:
    """The sheet; `checked` are the columns of the sheet of checks as ranges "refs|results"."""
    known = {(control.ref, control.column.key): control for control in controls}
    records = [
        _record(words, ref, tables, sheets, known, checked) for ref in sheets if ref not in ("A0", "A1")
    ]
    return Table(ref="A1", columns=COLUMNS, records=records)


def _record(  # noqa: PLR0913, PLR0917 - one row draws on all that was written
    words: Words,
    ref: str,
    tables: Mapping[str, Table],
    sheets: Mapping[str, Sheet],
    controls: Mapping[tuple[str, str], Control],
    checked: str,
) -> Record:
    own, sheet = ref.partition(" ")[0], sheets[ref]
    table = tables.get(own)  # none for a page that is no table
    last = ref == [name for name in sheets if name.partition(" ")[0] == own][-1]

    def sum_of(key: str) -> Value:
        control = controls.get((own, key)) if last else None
        return Live(f"={control.place}", control.cached) if control else None

    refs, results = checked.split("|")
    check = Live(
        f'=IF(COUNTIFS({refs},"{own}",{results},"✗*")=0,"✓","✗")', "✓" if _agrees(own, controls) else "✗"
    )
    title = words.both(f"sheets.{own}.title")
    return Record(
        (
            Link(ref, f"'{sheet.tab}'!A1"),
            title,
            sheet.written.rows,
            sum_of(table.money) if table else None,
            sum_of(table.quantity) if table else None,
            sheet.written.digest.hex(),
            check,
        )
    )


def _agrees(ref: str, controls: Mapping[tuple[str, str], Control]) -> bool:
    return not any(one.difference for (own, _), one in controls.items() if own == ref)


def legend(words: Words, sheet: Sheet) -> None:
    """The tick marks, below the index."""
    sheet.skip()
    sheet.line([("section", words.both("legend"))], over=2)
    for mark in words.listed("ticks"):
        sign, _, meaning = mark.partition(" ")
        sheet.line([("code", sign), ("text", meaning)])
