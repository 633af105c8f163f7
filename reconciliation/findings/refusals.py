"""Refusals: what somebody with the authority to ask was not allowed to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ledger.money import Money
from reconciliation.documents import Override, Refused
from reconciliation.statement import Finding, Statement

Series = tuple[str, str, int, str]
"""(verb, unit, fiscal year, number)"""


def refused(statement: Statement) -> Iterator[Finding]:
    """E-REFUSED: a command the rules refused, once per document; the most that was asked for it.

    HIGH when one document was refused often, or when it was approved beyond a limit after a refusal.
    A command without a number is its position.
    """
    asked: defaultdict[Series, list[Refused]] = defaultdict(list)
    for one in statement.facts.refusals:
        asked[one.verb, one.unit, one.fiscal_year, one.number or f"#{one.seq}"].append(one)
    for (verb, unit, year, number), group in asked.items():
        known = unit if unit in statement.facts.units else statement.book.centre
        often = len(group) >= statement.rules.refusals_max
        amount = max(one.amount for one in group)
        yield Finding(
            code="E-REFUSED",
            severity="HIGH" if often or _overridden(group, statement.facts.overrides) else "INFO",
            subjects=(number,),
            amount=amount,
            unit=known,
            owner=known,
            keys=(f"{unit}/{year}/{number}/{verb}",),
            entries=tuple(one.seq for one in group),
            facts={
                "unit": known,
                "amount": Money(amount),
                "verb": verb,
                "refusals": " ".join(sorted({one.code for one in group})),
                "persons": ", ".join(sorted({one.actor for one in group})),
                "times": len(group),
                "on": max(one.on for one in group),
            },
        )


def _overridden(group: Iterable[Refused], overrides: Iterable[Override]) -> bool:
    """Whether somebody later went beyond a limit for the document that was refused."""
    overrides = tuple(overrides)
    return any(later.seq > one.seq and _same(one, later) for one in group for later in overrides)


def _same(one: Refused, later: Override) -> bool:
    """The refusal was of the approval itself, of the proposal, or of what it proposes."""
    if one.verb == "approve":
        return one.number == later.proposal
    return one.number == later.number and one.verb in {later.verb, "propose"}
