"""Rows: a sample as it is printed, in the columns of sample.csv and stratified.csv and their companions.

Money is whole minor units, fractions rounded half up; the confidence factor is a text with two
decimals.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, NamedTuple

from ledger.money import divide_half_up, ratio_text
from reconciliation.sampling.evaluation import Evaluation
from reconciliation.sampling.monetary import MonetarySample
from reconciliation.sampling.stratified import StratifiedSample, rank


class SampleRow(NamedTuple):
    """One voucher that was drawn."""

    voucher_no: str
    amount_satang: int
    cum_from: int
    cum_to: int
    stratum: str
    hits: int


class ParameterRow(NamedTuple):
    """One thing needed to draw the sample again."""

    key: str
    value: str


class EvaluationRow(NamedTuple):
    """One figure of the evaluation."""

    key: str
    value_satang: int


class StratifiedRow(NamedTuple):
    """One voucher that a stratum gave: `rank` is the SHA-256 (hex) of `seed|key`, the lowest are drawn."""

    stratum: str
    voucher_no: str
    unit: str
    amount_satang: int
    rank: str
    key: str


class StratumRow(NamedTuple):
    """One stratum: what it holds, and how many vouchers it gave."""

    name: str
    items: int
    book_value_satang: int
    drawn: int


SAMPLE_COLUMNS: Final = SampleRow._fields
PARAMETER_COLUMNS: Final = ParameterRow._fields
EVALUATION_COLUMNS: Final = EvaluationRow._fields
STRATIFIED_COLUMNS: Final = StratifiedRow._fields
STRATUM_COLUMNS: Final = StratumRow._fields

_FIGURES: Final = (
    "basic_precision",
    "projected_pps",
    "known_top_stratum",
    "projected_total",
    "incremental_allowance_plus_projection",
    "upper_misstatement_limit",
    "tolerable",
)


def sample_rows(sample: MonetarySample) -> tuple[SampleRow, ...]:
    """The vouchers that were hit, in the order of the population."""
    return tuple(
        SampleRow(hit.item.name, hit.item.amount, hit.cum_from, hit.cum_to, hit.stratum, hit.hits)
        for hit in sample.items
    )


def parameter_rows(sample: MonetarySample) -> tuple[ParameterRow, ...]:
    """What the sample was drawn from and with."""
    values = {
        "population_items": sample.population_items,
        "book_value_satang": sample.book_value,
        "tolerable_satang": sample.tolerable,
        "confidence_factor": ratio_text(sample.factor.numerator, sample.factor.denominator, 2),
        "interval_satang": sample.interval,
        "seed": sample.terms.seed,
        "random_start": sample.start,
        "hits": sample.hits,
        "items": len(sample.items),
    }
    return tuple(ParameterRow(key, str(value)) for key, value in values.items())


def evaluation_rows(evaluation: Evaluation) -> tuple[EvaluationRow, ...]:
    """The figures, each rounded by itself: printed parts may differ from a printed sum by one."""
    return tuple(EvaluationRow(name, _rounded(getattr(evaluation, name))) for name in _FIGURES)


def stratified_rows(sample: StratifiedSample) -> tuple[StratifiedRow, ...]:
    """The vouchers drawn, stratum by stratum, the lowest rank first."""
    return tuple(
        StratifiedRow(
            stratum.name,
            item.name,
            item.key.unit,
            item.amount,
            rank(item, sample.seed).hex(),
            item.key.text,
        )
        for stratum in sample.strata
        for item in stratum.drawn
    )


def stratum_rows(sample: StratifiedSample) -> tuple[StratumRow, ...]:
    """The strata in their order."""
    return tuple(
        StratumRow(one.name, one.population_items, one.book_value, len(one.drawn)) for one in sample.strata
    )


def _rounded(figure: Fraction | int) -> int:
    return divide_half_up(figure.numerator, figure.denominator)
