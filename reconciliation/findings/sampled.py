"""Sampled: what the audit sample says of all vouchers together."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.money import Money, divide_half_up
from reconciliation.audit import audit
from reconciliation.findings.subjects import about_unit
from reconciliation.sampling import NotDrawn
from reconciliation.statement import FailedRule, Finding, Statement


def above_tolerable(statement: Statement) -> Iterator[Finding | FailedRule]:
    """E-SAMPLE-FAIL: the upper misstatement limit is above what is tolerable; the amount is that limit.

    Only where the rule set asks for a sample; the centre answers for the whole.
    """
    if not statement.rules.samples:
        return
    drawn = audit(statement)
    if isinstance(drawn, NotDrawn):
        yield FailedRule(code="E-SAMPLE-FAIL", why=drawn.why)
        return
    if not drawn.evaluation.tolerated:
        limit, centre = drawn.evaluation.upper_misstatement_limit, statement.book.centre
        yield about_unit(
            "E-SAMPLE-FAIL",
            "HIGH",
            (centre, centre),
            statement.on,
            divide_half_up(limit.numerator, limit.denominator),
            tolerable=Money(drawn.evaluation.tolerable),
            count=len(drawn.sample.items),
            population=drawn.sample.population_items,
        )
