"""B5: overhead: what each unit spent on shared running costs, the cap on it, and its share per activity."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from reconciliation.statement import Cell, District
from reports.columns import SUM, Column, Live, Record
from reports.sheets.source import Source
from reports.table import Table

_MONEY: Final = ("overhead", "overhead_cap", "overhead_supported", "overhead_unsupported")
COLUMNS: Final = (
    Column(key="district", kind="text", width=30),
    Column(key="activity", kind="text", width=34),
    Column(key="ev", kind="money", width=18, total=SUM),
    *(Column(key=key, kind="money", width=18, total=SUM) for key in _MONEY),
    Column(key="overhead_alloc", kind="money", width=18, total=SUM),
    Column(key="overhead_unallocated", kind="money", width=18, total=SUM),
    Column(key="full_cost", kind="money", width=18, total=SUM),
)


def overhead(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet: a row for each unit, and below it one for each activity that bore a share.

    What units hold stands in their rows and what activities hold in theirs, so that no sum counts twice.
    """
    total, cells = source.statement.total, source.statement.cells
    return Table(
        ref="B5",
        columns=COLUMNS,
        records=list(_records(source)),
        system={
            "ev": total.ev,
            **{key: getattr(total, key) for key in _MONEY},
            "overhead_alloc": total.overhead - total.overhead_unallocated,
            "overhead_unallocated": total.overhead_unallocated,
            "full_cost": sum(cell.direct + cell.overhead_alloc for cell in cells if _bears(cell)),
        },
        money="overhead",
        wanted=wanted,
    )


def _records(source: Source) -> Iterator[Record]:
    rows = {row.district: row for row in source.statement.districts}
    for district, cells in groupby(source.statement.cells, lambda cell: cell.district):
        yield _unit(source, rows[district])
        yield from (_share(source, cell) for cell in cells if _bears(cell))


def _bears(cell: Cell) -> bool:
    return bool(cell.overhead_alloc or cell.ev or cell.direct)


def _unit(source: Source, row: District) -> Record:
    held = (row.overhead, row.overhead_cap, row.overhead_supported)
    beyond = Live("=ROUND({overhead}-{overhead_supported},2)", row.overhead_unsupported)
    name = source.unit(row.district)
    return Record((name, None, None, *held, beyond, None, row.overhead_unallocated, None), variant="case")


def _share(source: Source, cell: Cell) -> Record:
    place = (source.unit(cell.district), source.activity(cell.activity))
    return Record((*place, cell.ev, *(None,) * 4, cell.overhead_alloc, None, cell.full_cost))
