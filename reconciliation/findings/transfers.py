"""Transfers: money on its way for too long, or not all of it confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.calendar import working_days_between
from ledger.money import Money
from reconciliation.documents import Transfer
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.statement import Finding, Statement


def confirmed_differs(statement: Statement) -> Iterator[Finding]:
    """E-RECEIPT: the receiver confirmed another amount than was issued; what is missing.

    What was called back is settled, and what nobody has confirmed at all is on its way (E-TRANSIT).
    """
    names = names_of(statement.facts.transfers)
    for leg in statement.facts.transfers:
        if leg.confirmed and leg.in_transit and _waited(statement, leg) > statement.rules.receipt_days_max:
            yield about_papers(
                "E-RECEIPT",
                "HIGH",
                (leg,),
                names,
                abs(leg.in_transit),
                issued=Money(leg.amount - leg.recalled),
                confirmed=Money(leg.confirmed),
                on=leg.on,
                days=statement.rules.receipt_days_max,
            )


def in_transit_long(statement: Statement) -> Iterator[Finding]:
    """E-TRANSIT: in transit for more working days than it should be; what is in transit."""
    names = names_of(statement.facts.transfers)
    for leg in statement.facts.transfers:
        waited = _waited(statement, leg) if leg.in_transit > 0 else 0
        if waited > statement.rules.transit_days_max:
            yield about_papers(
                "E-TRANSIT",
                "MED",
                (leg,),
                names,
                leg.in_transit,
                on=leg.on,
                days=waited,
                limit=statement.rules.transit_days_max,
            )


def _waited(statement: Statement, leg: Transfer) -> int:
    return working_days_between(leg.on, statement.on, statement.facts.holidays)
