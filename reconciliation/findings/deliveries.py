"""Deliveries: lots whose quantities, prices or days do not add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from reconciliation.documents import Delivery
from reconciliation.facts import Facts
from reconciliation.findings.subjects import about_cell, about_papers, names_of
from reconciliation.statement import Finding, Statement
from reconciliation.worth import Rates


def quantities(statement: Statement) -> Iterator[Finding]:
    """E-QTY: Qd ≠ Qa + Qr + Qp in a cell, or more was decided on a lot than was delivered.

    What waits is counted in the buckets, so that the two sides come from different places.
    """
    waiting = _waiting(statement.facts)
    for cell in statement.cells:
        known = waiting.get((cell.district, cell.activity), 0)
        decided = cell.qty_accepted + cell.qty_rejected
        if cell.qty_delivered != decided + known:
            place, facts = (cell.district, cell.activity), {"delivered": cell.qty_delivered}
            found = {"decided": decided, "pending": known}
            yield about_cell("E-QTY", "CRIT", place, statement.on, 0, **facts, **found)
    names = names_of(statement.facts.deliveries)
    for lot in statement.facts.deliveries:
        if lot.pending < 0:
            yield about_papers(
                "E-QTY",
                "CRIT",
                (lot,),
                names,
                0,
                activity=lot.activity,
                delivered=lot.quantity,
                decided=lot.accepted + lot.rejected,
                pending=0,
            )


def _waiting(facts: Facts) -> Mapping[tuple[str, str], int]:
    """(unit, activity) -> quantity that waits in the buckets for a decision."""
    waiting: defaultdict[tuple[str, str], int] = defaultdict(int)
    for bucket, amount in facts.balances.items():
        if bucket.stage == "delivered":
            waiting[bucket.unit, bucket.code] += amount
    return waiting


def without_rate(statement: Statement) -> Iterator[Finding]:
    """E-RATE-MISSING: a cell with accepted outputs that no rate, or no contract, puts a price on."""
    facts = statement.facts
    rates, unpriced = Rates(facts.rates), defaultdict[tuple[str, str], list[Delivery]](list)
    for lot in facts.deliveries:
        if _unpriced(facts.basis(lot.activity), lot, rates):
            unpriced[lot.unit, lot.activity].append(lot)
    for cell, lots in unpriced.items():
        accepted, measure = sum(lot.accepted for lot in lots), facts.activities[cell[1]].measure
        found = about_cell(
            "E-RATE-MISSING", "HIGH", cell, statement.on, 0,
            accepted=accepted, measure=measure, lots=", ".join(sorted(lot.number for lot in lots)),
        )  # fmt: skip
        yield replace(found, entries=tuple(lot.seq for lot in lots))


def _unpriced(basis: str, lot: Delivery, rates: Rates) -> bool:
    accepted = [decision.decided_on for decision in lot.decisions if decision.accepted]
    if basis == "contract":
        return bool(accepted) and lot.unit_price is None
    return basis == "unit_rate" and any(rates.on(day, lot.activity, lot.unit) is None for day in accepted)


def above_plan(statement: Statement) -> Iterator[Finding]:
    """E-OVERDELIVER: more accepted than planned; the centre answers.

    An activity that nobody has a plan for is not measured by one.
    """
    planned = {cell.activity for cell in statement.cells if cell.plan_qty}
    for cell in statement.cells:
        if cell.activity in planned and cell.qty_accepted > cell.plan_qty:
            found = about_cell(
                "E-OVERDELIVER",
                "INFO",
                (cell.district, cell.activity),
                statement.on,
                0,
                accepted=cell.qty_accepted,
                planned=cell.plan_qty,
                over=cell.qty_accepted - cell.plan_qty,
                measure=statement.facts.activities[cell.activity].measure,
            )
            yield replace(found, owner=statement.book.centre)


def accepted_slowly(statement: Statement) -> Iterator[Finding]:
    """E-ACCEPT-SLOW: long from the delivery to its last decision, or undecided for as long."""
    names, days_max = names_of(statement.facts.deliveries), statement.rules.acceptance_days_max
    for lot in statement.facts.deliveries:
        decided = max((decision.decided_on for decision in lot.decisions), default=statement.on)
        until = statement.on if lot.pending > 0 else decided
        if (days := (until - lot.on).days) > days_max:
            yield about_papers(
                "E-ACCEPT-SLOW",
                "LOW",
                (lot,),
                names,
                0,
                activity=lot.activity,
                on=lot.on,
                until=until,
                days=days,
                limit=days_max,
                pending=max(0, lot.pending),
            )
