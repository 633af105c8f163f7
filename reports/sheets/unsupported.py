"""C3: not yet supported: per cell why, and how its vouchers and lots lead to the same figure."""

from __future__ import annotations

from typing import Final

from reconciliation.explained import Explained, explained
from reconciliation.matching.match import STATUSES
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Table

_VALUE: Final = ("direct", "ev", "supported", "unsupported", "unsup_pending", "unsup_rejected", "unsup_other")
# Netted vouchers were taken back whole: they differ by nothing.
_STATUSES: Final = tuple(status for status in STATUSES if status != "NETTED")
_DERIVED: Final = ("unclaimed", "evidence", "earned_unspent", "over_plan", "value")
_EVIDENCE: Final = "=ROUND(" + "+".join(f"{{{status}}}" for status in _STATUSES) + "-{unclaimed},2)"

COLUMNS: Final = (
    Column(key="district", kind="text", width=20),
    Column(key="activity", kind="text", width=23),
    *(Column(key=key, kind="money", width=13, total=SUM) for key in (*_VALUE, *_STATUSES, *_DERIVED)),
    Column(key="row_check", kind="code", width=9),
)


def unsupported(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; value comes from the districts' total, evidence from the matches."""
    found = explained(source.statement)
    total = source.statement.total
    shown = [one for one in found if _tells(one)]
    unpaid = sum(one.cell.earned_unspent for one in found)
    above = sum(one.over_plan for one in found)
    return Table(
        ref="C3",
        columns=COLUMNS,
        records=[_record(source, one) for one in shown],
        system={
            **{key: getattr(total, key) for key in _VALUE},
            **{status: _of_status(source, status) for status in _STATUSES},
            "unclaimed": sum(lot.earned for lot in source.statement.matching.unclaimed),
            "evidence": total.direct - total.ev - above,
            "earned_unspent": total.earned_unspent,
            "over_plan": above,
            "value": total.unsupported - unpaid - above,
        },
        money="unsupported",
        wanted=wanted,
    )


def _tells(one: Explained) -> bool:
    """Whether a cell has anything to explain: money spent, earned or above the plan."""
    return bool(one.cell.direct or one.cell.ev or one.over_plan or one.unclaimed)


def _of_status(source: Source, status: str) -> int:
    known = [one for one in source.statement.matching.matches if one.status == status]
    return sum(one.spend if status == "SUGGESTED" else one.difference for one in known)


def _record(source: Source, one: Explained) -> Record:
    cell = one.cell
    values: dict[str, Value] = {
        **{key: getattr(cell, key) for key in _VALUE},
        **{status: one.by_status.get(status, 0) for status in _STATUSES},
        "district": source.unit(cell.district),
        "activity": source.activity(cell.activity),
        "unclaimed": one.unclaimed,
        "evidence": Live(_EVIDENCE, one.evidence),
        "earned_unspent": cell.earned_unspent,
        "over_plan": one.over_plan,
        "value": Live("=ROUND({unsupported}-{earned_unspent}-{over_plan},2)", one.value),
        "row_check": Live('=IF({evidence}={value},"✓","✗")', "✓" if one.holds else "✗"),
    }
    return Record(tuple(values[column.key] for column in COLUMNS))
