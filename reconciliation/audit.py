"""Audit: the sample a statement's rule set asks for, and how it is judged until an auditor says more."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from reconciliation.sampling import (
    Evaluation,
    MonetarySample,
    NotDrawn,
    VoucherKey,
    draw,
    evaluate,
    match_burdens,
    overhead_burdens,
    population,
    terms_of,
    unsupported_shares,
)
from reconciliation.statement import Statement


class Audit(NamedTuple):
    """A sample drawn, and its evaluation."""

    sample: MonetarySample
    evaluation: Evaluation


def audit(statement: Statement) -> Audit | NotDrawn:
    """Draw the monetary-unit sample of a statement's vouchers and judge it by what is unsupported.

    Until an auditor enters a value, what evidence does not support of a voucher counts as misstated.
    """
    terms = terms_of(statement.rules, statement.book.id, statement.position)
    sample = draw(population(statement.facts.vouchers), terms)
    if isinstance(sample, NotDrawn):
        return sample
    return Audit(sample, evaluate(sample, unsupported_of(statement)))


def unsupported_of(statement: Statement) -> Mapping[VoucherKey, Fraction]:
    """What of each voucher neither evidence nor the overhead cap supports, in minor units."""
    facts = statement.facts
    overhead = frozenset(code for code, a in facts.activities.items() if a.basis == "overhead")
    above_cap = {district.district: district.overhead_unsupported for district in statement.districts}
    return unsupported_shares(
        [
            *match_burdens(statement.matching.matches),
            *overhead_burdens(facts.vouchers, overhead, above_cap),
        ]
    )
