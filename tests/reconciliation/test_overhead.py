"""Overhead: shared out to the last satang, and capped downwards."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.overhead import capped, share_overhead


@given(
    st.integers(0, 10**9),
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(-(10**9), 10**9), min_size=1),
)
def test_shares_and_rest_are_the_whole_and_follow_what_was_earned(total: int, earned: dict[str, int]) -> None:
    shares, rest = share_overhead(total, earned)
    assert sum(shares.values()) + rest == total
    assert rest in (0, total)
    whole = sum(max(0, one) for one in earned.values())
    for code, share in shares.items():
        exact = Fraction(total * max(0, earned[code]), whole) if whole else Fraction(0)
        assert abs(share - exact) < 1
        assert share == 0 or earned[code] > 0


@pytest.mark.parametrize(
    ("amount", "percent", "cap"),
    ((100, "3.00", 3), (133, "3.00", 3), (-1, "3.00", -1), (10**14, "0.01", 10**10), (999, "0", 0)),
)
def test_a_cap_is_rounded_down(amount: int, percent: str, cap: int) -> None:
    assert capped(amount, Fraction(percent)) == cap
