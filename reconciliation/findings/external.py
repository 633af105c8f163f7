"""External: what a bank or the city's own system says we hold, where it is not what our book explains."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.calendar import fiscal_year
from ledger.money import Money
from reconciliation.external import Comparison, ExternalResult
from reconciliation.statement import Finding, Statement


def differs(statement: Statement) -> Iterator[Finding]:
    """E-MIS-DIFF: a stated balance is not ours with all that may still be on its way; the difference."""
    for result in statement.external:
        for one in result.differing:
            yield _finding(result, one)


def _finding(result: ExternalResult, one: Comparison) -> Finding:
    unit, line = one.place
    amount = abs(one.difference)
    unknown = [item for item in result.unknown if item.place == one.place]
    return Finding(
        code="E-MIS-DIFF",
        severity="HIGH",
        subjects=(str(one.place),),
        amount=amount,
        unit=unit,
        owner=unit,
        # Two sources may speak of one place.
        keys=(f"{unit}/{fiscal_year(result.on)}/{line}/{result.source}",),
        facts={
            "unit": unit,
            "amount": Money(amount),
            "source": result.source,
            "on": result.on,
            "ours": Money(one.ours),
            "theirs": Money(one.theirs),
            "should": Money(one.expected),
            "count": len(unknown),
            "days": max((item.age_days for item in unknown), default=0),
        },
    )
