"""Groups: vouchers and the deliveries they pay for, where more was paid than accepted work is worth.

What is paid above that is explained in this order: work that still waits for its decision, work that
was rejected and not done again, and the rest, which no paper explains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from ledger.money import Money
from reconciliation.documents import Delivery
from reconciliation.findings.legs import about_legs, lots_by_seq
from reconciliation.matching.match import Match
from reconciliation.matching.references import tolerated
from reconciliation.statement import Fact, Finding, Statement


def unsupported_rejected(statement: Statement) -> Iterator[Finding]:
    """E-SPEND-REJ: paid for work that was rejected: min(excess after pending, open rejected × rate)."""
    for match in _groups(statement):
        amount = min(_excess(match) - _pending(match), match.rejected)
        if amount > 0:
            yield about_legs("E-SPEND-REJ", "HIGH", match, match.vouchers, amount, **sums(match))


def unsupported_pending(statement: Statement) -> Iterator[Finding]:
    """E-SPEND-PEND: paid for work not decided yet: min(excess, pending × rate).

    HIGH when the oldest undecided lot has waited too long.
    """
    lots, days = lots_by_seq(statement.facts), statement.rules.pending_days_max
    for match in _groups(statement):
        if amount := _pending(match):
            oldest = min(_undecided(match, lots), default=statement.on)
            severity = "HIGH" if statement.on - oldest > timedelta(days=days) else "MED"
            facts: dict[str, Fact] = {**sums(match), "oldest_on": oldest}
            yield about_legs("E-SPEND-PEND", severity, match, match.vouchers, amount, **facts)


def _undecided(match: Match, lots: Mapping[int, Delivery]) -> Iterator[date]:
    return (lots[lot.seq].on for lot in match.deliveries if lots[lot.seq].pending > 0)


def above_worth(statement: Statement) -> Iterator[Finding]:
    """E-RATE-OVER: paid beyond accepted, pending and rejected work, and beyond tolerance; that rest.

    A cell on actual cost has no rate to go beyond: what exceeds its ceiling stands in its figures.
    """
    for match in _groups(statement):
        rest = _excess(match) - _pending(match)
        rest -= min(max(0, rest), match.rejected)
        over = rest > 0 and not tolerated(match.earned + rest, match.earned, statement.rules)
        if over and match.rule != "RC":
            yield about_legs("E-RATE-OVER", "HIGH", match, match.vouchers, rest, **sums(match))


def beyond_tolerance(statement: Statement, match: Match) -> bool:
    """Whether more was spent than what was earned and the rule set's tolerance allow."""
    return match.difference > 0 and not tolerated(match.spend, match.earned, statement.rules)


def sums(match: Match) -> dict[str, Fact]:
    """The figures of a group."""
    return {"spent": Money(match.spend), "earned": Money(match.earned)}


def _groups(statement: Statement) -> Iterator[Match]:
    """What pays for at least one delivery, and is more than a suggestion."""
    silent = {"SUGGESTED", "NETTED", "UNMATCHED"}
    return (one for one in statement.matching.matches if one.deliveries and one.status not in silent)


def _excess(match: Match) -> int:
    return max(0, match.difference)


def _pending(match: Match) -> int:
    return min(_excess(match), match.pending)
