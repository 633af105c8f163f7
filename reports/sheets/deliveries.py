"""E3: deliveries and decisions, one row per lot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from reconciliation.documents import Delivery
from reconciliation.matching.rows import joined
from reports.columns import SUM, Column, Live, Record, State, satang_beside
from reports.sheets.source import Source, document_key
from reports.table import Table

_EARNED: Final = Column(key="earned", kind="money", width=12, total=SUM)

COLUMNS: Final = (
    Column(key="number", kind="text", width=15),
    Column(key="unit", kind="text", width=20),
    Column(key="activity", kind="text", width=23),
    Column(key="vendor", kind="text", width=10),
    Column(key="delivered_on", kind="date", width=13),
    Column(key="quantity", kind="whole", width=11, total=SUM),
    Column(key="rework_of", kind="text", width=15),
    Column(key="commitment", kind="text", width=12),
    Column(key="accepted", kind="whole", width=11, total=SUM),
    Column(key="rejected", kind="whole", width=11, total=SUM),
    Column(key="pending", kind="whole", width=11, total=SUM),
    Column(key="price_reduction", kind="money", width=12, total=SUM),
    Column(key="fine", kind="money", width=12, total=SUM),
    Column(key="decided_on", kind="date", width=13),
    Column(key="report_no", kind="text", width=16),
    Column(key="decided_by", kind="text", width=12),
    Column(key="maker", kind="text", width=11),
    _EARNED,
    satang_beside(_EARNED),
    Column(key="matched", kind="text", width=18, detail="E5"),
    Column(key="state", kind="state", width=15),
    Column(key="entry", kind="number", width=8),
    Column(key="leaf", kind="digest", width=19),
)


def deliveries(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; quantities the system has come from the cells, what lots earned from the buckets."""
    cells, lots = source.statement.cells, source.facts.deliveries
    earned = _earned(source)
    total = sum(earned.values())
    matched = _matched(source)
    return Table(
        ref="E3",
        columns=COLUMNS,
        records=(_record(source, lot, earned, matched.get(lot.seq, ())) for lot in lots),
        rows=len(lots),
        system={
            "quantity": sum(cell.qty_delivered for cell in cells),
            "accepted": sum(cell.qty_accepted for cell in cells),
            "rejected": sum(cell.qty_rejected for cell in cells),
            "pending": sum(cell.qty_pending for cell in cells),
            "price_reduction": sum(cell.price_reduction for cell in cells),
            "fine": sum(one.fine for lot in lots for one in lot.decisions),
            "earned": total,
            "earned_satang": total,
        },
        money="earned",
        quantity="quantity",
        wanted=wanted,
    )


def _earned(source: Source) -> Counter[tuple[str, str, str]]:
    """What each lot has earned, claimed or not: (unit, activity, lot) -> satang."""
    sums: Counter[tuple[str, str, str]] = Counter()
    for bucket, amount in source.facts.balances.items():
        if bucket.stage in ("earned", "settled"):
            sums[bucket.unit, bucket.code, bucket.item] += amount
    return sums


def _matched(source: Source) -> Mapping[int, tuple[str, ...]]:
    """Lot's position -> the vouchers it is held against; those of a suggestion do not count."""
    found = (one for one in source.statement.matching.matches if one.status != "SUGGESTED")
    return {lot.seq: one.voucher_names for one in found for lot in one.deliveries}


def _record(
    source: Source, lot: Delivery, earned: Counter[tuple[str, str, str]], matched: tuple[str, ...]
) -> Record:
    last = lot.decisions[-1] if lot.decisions else None
    worth = earned[lot.unit, lot.activity, lot.number]
    values = (
        lot.number,
        source.unit(lot.unit),
        source.activity(lot.activity),
        lot.vendor,
        lot.on,
        lot.quantity,
        lot.rework_of,
        lot.commitment,
        lot.accepted,
        lot.rejected,
        Live("={quantity}-{accepted}-{rejected}", lot.pending),
        lot.price_reduction,
        sum(decision.fine for decision in lot.decisions),
        last.decided_on if last else None,
        ", ".join(dict.fromkeys(one.report_no for one in lot.decisions if one.report_no)),
        ", ".join(dict.fromkeys(one.decided_by for one in lot.decisions if one.decided_by)),
        lot.maker,
        worth,
        worth,
        joined(matched),
        _state(source, lot),
        lot.seq,
        source.leaf(lot.seq),
    )
    return Record(values, document_key(lot.unit, lot.fiscal_year, lot.number))


def _state(source: Source, lot: Delivery) -> State:
    if lot.pending:
        return source.state("pending")
    if lot.rejected_open:
        return source.state("rejected")
    return source.state("reworked" if lot.rejected else "accepted")
