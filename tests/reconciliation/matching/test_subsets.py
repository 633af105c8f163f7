"""Subsets: all of them, and how many are near, as plain enumeration finds them."""

from __future__ import annotations

from itertools import chain, combinations
from math import gcd

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.matching.subsets import SOLUTIONS_MAX, placebo, solutions

amounts = st.lists(st.integers(1, 40), min_size=2, max_size=12)


def subsets(of: list[int]) -> list[tuple[int, ...]]:
    return list(chain.from_iterable(combinations(range(len(of)), legs) for legs in range(2, 7)))


@given(amounts, st.integers(1, 120))
def test_the_solutions_are_those_of_plain_enumeration(of: list[int], target: int) -> None:
    expected = [picked for picked in subsets(of) if sum(of[index] for index in picked) == target]
    assert solutions(of, target) == (tuple(expected), True)


@given(amounts, st.integers(1, 120), st.integers(1, 50))
def test_the_placebo_counts_the_lattice_steps_around_the_target(
    of: list[int], target: int, scale: int
) -> None:
    of = [amount * scale for amount in of]
    step = gcd(*of)
    target *= step  # no sum lies off the lattice
    steps = {target + sign * k * step for k in range(1, 11) for sign in (1, -1)}
    assert placebo(of, target) == sum(sum(of[index] for index in picked) in steps for picked in subsets(of))


def test_a_search_stops_once_it_has_enough() -> None:
    found = solutions([1] * 24, 2, enough=3)
    assert (len(found.found), found.complete) == (276, False)


def test_more_solutions_than_anyone_reads_are_not_listed() -> None:
    found = solutions([1] * 24, 4)
    assert (len(found.found), found.complete) == (SOLUTIONS_MAX, False)
