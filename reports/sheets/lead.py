"""B1: the lead schedule, one row per unit: where its money is and what it bought."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from fractions import Fraction
from typing import Final

from reconciliation.statement import District
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Figure, Table

_MONEY: Final = (
    *("transfers_in", "transfers_out", "returned", "allotment", "in_transit", "reserved"),
    *("commitments_open", "advances_open", "disbursed", "used", "available"),
)
_WORTH: Final = ("ev", "direct", "supported", "unsupported", "earned_unspent", "overhead")
_FORECAST: Final = ("forecast", "forecast_gap")
_DETAIL: Final = {
    **dict.fromkeys(("transfers_in", "transfers_out", "returned", "in_transit"), "E1"),
    **dict.fromkeys(("disbursed", "overhead", "exempt"), "E2"),
    **dict.fromkeys(("ev", "direct", "supported", "unsupported", "earned_unspent"), "B2"),
}
_RATES: Final = {"disbursed_rate": "disbursed", "used_rate": "used"}
_AGREES: Final = "✓"
# A = X + V + C + R + available; X = AC + XO (+ XE); AC = S + U.
_CHECK: Final = (
    "=IF(ROUND({{allotment}}-{{used}}-{{reserved}}-{{available}},2)=0,"
    "IF(ROUND({{disbursed}}-{{direct}}-{{overhead}}{exempt},2)=0,"
    'IF(ROUND({{direct}}-{{supported}}-{{unsupported}},2)=0,"✓","✗"),"✗"),"✗")'
)


def columns(*, exempt: bool) -> tuple[Column, ...]:
    """The columns; what needs no output by rule has a column when the book has any of it."""
    figures = (*_MONEY, "disbursed_rate", "used_rate", *_WORTH, *(("exempt",) if exempt else ()), *_FORECAST)
    return (
        Column(key="district", kind="text", width=8),
        Column(key="name", kind="text", width=17),
        *(_column(key) for key in figures),
        Column(key="row_check", kind="code", width=9),
    )


def _column(key: str) -> Column:
    if key in _RATES:
        rate = f'=IF({{allotment}}=0,"",{{{_RATES[key]}}}/{{allotment}})'
        return Column(key=key, kind="percent", width=9, total=rate)
    return Column(key=key, kind="money", width=12, total=SUM, detail=_DETAIL.get(key, ""))


def lead(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; the system's totals are those of the statement's total, in transit from the buckets."""
    statement = source.statement
    waiting = _in_transit(source)
    shown = columns(exempt=statement.has_exempt)
    here = sum(waiting[row.district] for row in statement.districts)
    return Table(
        ref="B1",
        columns=shown,
        records=[_record(source, shown, row, waiting[row.district]) for row in statement.districts],
        system=_system(statement.total, shown, here),
        live=_rates(statement.total),
        money="disbursed",
        wanted=wanted,
    )


def _in_transit(source: Source) -> Counter[str]:
    sums: Counter[str] = Counter()
    for bucket, amount in source.facts.balances.items():
        if bucket.stage == "in_transit":
            sums[bucket.unit] += amount
    return sums


def _system(total: District, shown: tuple[Column, ...], in_transit: int) -> dict[str, Figure]:
    figures: dict[str, Figure] = {**asdict(total), "in_transit": in_transit}
    return {column.key: figures[column.key] for column in shown if column.total}


def _rates(total: District) -> dict[str, Figure]:
    spent = {rate: getattr(total, part) for rate, part in _RATES.items()}
    return {rate: Fraction(part, total.allotment) if total.allotment else "" for rate, part in spent.items()}


def _record(source: Source, shown: tuple[Column, ...], row: District, in_transit: int) -> Record:
    check = _CHECK.format(exempt="-{exempt}" if source.statement.has_exempt else "")
    values: dict[str, Value] = {
        **asdict(row),
        "name": source.words.named(row.name_th, row.name_en),
        "in_transit": in_transit,
        "used": Live("=ROUND({disbursed}+{commitments_open}+{advances_open},2)", row.used),
        "earned_unspent": Live("=ROUND({ev}-{supported},2)", row.earned_unspent),
        "forecast_gap": Live("=ROUND({forecast}-{allotment},2)", row.forecast_gap),
        "row_check": Live(check, _AGREES if _agrees(row) else "✗"),
    }
    return Record(tuple(values[column.key] for column in shown), source.unit_key(row.district))


def _agrees(row: District) -> bool:
    held = row.allotment - row.used - row.reserved - row.available
    spent = row.disbursed - row.direct - row.overhead - row.exempt
    return held == spent == row.direct - row.supported - row.unsupported == 0
