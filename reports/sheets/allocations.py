"""S1: the district allocation statement: what each unit was allotted of each budget line, and what is left.

What reached a unit and left it comes from documents, what waits and what was spent from the buckets; the
difference is what proposals hold, whose total the system knows another way.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Final

from reconciliation.purse import SPENT_STAGES, Purse, purses_by_line
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Figure, Table

_DOCUMENTS: Final = ("transfers_in", "transfers_out", "returned", "carried", "lapsed", "remitted")
_SPENT: Final = ("committed", "advanced", "spent")
_MONEY: Final = (*_DOCUMENTS, "allotment", *_SPENT, "reserved", "available")
_ALLOTMENT: Final = "=ROUND({transfers_in}-{transfers_out}-{returned}-{carried}-{lapsed}-{remitted},2)"
_RESERVED: Final = "=ROUND({allotment}-{committed}-{advanced}-{spent}-{available},2)"

COLUMNS: Final = (
    Column(key="unit", kind="text", width=28),
    Column(key="line", kind="text", width=34),
    *(Column(key=key, kind="money", width=16, total=SUM) for key in _MONEY),
    Column(key="left_share", kind="percent", width=10, total='=IF({allotment}=0,"",{available}/{allotment})'),
)


def allocations(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet: every unit with a row in the lead schedule × every line it ever held money of."""
    units = [row.district for row in source.statement.districts]
    found = purses_by_line(source.facts)
    held = [(unit, line) for unit in units for line in source.facts.lines if _holds(found, unit, line)]
    total = _system(source)
    return Table(
        ref="S1",
        columns=COLUMNS,
        records=(_record(source, place, found[place]) for place in held),
        rows=len(held),
        system={**total, "left_share": _share(total)},
        live={"left_share": _share(total)},
        money="allotment",
        wanted=wanted,
    )


def _holds(found: Mapping[tuple[str, str], Purse], unit: str, line: str) -> bool:
    return (unit, line) in found and any(
        getattr(found[unit, line], name) for name in found[unit, line].__slots__
    )


def _system(source: Source) -> dict[str, Figure]:
    """What the lead schedule has, which knows units and no lines; the rest from the buckets."""
    total, units = source.statement.total, {row.district for row in source.statement.districts}
    held = source.facts.held.items()
    taken_back = sum(amount for (unit, stage), amount in held if unit in units and stage in SPENT_STAGES)
    known = ("transfers_in", "transfers_out", "returned", "allotment", "available")
    stages = {stage: _at(source, stage, units) for stage in ("carried", "remitted")}
    gone = total.transfers_in - total.transfers_out - total.returned - total.allotment
    return {
        **{name: getattr(total, name) for name in known},
        **stages,
        "lapsed": gone - sum(stages.values()),
        "committed": total.commitments_open,
        "advanced": total.advances_open,
        "spent": total.disbursed - taken_back,
        "reserved": total.reserved + taken_back,
    }


def _at(source: Source, stage: str, units: Collection[str]) -> int:
    balances = source.facts.balances.items()
    return sum(amount for bucket, amount in balances if bucket.stage == stage and bucket.unit in units)


def _share(total: Mapping[str, Figure]) -> Figure:
    allotment, available = total["allotment"], total["available"]
    return Fraction(available) / Fraction(allotment) if allotment else ""


def _record(source: Source, place: tuple[str, str], purse: Purse) -> Record:
    unit, line = place
    used = purse.committed + purse.advanced + purse.spent + purse.available
    share = Fraction(purse.available, purse.allotment) if purse.allotment else ""
    values: dict[str, Value] = {
        **{name: getattr(purse, name) for name in (*_DOCUMENTS, *_SPENT, "available")},
        "unit": source.unit(unit),
        "line": source.line(line),
        "allotment": Live(_ALLOTMENT, purse.allotment),
        "reserved": Live(_RESERVED, purse.allotment - used),
        "left_share": Live('=IF({allotment}=0,"",{available}/{allotment})', share),
    }
    return Record(tuple(values[column.key] for column in COLUMNS), source.unit_key(unit))
