"""Subsets: which two to six of at most 24 positive amounts make a sum, and how many nearly do.

The amounts are cut in two halves; every sum of the whole is a sum of each half. That visits all there
is to visit (24 amounts have 190,026 subsets of 2 to 6, below the 200,000 a depth-first search would be
allowed), but looks at some thousands of half sums instead. Pure integers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain, combinations
from math import gcd
from typing import Final, NamedTuple

LEGS_MIN: Final = 2
LEGS_MAX: Final = 6
SOLUTIONS_MAX: Final = 1000
PLACEBO_STEPS: Final = 10

Picked = tuple[int, ...]


class Solutions(NamedTuple):
    """Index tuples by size and position; `complete` unless the search stopped when it had enough."""

    found: tuple[Picked, ...]
    complete: bool


def solutions(amounts: Sequence[int], target: int, enough: int = SOLUTIONS_MAX) -> Solutions:
    """The subsets of 2 to 6 amounts that sum to the target, fewest legs first.

    The search stops after the size at which it has found `enough`, or at once beyond SOLUTIONS_MAX.

    >>> solutions((3, 4, 5, 7, 8), 12)
    Solutions(found=((1, 4), (2, 3), (0, 1, 2)), complete=True)
    """
    useful = [index for index, amount in enumerate(amounts) if amount < target]
    if not _possible([amounts[index] for index in useful], target):
        return Solutions((), complete=True)
    halves = _Halves(_Half(amounts, useful[::2]), _Half(amounts, useful[1::2]), target)
    found: list[Picked] = []
    for legs in range(LEGS_MIN, LEGS_MAX + 1):
        own: list[Picked] = []
        for picked in halves.of_size(legs):
            if len(found) + len(own) == SOLUTIONS_MAX:
                return Solutions((*found, *sorted(own)), complete=False)
            own.append(picked)
        found += sorted(own)
        if len(found) >= enough:
            return Solutions(tuple(found), complete=False)
    return Solutions(tuple(found), complete=True)


def placebo(amounts: Sequence[int], target: int) -> int:
    """How many subsets of 2 to 6 fall on the ten lattice steps below or above the target, but not on it.

    The target is a sum itself, so it lies on the lattice. A lattice step is the greatest common divisor
    of the amounts, so every sum between the outermost steps lies on one.

    >>> placebo((10, 20, 30), 50)  # 30, 40 and 60 are near; 50 itself does not count
    3
    """
    indexes = range(len(amounts))
    halves = _Half(amounts, indexes[::2]), _Half(amounts, indexes[1::2])
    step = gcd(*amounts)
    wide = _count_between(*halves, target - PLACEBO_STEPS * step, target + PLACEBO_STEPS * step)
    return wide - _count_between(*halves, target, target)


class _Half:
    """All sums of up to six of some amounts, by how many were picked."""

    def __init__(self, amounts: Sequence[int], indexes: Sequence[int]) -> None:
        self.indexes = indexes
        self.amounts = [amounts[index] for index in indexes]
        self.sums: list[list[int]] = [[0], *([] for _ in range(LEGS_MAX))]
        for amount in self.amounts:
            for count in range(LEGS_MAX, 0, -1):
                self.sums[count] += [total + amount for total in self.sums[count - 1]]

    def picks(self, count: int, wanted: set[int]) -> dict[int, list[Picked]]:
        """Wanted sum -> the index tuples of a size that make it."""
        found: dict[int, list[Picked]] = {total: [] for total in wanted}
        totals = map(sum, combinations(self.amounts, count))
        for picked, total in zip(combinations(self.indexes, count), totals, strict=True):
            if total in found:
                found[total].append(picked)
        return found


def _possible(amounts: Sequence[int], target: int) -> bool:
    """Whether the lattice and the largest amounts leave any hope."""
    if len(amounts) < LEGS_MIN or target % gcd(*amounts):
        return False
    return sum(sorted(amounts)[-LEGS_MAX:]) >= target


class _Halves:
    """Two halves and a target: what one has and what of it the other needs."""

    def __init__(self, left: _Half, right: _Half, target: int) -> None:
        self.left, self.right, self.target = left, right, target
        self.had = [set(sums) for sums in right.sums]
        self.needed = [{target - total for total in sums} for sums in left.sums]

    def of_size(self, legs: int) -> Iterator[Picked]:
        """The subsets of a size that make the target."""
        for count in range(legs + 1):
            common = self.needed[count] & self.had[legs - count]
            if common:
                mine = self.left.picks(count, {self.target - total for total in common})
                yours = self.right.picks(legs - count, common)
                for total in sorted(common):
                    for one in mine[self.target - total]:
                        yield from (tuple(sorted(one + other)) for other in yours[total])


def _count_between(left: _Half, right: _Half, low: int, high: int) -> int:
    """How many subsets of 2 to 6 sum to at least `low` and at most `high`."""
    count = 0
    for picked in range(LEGS_MAX + 1):
        sizes = right.sums[max(0, LEGS_MIN - picked) : LEGS_MAX + 1 - picked]
        other = sorted(chain.from_iterable(sizes))
        for total in left.sums[picked]:
            count += bisect_right(other, high - total) - bisect_left(other, low - total)
    return count
