"""Contracts: payments that should have one, contracts nobody uses, work that came late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain

from reconciliation.documents import Commitment, Delivery, Part, Voucher
from reconciliation.facts import Facts
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.statement import Finding, Statement

Named = tuple[str, str]
"""(unit, contract number)"""


def without_contract(statement: Statement) -> Iterator[Finding]:
    """E-NO-COMMIT: paid to a vendor above the limit without a contract; what was not drawn on one.

    Payments that name no vendor bought nothing from anybody: grants, wages, money passed on.
    """
    limit, carried = statement.rules.approval_limit, carried_contracts(statement.facts)
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        free = sum(part.amount for part in voucher.parts if not drawn_on_contract(voucher, part, carried))
        if voucher.vendor and free > limit.minor:
            yield about_papers(
                "E-NO-COMMIT",
                "HIGH",
                (voucher,),
                names,
                free,
                vendor=voucher.vendor,
                limit=limit,
                on=voucher.on,
            )


def carried_contracts(facts: Facts) -> frozenset[Named]:
    """(unit, number) of the carry-overs that hold the rest of a contract."""
    return frozenset((carry.unit, carry.number) for carry in facts.carries if carry.commitment)


def drawn_on_contract(voucher: Voucher, part: Part, carried: frozenset[Named]) -> bool:
    """Whether a line was paid from a contract, or from what was carried over of one."""
    return part.drawn_from == "committed" or (
        part.drawn_from == "carried" and (voucher.unit, part.source.partition("@")[0]) in carried
    )


def stale(statement: Statement) -> Iterator[Finding]:
    """E-STALE-COMMIT: a contract with an open balance and no movement for long; the open balance.

    Deliveries under it and the decisions on them are movements too, and a contract that is not due
    yet has its time.
    """
    days_max, worked = statement.rules.stale_days_max, _work_under(statement.facts)
    names = names_of(statement.facts.commitments)
    for one in statement.facts.commitments:
        last = max((one.on, *(move.on for move in one.movements), *worked.get((one.unit, one.number), ())))
        waits = one.due_on is not None and one.due_on >= statement.on
        if one.outstanding > 0 and not waits and (days := (statement.on - last).days) > days_max:
            yield about_papers(
                "E-STALE-COMMIT",
                "MED",
                (one,),
                names,
                one.outstanding,
                vendor=one.vendor or "–",
                last_on=last,
                days=days,
                limit=days_max,
            )


def _work_under(facts: Facts) -> Mapping[Named, list[date]]:
    """(unit, contract number) -> the days of its deliveries and decisions."""
    worked: defaultdict[Named, list[date]] = defaultdict(list)
    for lot in facts.deliveries:
        if lot.commitment:
            days = (lot.on, *(decision.decided_on for decision in lot.decisions))
            worked[lot.unit, lot.commitment].extend(days)
    return worked


def late_without_fine(statement: Statement) -> Iterator[Finding]:
    """E-LATE-NOFINE: accepted, delivered after the contract's due date, no fine, no extension.

    The contract is the one the delivery names, or that a voucher citing the delivery draws on. A fine
    is the committee's or one kept back from a payment; an extension is a carry-over of the contract
    that ends no earlier than the delivery. What is not accepted yet may still be fined.
    """
    facts = statement.facts
    contracts, citing = _by_number(facts), _citing(facts)
    names = names_of(facts.deliveries)
    for lot in facts.deliveries:
        contract = _contract_of(lot, contracts, citing.get(lot.number, ()))
        if contract is None or contract.due_on is None or lot.on <= contract.due_on or not lot.accepted:
            continue
        paid = (voucher.fine for voucher, _ in citing.get(lot.number, ()))
        if any(chain((one.fine for one in lot.decisions), paid)) or _extended(facts, contract, lot.on):
            continue
        yield about_papers(
            "E-LATE-NOFINE",
            "HIGH",
            (lot,),
            names,
            0,
            contract=contract.number,
            on=lot.on,
            due_on=contract.due_on,
            days=(lot.on - contract.due_on).days,
        )


def _by_number(facts: Facts) -> Mapping[Named, Commitment]:
    """Of equal numbers of two years the later one."""
    return {(one.unit, one.number): one for one in facts.commitments}


def _citing(facts: Facts) -> Mapping[str, list[tuple[Voucher, Part]]]:
    """Lot number -> the standing voucher lines that cite it."""
    citing: defaultdict[str, list[tuple[Voucher, Part]]] = defaultdict(list)
    for voucher in facts.vouchers:
        for part in voucher.parts if voucher.standing else ():
            if part.delivery:
                citing[part.delivery].append((voucher, part))
    return citing


def _contract_of(
    lot: Delivery, contracts: Mapping[Named, Commitment], citing: list[tuple[Voucher, Part]] | tuple[()]
) -> Commitment | None:
    sources = (part.source.partition("@")[0] for _, part in citing if part.drawn_from == "committed")
    found = (contracts.get((lot.unit, number)) for number in (lot.commitment, *sources) if number)
    return next((one for one in found if one is not None), None)


def _extended(facts: Facts, contract: Commitment, until: date) -> bool:
    return any(
        (carry.unit, carry.commitment) == (contract.unit, contract.number) and carry.end_on >= until
        for carry in facts.carries
    )
