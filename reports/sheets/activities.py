"""B2: district × activity: what was planned, delivered, accepted, earned and spent in each cell."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import Final

from reconciliation.statement import Cell
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Figure, Table

_QUANTITIES: Final = (
    *("plan_qty", "plan_qty_to_date", "qty_delivered", "qty_accepted"),
    *("qty_rejected", "qty_rework", "qty_pending"),
)
_FIGURES: Final = (
    *("price_reduction", "pv", "ev", "direct", "supported", "unsupported"),
    *("unsup_pending", "unsup_rejected", "unsup_other", "earned_unspent"),
)
_INDEXES: Final = {"cpi": ("ev", "direct"), "spi": ("ev", "pv")}

COLUMNS: Final = (
    Column(key="district", kind="text", width=20),
    Column(key="activity", kind="text", width=23),
    Column(key="rate", kind="money", width=12),
    *(Column(key=key, kind="whole", width=10, total=SUM, detail="E3") for key in _QUANTITIES),
    *(
        Column(key=key, kind="money", width=12, total=SUM, detail={"ev": "E3", "direct": "E2"}.get(key, ""))
        for key in _FIGURES
    ),
    *(
        Column(key=key, kind="index", width=9, total=f'=IF({{{under}}}=0,"",{{{over}}}/{{{under}}})')
        for key, (over, under) in _INDEXES.items()
    ),
    Column(key="unit_cost_direct", kind="money", width=12),
    Column(key="cv", kind="money", width=12, total=SUM),
)


def activities(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; totals the statement has are its own, the others are summed from the cells."""
    statement = source.statement
    return Table(
        ref="B2",
        columns=COLUMNS,
        records=[_record(source, cell) for cell in statement.cells],
        system=_system(source),
        live=_indexes(source),
        money="direct",
        quantity="qty_accepted",
        wanted=wanted,
    )


def _system(source: Source) -> dict[str, Figure]:
    statement = source.statement
    total = asdict(statement.total)
    figures: dict[str, Figure] = {
        column.key: total.get(column.key, sum(getattr(cell, column.key) for cell in statement.cells))
        for column in COLUMNS
        if column.total == SUM
    }
    return figures | {key: total[key] for key in _INDEXES}


def _indexes(source: Source) -> dict[str, Figure]:
    total = asdict(source.statement.total)
    return {
        key: Fraction(total[over], total[under]) if total[under] else ""
        for key, (over, under) in _INDEXES.items()
    }


def _record(source: Source, cell: Cell) -> Record:
    values: dict[str, Value] = {
        **asdict(cell),
        "district": source.unit(cell.district),
        "activity": source.activity(cell.activity),
        "qty_pending": Live("={qty_delivered}-{qty_accepted}-{qty_rejected}", cell.qty_pending),
        "unsupported": Live("=ROUND({direct}-{supported},2)", cell.unsupported),
        "earned_unspent": Live("=ROUND({ev}-{supported},2)", cell.earned_unspent),
        "cv": Live("=ROUND({ev}-{direct},2)", cell.cv),
    }
    return Record(
        tuple(values[column.key] for column in COLUMNS), source.unit_key(cell.district, cell.activity)
    )
