"""E1: transfers and receipts, one row per transfer."""

from __future__ import annotations

from typing import Final

from ledger.calendar import working_days_between
from reconciliation.documents import Transfer
from reports.columns import SUM, Column, Live, Record, State, satang_beside
from reports.sheets.source import Source, document_key
from reports.table import Figure, Table

_ISSUED: Final = Column(key="issued", kind="money", width=12, total=SUM)
_CONFIRMED: Final = Column(key="confirmed", kind="money", width=12, total=SUM)

COLUMNS: Final = (
    Column(key="number", kind="text", width=13),
    Column(key="order_no", kind="text", width=15),
    Column(key="letter_no", kind="text", width=15),
    Column(key="letter_on", kind="date", width=13),
    Column(key="kind", kind="text", width=13),
    Column(key="line", kind="text", width=22),
    Column(key="from_unit", kind="text", width=21),
    Column(key="to_unit", kind="text", width=21),
    Column(key="issued_on", kind="date", width=13),
    _ISSUED,
    satang_beside(_ISSUED),
    Column(key="confirmed_on", kind="date", width=13),
    _CONFIRMED,
    satang_beside(_CONFIRMED),
    Column(key="recalled", kind="money", width=12, total=SUM),
    Column(key="in_transit", kind="money", width=12, total=SUM),
    Column(key="days_in_transit", kind="number", width=10),
    Column(key="state", kind="state", width=15),
    Column(key="maker", kind="text", width=11),
    Column(key="confirmed_by", kind="text", width=11),
    Column(key="entry", kind="number", width=8),
    Column(key="leaf", kind="digest", width=19),
)


def transfers(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet."""
    return Table(
        ref="E1",
        columns=COLUMNS,
        records=(_record(source, leg) for leg in source.facts.transfers),
        rows=len(source.facts.transfers),
        system=system_of(source),
        money="issued",
        wanted=wanted,
    )


def system_of(source: Source) -> dict[str, Figure]:
    """The system's totals; what is on the way comes from the buckets, not from the documents."""
    legs = source.facts.transfers
    held = sum(amount for (_, stage), amount in source.facts.held.items() if stage == "in_transit")
    waiting = sum(amount for bucket, amount in source.facts.balances.items() if bucket.stage == "in_transit")
    waiting += sum(leg.in_transit for leg in legs if _beyond(source, leg))
    recalled = sum(leg.recalled for leg in legs)
    confirmed = sum(leg.confirmed for leg in legs)
    issued = confirmed + recalled + waiting + held
    return {
        "issued": issued,
        "issued_satang": issued,
        "confirmed": confirmed,
        "confirmed_satang": confirmed,
        "recalled": recalled,
        "in_transit": waiting + held,
    }


def _beyond(source: Source, leg: Transfer) -> bool:
    """Whether a narrowed statement lacks the receiver's buckets."""
    return bool(source.statement.units) and leg.to_unit not in source.statement.units


def _record(source: Source, leg: Transfer) -> Record:
    last = leg.receipts[-1] if leg.receipts else None
    until = last.on if last and not leg.in_transit else source.statement.on
    values = (
        leg.number,
        leg.order_no,
        leg.letter_no,
        leg.letter_on,
        source.kind(leg.kind),
        leg.line,
        source.unit(leg.from_unit),
        source.unit(leg.to_unit),
        leg.on,
        leg.amount,
        leg.amount,
        last.on if last else None,
        leg.confirmed,
        leg.confirmed,
        leg.recalled,
        Live("=ROUND({issued}-{confirmed}-{recalled},2)", leg.in_transit),
        working_days_between(leg.on, until, source.facts.holidays),
        state_of(source, leg),
        leg.maker,
        last.confirmed_by if last else "",
        leg.seq,
        source.leaf(leg.seq),
    )
    return Record(values, document_key(leg.to_unit, leg.fiscal_year, leg.number))


def state_of(source: Source, leg: Transfer) -> State:
    """What became of a transfer."""
    if leg.in_transit:
        return source.state("in_transit")
    return source.state("confirmed" if leg.confirmed else "recalled")
