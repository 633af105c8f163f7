"""T1: the transfer register: every leg in the order it was issued, with totals that run along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reconciliation.documents import Transfer
from reports.columns import LAST, SUM, Column, Live, Record
from reports.sheets.source import Source, document_key
from reports.sheets.transfers import state_of, system_of
from reports.table import Table

_MONEY: Final = ("issued", "confirmed", "recalled", "in_transit")
RUNNING: Final = {f"{key}_so_far": key for key in ("issued", "confirmed", "in_transit")}

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
    *(Column(key=key, kind="money", width=13, total=SUM) for key in _MONEY),
    *(Column(key=key, kind="money", width=14, total=LAST) for key in RUNNING),
    Column(key="state", kind="state", width=15),
    Column(key="maker", kind="text", width=11),
    Column(key="entry", kind="number", width=8),
)


def transfer_register(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, a stream; the totals that run along end with what the system has."""
    legs = sorted(source.facts.transfers, key=lambda leg: (leg.on, leg.seq))
    system = system_of(source)
    return Table(
        ref="T1",
        columns=COLUMNS,
        records=_records(source, legs),
        rows=len(legs),
        system={key: system[RUNNING.get(key, key)] for key in (*_MONEY, *RUNNING)},
        money="issued",
        wanted=wanted,
    )


def _records(source: Source, legs: Sequence[Transfer]) -> Iterator[Record]:
    issued = confirmed = waiting = 0
    for leg in legs:
        issued, confirmed = issued + leg.amount, confirmed + leg.confirmed
        waiting += leg.in_transit
        running = dict(zip(RUNNING, (issued, confirmed, waiting), strict=True))
        yield _record(source, leg, running)


def _record(source: Source, leg: Transfer, running: dict[str, int]) -> Record:
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
        leg.confirmed,
        leg.recalled,
        Live("=ROUND({issued}-{confirmed}-{recalled},2)", leg.in_transit),
        *(Live(_FORMULAS[key], value) for key, value in running.items()),
        state_of(source, leg),
        leg.maker,
        leg.seq,
    )
    return Record(values, document_key(leg.to_unit, leg.fiscal_year, leg.number))


_FORMULAS: Final = {key: f"=ROUND(SUM({{above_{key}}},{{{of}}}),2)" for key, of in RUNNING.items()}
