"""Quantile: how much error a sample may hide, from the gamma distribution.

The only binary floating point of sampling (IEEE 754 binary64). What leaves this file is a whole
number of hundredths, so that everything computed from it is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import exp, fsum, lgamma, log
from typing import Final

HUNDREDTHS: Final = 100
_NEGLIGIBLE: Final = 2.0**-60  # below half a unit in the last place of any sum that starts at 1


def confidence_factors(confidence: Fraction) -> Iterator[Fraction]:
    """CF(0), CF(1), … without end: the quantile at `confidence` of gamma(k + 1, 1), up to 2 decimals.

    `confidence` is a share above 0 and below 1; ValueError otherwise. CF(k) is the upper limit of
    the mean of a Poisson count of which k were seen: the smallest mean at which k or fewer have a
    chance of 1 - confidence at most.

    >>> factors = confidence_factors(Fraction("0.95"))
    >>> [str(float(next(factors))) for _ in range(4)]
    ['3.0', '4.75', '6.3', '7.76']
    """
    if not 0 < confidence < 1:
        raise ValueError("a confidence is a share above 0 and below 1")
    return _factors(float(1 - confidence))


def _factors(risk: float) -> Iterator[Fraction]:
    """Each search starts where the one before ended: quantiles rise with the count."""
    found, count = 0, 0
    while True:
        found = _first_hundredth(count, risk, found)
        yield Fraction(found, HUNDREDTHS)
        count += 1


def _first_hundredth(count: int, risk: float, below: int) -> int:
    """The first whole hundredth above `below` whose chance is at most `risk`: rounding up in one go."""
    step = 1
    while chance_at_most(count, (below + step) / HUNDREDTHS) > risk:
        below += step
        step *= 2
    above = below + step
    while above - below > 1:
        middle = (below + above) // 2
        if chance_at_most(count, middle / HUNDREDTHS) > risk:
            below = middle
        else:
            above = middle
    return above


def chance_at_most(count: int, mean: float) -> float:
    """The chance of at most `count` events of a Poisson law with a mean above 0.

    That is the upper tail of gamma(count + 1, 1) at the mean. Summed from the last term down, as
    far as the terms are more than dust.
    """
    term = exp(count * log(mean) - mean - lgamma(count + 1))
    terms, first = [term], term
    for events in range(count, 0, -1):
        term *= events / mean
        terms.append(term)
        if events < mean and term < first * _NEGLIGIBLE:
            break
    return fsum(terms)
