"""Evaluation: what a monetary-unit sample says of the whole, with its upper limit.

Exact fractions of a minor unit; only what is printed is rounded (rows.py). Each voucher below the
interval stands for its interval by its taint, the misstated share of it; those of stratum TOP stand
for themselves. Source: AICPA Audit Guide, Audit Sampling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ledger.errors import BadValue
from reconciliation.sampling.monetary import PPS, TOP, MonetarySample
from reconciliation.sampling.population import Item, VoucherKey
from reconciliation.sampling.quantile import confidence_factors


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Figures in minor units, exact.

    `incremental_allowance_plus_projection` contains the projection, which is not added again.
    """

    basic_precision: Fraction
    projected_pps: Fraction
    known_top_stratum: Fraction
    incremental_allowance_plus_projection: Fraction
    tolerable: int

    @property
    def projected_total(self) -> Fraction:
        """The most likely misstatement: projected below TOP, known in TOP."""
        return self.projected_pps + self.known_top_stratum

    @property
    def upper_misstatement_limit(self) -> Fraction:
        """What the misstatement does not exceed at the confidence of the sample."""
        allowance = self.incremental_allowance_plus_projection
        return self.basic_precision + allowance + self.known_top_stratum

    @property
    def tolerated(self) -> bool:
        """Whether the upper limit is at most what is tolerable; if not, that is E-SAMPLE-FAIL."""
        return self.upper_misstatement_limit <= self.tolerable


def evaluate(
    sample: MonetarySample,
    unsupported: Mapping[VoucherKey, Fraction],
    audited: Mapping[VoucherKey, Fraction] | None = None,
) -> Evaluation:
    """Judge a sample by the audited values an auditor entered, else by the unsupported shares.

    Both are per voucher in minor units; vouchers outside the sample are not looked at. A value
    above the amount counts as the amount: what was booked too low makes up for nothing. Raises
    BadValue (`audited_value`, negative) for an entered value below 0.
    """
    entered = audited or {}
    top: list[Fraction] = []
    taints: list[Fraction] = []
    for hit in sample.items:
        misstated = _misstatement(hit.item, unsupported, entered)
        if hit.stratum == TOP:
            top.append(misstated)
        elif hit.stratum == PPS and misstated:
            taints.append(misstated / hit.item.amount)
    return Evaluation(
        basic_precision=sample.interval * sample.factor,
        projected_pps=sum(taints, Fraction(0)) * sample.interval,
        known_top_stratum=sum(top, Fraction(0)),
        incremental_allowance_plus_projection=_increments(taints, sample) * sample.interval,
        tolerable=sample.tolerable,
    )


def _misstatement(
    item: Item, unsupported: Mapping[VoucherKey, Fraction], entered: Mapping[VoucherKey, Fraction]
) -> Fraction:
    """Amount less audited value, within 0 and the amount."""
    value = entered.get(item.key)
    if value is None:
        value = max(Fraction(0), item.amount - unsupported.get(item.key, Fraction(0)))
    elif value < 0:
        raise BadValue(field="audited_value", why="negative", value=f"{item.key.text}: {value}")
    return max(Fraction(0), item.amount - value)


def _increments(taints: Iterable[Fraction], sample: MonetarySample) -> Fraction:
    """Σ (CF(i) - CF(i-1)) × taint(i), the largest taint first: increments fall, so this is the most."""
    steps = pairwise(confidence_factors(sample.terms.confidence))
    falling = sorted(taints, reverse=True)
    # The taints come first: zip then stops before it asks for a factor too many.
    return sum(
        (taint * (after - before) for taint, (before, after) in zip(falling, steps, strict=False)),
        Fraction(0),
    )
