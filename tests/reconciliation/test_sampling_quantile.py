"""Quantile: the confidence factors of the published tables."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import islice, pairwise
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.sampling import confidence_factors
from reconciliation.sampling.quantile import chance_at_most

HUNDREDTH = Fraction(1, 100)


def first(confidence: str, count: int) -> list[Fraction]:
    return list(islice(confidence_factors(Fraction(confidence)), count))


# AICPA Audit Guide, Audit Sampling: confidence factors for overstatements; 99 % and 80 % from the
# Poisson tables. Rounded up where the guide rounds to the nearest.
@pytest.mark.parametrize(
    ("confidence", "factors"),
    (
        ("0.95", "3.00 4.75 6.30 7.76 9.16 10.52 11.85 13.15 14.44 15.71 16.97"),
        ("0.90", "2.31 3.89 5.33 6.69 8.00 9.28 10.54 11.78 13.00 14.21 15.41"),
        ("0.99", "4.61 6.64 8.41 10.05 11.61 13.11 14.58 16.00 17.41 18.79 20.15"),
        ("0.80", "1.61 3.00 4.28 5.52 6.73 7.91 9.08 10.24 11.38 12.52 13.66"),
    ),
)
def test_the_factors_are_those_of_the_tables_rounded_up(confidence: str, factors: str) -> None:
    assert first(confidence, 11) == [Fraction(text) for text in factors.split()]


def tail(count: int, mean: Fraction) -> Fraction:
    """Σ mean^i / i!: the chance of at most `count` events times e^mean, exact."""
    return sum((mean**i / Fraction(factorial(i)) for i in range(count + 1)), Fraction(0))


def e_to(mean: Fraction) -> Fraction:
    """e^mean to far more digits than binary64 has."""
    return tail(200, mean)


@given(st.integers(0, 25), st.integers(1, 999))
def test_each_factor_is_the_first_hundredth_that_is_enough(count: int, per_mille: int) -> None:
    """Against exact fractions instead of logarithms."""
    risk = 1 - Fraction(per_mille, 1000)
    factor = first(f"0.{per_mille:03d}", count + 1)[-1]
    before = factor - HUNDREDTH
    assert tail(count, factor) <= risk * e_to(factor)
    assert tail(count, before) > risk * e_to(before)


def test_factors_rise_and_their_steps_fall_to_one() -> None:
    factors = first("0.95", 800)
    steps = [after - before for before, after in pairwise(factors)]
    assert all(step > 1 for step in steps)
    assert all(later - step <= Fraction("0.01") for step, later in pairwise(steps))


@pytest.mark.parametrize(("count", "mean"), ((2000, 2075), (1500, 1500), (5, 40), (800, 700)))
def test_long_sums_keep_their_precision(count: int, mean: int) -> None:
    """Against decimals of sixty digits."""
    with localcontext(prec=60):
        term, total = Decimal(1), Decimal(1)
        for events in range(1, count + 1):
            term = term * mean / events
            total += term
        exact = total / Decimal(mean).exp()
    assert chance_at_most(count, mean) == pytest.approx(float(exact), rel=1e-10)


@pytest.mark.parametrize("confidence", ("0", "1", "1.5"))
def test_a_confidence_is_a_share(confidence: str) -> None:
    with pytest.raises(ValueError, match="confidence"):
        confidence_factors(Fraction(confidence))
