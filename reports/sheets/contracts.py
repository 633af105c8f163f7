"""F4: contracts and orders: what was bound, delivered, drawn, released, and is still open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from reconciliation.documents import Commitment, Delivery
from reconciliation.facts import Facts
from reconciliation.work import standing_parts
from reports.columns import SUM, Column, Live, Record, State, Value
from reports.sheets.source import Source, document_key
from reports.sheets.waiting import Place, by_verb, unexplained, waiting
from reports.table import Figure, Table

_PROPOSALS: Final = ("propose", "approve", "reject", "withdraw_proposal")
_OPEN: Final = "outstanding"
_FOOTED: Final = ("amount", "drawn", "released", "carried", "held", _OPEN)

COLUMNS: Final = (
    Column(key="number", kind="text", width=14),
    Column(key="contract_no", kind="text", width=15),
    Column(key="vendor", kind="text", width=16),
    Column(key="unit", kind="text", width=20),
    Column(key="activity", kind="text", width=23),
    Column(key="line", kind="text", width=22),
    Column(key="signed_on", kind="date", width=13),
    Column(key="amount", kind="money", width=15, total=SUM),
    Column(key="quantity", kind="whole", width=11),
    Column(key="unit_price", kind="money", width=12),
    Column(key="priced", kind="money", width=13),
    Column(key="due_on", kind="date", width=14),
    Column(key="delivered", kind="whole", width=11, detail="E3"),
    Column(key="delivered_on", kind="date", width=13),
    Column(key="fine", kind="money", width=12, total=SUM),
    Column(key="drawn", kind="money", width=13, total=SUM, detail="E2"),
    *(Column(key=key, kind="money", width=16, total=SUM) for key in ("released", "carried", "held", _OPEN)),
    Column(key="state", kind="state", width=18),
    Column(key="maker", kind="text", width=12),
    Column(key="approver", kind="text", width=12),
    Column(key="entry", kind="number", width=9),
    Column(key="leaf", kind="digest", width=19),
)


@dataclass(slots=True)
class Work:
    """What was handed in under a contract, rework not counted again, and the committee's fines."""

    delivered: int = 0
    last_on: date | None = None
    fine: int = 0


def contracts(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; what the system has open are the buckets at the stage `committed`, not the documents."""
    facts = source.facts
    rest = unexplained(facts, "committed", facts.commitments)
    done = _work(facts)
    records = [_record(source, one, done.get(one.seq, Work())) for one in facts.commitments]
    records += [_unexplained(source, place, held) for place, held in rest]
    return Table(
        ref="F4",
        columns=COLUMNS,
        records=records,
        system=_system(source, done, sum(held for _, held in rest)),
        money=_OPEN,
        wanted=wanted,
    )


def _system(source: Source, done: Mapping[int, Work], rest: int) -> dict[str, Figure]:
    """What is open comes from the buckets; what was drawn, from what is then left of the contracts."""
    facts = source.facts
    sums = {key: sum(_split(one)[key] for one in facts.commitments) for key in _FOOTED[:-1]}
    held = sum(waiting(facts, "committed").values())
    sums["drawn"] = sums["amount"] - sums["released"] - sums["carried"] - sums["held"] - (held - rest)
    return {**sums, _OPEN: held, "fine": sum(work.fine for work in done.values())}


def _split(contract: Commitment) -> Mapping[str, int]:
    """What became of a contract's amount."""
    moved = by_verb(contract.movements)
    return {
        "amount": contract.amount,
        "drawn": -moved["disburse"],
        "released": -moved["release_commitment"],
        "carried": -moved["carry_forward"],
        "held": -sum(moved[verb] for verb in _PROPOSALS),
    }


def _work(facts: Facts) -> Mapping[int, Work]:
    """Position of a contract -> the work under it.

    A lot is under the contract it names, else under the one that a voucher citing it draws on; of equal
    numbers of two years the later contract counts.
    """
    contracts = {(one.unit, one.number): one.seq for one in facts.commitments}
    citing = {
        part.delivery: part.source.partition("@")[0]
        for _, part in standing_parts(facts)
        if part.delivery and part.drawn_from == "committed"
    }
    done: dict[int, Work] = {}
    for lot in facts.deliveries:
        seq = contracts.get((lot.unit, lot.commitment or citing.get(lot.number, "")))
        if seq is not None:
            _add(done.setdefault(seq, Work()), lot)
    return done


def _add(work: Work, lot: Delivery) -> None:
    work.delivered += 0 if lot.rework_of else lot.quantity
    work.last_on = max(lot.on, work.last_on or lot.on)
    work.fine += sum(decision.fine for decision in lot.decisions)


def _record(source: Source, contract: Commitment, work: Work) -> Record:
    split = _split(contract)
    priced = contract.quantity * contract.unit_price
    values = (
        contract.number,
        contract.contract_no,
        contract.vendor,
        source.unit(contract.unit),
        source.activity(contract.activity),
        contract.line,
        contract.on,
        contract.amount,
        contract.quantity or None,
        contract.unit_price or None,
        Live("=ROUND({quantity}*{unit_price},2)", priced) if priced else None,
        contract.due_on,
        work.delivered,
        work.last_on,
        work.fine,
        *(split[key] for key in ("drawn", "released", "carried", "held")),
        Live("=ROUND({amount}-{drawn}-{released}-{carried}-{held},2)", contract.outstanding),
        _state(source, contract, work),
        contract.maker,
        contract.approver,
        contract.seq,
        source.leaf(contract.seq),
    )
    return Record(values, document_key(contract.unit, contract.fiscal_year, contract.number))


def _state(source: Source, contract: Commitment, work: Work) -> State:
    if contract.outstanding <= 0:
        return source.state("overdrawn" if contract.outstanding else "contract_closed")
    late = contract.due_on is not None and contract.due_on < source.statement.on
    undone = not work.delivered or work.delivered < contract.quantity
    return source.state("contract_overdue" if late and undone else "contract_open")


def _unexplained(source: Source, place: Place, held: int) -> Record:
    """A bucket that holds something although its contract does not stand."""
    unit, line, number = place
    known: dict[str, Value] = {
        "number": number,
        "unit": source.unit(unit),
        "line": line,
        _OPEN: held,
        "state": source.state("unexplained"),
    }
    return Record(tuple(known.get(column.key) for column in COLUMNS))
