"""Logarithms: the only binary floating point of analytics (IEEE 754 binary64).

Nothing computed here is an amount: it says which cells to look at (E-UNIT-COST), and how often first
digits come by nature, in whole millionths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from math import exp, log, log10
from statistics import median
from typing import Final

# Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): the modified z-score.
SCALE: Final = 0.6745
OUTLIERS_UNDEFINED: Final = "no_spread"
MILLION: Final = 10**6
FIRST_TWO: Final = range(10, 100)


def outliers(costs: Sequence[tuple[int, int]], score_max: Fraction) -> list[tuple[int, int]] | None:
    """Places of (cost, quantity) pairs whose |0.6745·(ln c - median)/MAD| exceeds `score_max`.

    Both parts of a pair are above 0. Each place comes with the typical unit cost, exp(median), to
    the whole minor unit. None when half the costs are equal: then the spread (MAD) is 0.
    """
    logs = [log(cost / quantity) for cost, quantity in costs]
    middle = median(logs)
    spread = median(abs(one - middle) for one in logs)
    if spread == 0:
        return None
    typical = round(exp(middle))
    far = float(score_max)
    return [(place, typical) for place, one in enumerate(logs) if abs(SCALE * (one - middle) / spread) > far]


@cache
def first_two_digits() -> Mapping[int, int]:
    """First two digits (10 to 99) -> their share by Benford's law, log10(1 + 1/d), in millionths."""
    return {digits: round(log10(1 + 1 / digits) * MILLION) for digits in FIRST_TWO}
