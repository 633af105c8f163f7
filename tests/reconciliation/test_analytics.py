"""Analytics: what stands out on a robust scale of logarithms."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.analytics import outliers

LIMIT = Fraction("3.5")


def test_one_far_from_the_middle_stands_out_with_the_typical_cost() -> None:
    costs = [(1000, 10), (2200, 20), (1200, 10), (9000, 9), (110, 1)]
    assert outliers(costs, LIMIT) == [(3, 110)]


def test_without_spread_nothing_can_be_said() -> None:
    assert outliers([(10, 1), (20, 2), (30, 3), (999, 1)], LIMIT) is None


@given(st.lists(st.tuples(st.integers(1, 10**9), st.integers(1, 10**4)), min_size=3), st.integers(2, 1000))
def test_the_currency_does_not_matter(costs: list[tuple[int, int]], factor: int) -> None:
    """A common factor moves every logarithm alike; only ties at the limit could tell it apart."""
    near, far = outliers(costs, Fraction(4)), outliers(costs, Fraction(3))
    scaled = outliers([(cost * factor, quantity) for cost, quantity in costs], LIMIT)
    if near and far and scaled:
        assert {place for place, _ in near} <= {place for place, _ in scaled} <= {place for place, _ in far}
