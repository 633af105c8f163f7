"""Overhead: shared running costs, shared out over activities and held against a cap.

The cap is a share of earned value set by the rule set; the shipped one is invented and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from ledger.money import share_largest_remainder

PERCENT: Final = 100


def share_overhead(overhead: int, earned: Mapping[str, int]) -> tuple[Mapping[str, int], int]:
    """Share a unit's overhead over its activities by max(0, EV): shares by activity, and the rest.

    Largest remainder, ties by activity code. All of it stays unallocated when nothing was earned.

    >>> share_overhead(5, {"B": 3, "A": 3, "C": -2})
    ({'A': 3, 'B': 2, 'C': 0}, 0)
    >>> share_overhead(5, {"A": 0})
    ({'A': 0}, 5)
    """
    codes = sorted(earned)
    if not any(earned[code] > 0 for code in codes):
        return dict.fromkeys(codes, 0), overhead
    shares = share_largest_remainder(overhead, [earned[code] for code in codes])
    return dict(zip(codes, shares, strict=True)), 0


def capped(amount: int, percent: Fraction) -> int:
    """A percentage of an amount, rounded down to the whole minor unit.

    >>> capped(5_550_050, Fraction("3.00"))
    166501
    """
    return amount * percent // PERCENT
