"""Ageing: how long an item has been open at the cut-off, in the four bands an auditor reads."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

BANDS: Final = ("0-30", "31-60", "61-90", ">90")
_LAST_DAYS: Final = (30, 60, 90)


def band(days: int) -> str:
    """The band of an age in days; what is not a day old is in the first.

    >>> [band(days) for days in (0, 30, 31, 60, 90, 91)]
    ['0-30', '0-30', '31-60', '31-60', '61-90', '>90']
    """
    return BANDS[bisect_left(_LAST_DAYS, days)]
