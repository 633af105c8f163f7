"""Recoveries: money that somebody was told to pay back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.money import Money
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.statement import Finding, Statement


def unpaid(statement: Statement) -> Iterator[Finding]:
    """E-RECEIVABLE: a recovery was ordered and not (fully) paid; what is still owed."""
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        owed = sum(part.disallowed - part.recovered for part in voucher.parts)
        if voucher.standing and owed > 0:
            since = min(part.disallowed_on or date.max for part in voucher.parts)
            yield about_papers(
                "E-RECEIVABLE",
                "HIGH",
                (voucher,),
                names,
                owed,
                ordered=Money(sum(part.disallowed for part in voucher.parts)),
                since=since,
                days=(statement.on - since).days,
            )
