"""Sums: one voucher for several lots, several vouchers for one, and when chance explains it as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, combinations
from math import gcd
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciliation.matching.match import Match
from tests.reconciliation.matching.papers import RATE, a_lot, a_part, a_voucher, matching_of, only, printed

Paper = tuple[int, int]  # amount in units of the rate, day
FIRST = date(2026, 1, 1)


def outcome(found: Match) -> tuple[str, str, str]:
    return found.rule, found.status, found.reason


def pool(vouchers: Iterable[Paper], lots: Iterable[Paper]) -> Sequence[Match]:
    """The matches of one vendor's papers."""
    return matching_of(
        [a_voucher(f"P{no:02d}", a_part(amount), day(on)) for no, (amount, on) in enumerate(vouchers)],
        [a_lot(f"L{no:02d}", amount, day(on)) for no, (amount, on) in enumerate(lots)],
    ).matches


def day(offset: int) -> str:
    return (FIRST + timedelta(days=offset)).isoformat()


def test_one_voucher_for_two_lots() -> None:
    found = only([a_voucher("P1", a_part(9))], [a_lot("L1", 4), a_lot("L2", 5)])
    assert outcome(found) == ("R4", "CONFIRMED", "only_sum")
    assert (found.kind, found.lot_numbers, found.lam) == ("1:n", ("L1", "L2"), Fraction(0))


def test_three_vouchers_for_one_lot() -> None:
    found = pool([(2_000, 0), (3_001, 1), (11_007, 2)], [(16_008, 0)])
    assert [outcome(one) for one in found] == [("R4", "CONFIRMED", "only_sum")]
    assert (found[0].kind, found[0].voucher_names) == ("n:1", ("P00", "P01", "P02"))


def test_rework_counts_as_one_lot() -> None:
    lots = [a_lot("L1", 3, rejected=1, reworked=1), a_lot("L2", 1, rework_of="L1"), a_lot("L3", 5)]
    assert printed(matching_of([a_voucher("P1", a_part(9))], lots)) == ["R4 1:n CONFIRMED P1 > L1 L2 L3"]


@pytest.mark.parametrize(
    ("vouchers", "lots", "expected"),
    (
        ([(9, 50)], [(4, 5), (5, 50)], "CONFIRMED only_sum"),  # 45 days
        ([(9, 51)], [(4, 5), (5, 50)], "UNMATCHED no_solution"),  # 46
        ([(9, 0)], [(4, 0), (5, 0), (3, 0), (6, 0)], "SUGGESTED several"),
        ([(9, 0), (8, 1)], [(4, 0), (5, 0), (3, 0)], "SUGGESTED shared"),
        ([(70, 0)], [(10, 0)] * 7, "UNMATCHED no_solution"),  # seven legs
        ([(60, 0)], [(10, 0)] * 6, "SUGGESTED chance"),  # six legs, but 50 is near in six ways
    ),
)
def test_a_sum_is_confirmed_when_it_is_the_only_one(
    vouchers: list[Paper], lots: list[Paper], expected: str
) -> None:
    found = pool(vouchers, lots)[0]
    assert f"{found.status} {found.reason}" == expected


def test_what_chance_explains_as_well_is_not_confirmed() -> None:
    found = pool([(16, 0)], [(4, 0), (5, 0), (7, 0)])
    assert (outcome(found[0]), found[0].lam) == (("R4", "SUGGESTED", "chance"), Fraction(3, 20))


def test_one_near_sum_in_twenty_places_is_still_evidence() -> None:
    found = pool([(1_000, 0)], [(495, 0), (505, 0), (511, 0), (7_001, 0)])
    assert (outcome(found[0]), found[0].lam) == (("R4", "CONFIRMED", "only_sum"), Fraction(1, 20))


def test_the_best_three_are_offered_and_the_lots_stay_open() -> None:
    vouchers = [a_voucher("P1", a_part(10), day(0))]
    sizes = {"L1": 4, "L2": 6, "L3": 3, "L4": 7, "L5": 1, "L6": 9}
    lots = [a_lot(number, size, day(no)) for no, (number, size) in enumerate(sizes.items())]
    found = matching_of(vouchers, lots)
    assert [one.deliveries for one in found.matches[0].best] == [("L1", "L2"), ("L3", "L4"), ("L5", "L6")]
    assert found.matches[0].alternatives > 3
    assert len(found.unclaimed) == 6


def test_a_lot_that_r3_only_suggests_is_not_confirmed_in_a_sum() -> None:
    found = pool([(5, 0), (5, 50), (9, 0)], [(5, 0), (4, 0)])
    assert [outcome(one) for one in found] == [
        ("R3", "SUGGESTED", "shared"),
        ("R3", "SUGGESTED", "shared"),
        ("R4", "SUGGESTED", "shared"),
    ]


def test_more_than_24_candidates_are_a_truncated_search() -> None:
    lots = [(400, 10), (500, 10), *((no + 10_000, 30) for no in range(23))]
    found = pool([(900, 10)], lots)[0]
    assert (outcome(found), found.lam) == (("R4", "SUGGESTED", "cut_short"), None)
    assert outcome(pool([(900, 10)], lots[:-1])[0]) == ("R4", "CONFIRMED", "only_sum")


def test_a_truncated_search_puts_all_it_may_have_missed_in_doubt() -> None:
    vouchers = [(900, 10), *((no + 20_000, 30) for no in range(24))]
    found = pool(vouchers, [(400, 10), (500, 10)])[0]
    assert outcome(found) == ("R4", "SUGGESTED", "cut_short")


def test_each_voucher_stands_in_one_row() -> None:
    found = pool([(2, 0), (3, 0), (6, 0), (1, 0)], [(9, 0), (5, 0), (4, 0)])
    names = [name for one in found for name in one.voucher_names]
    assert sorted(names) == ["P00", "P01", "P02", "P03"]


# ── brute force ──────────────────────────────────────────────────────────────────────────────────


class Solution(NamedTuple):
    """A target and legs, as voucher and lot positions; the placebo count."""

    vouchers: tuple[int, ...]
    lots: tuple[int, ...]
    near: int


def brute(targets: list[Paper], others: list[Paper]) -> list[list[tuple[int, tuple[int, ...], int]]]:
    """Per target: (target, legs, placebo count) of every solution."""
    found = []
    for no, (amount, on) in enumerate(targets):
        near = [index for index, (_, other) in enumerate(others) if abs(other - on) <= 45]
        sums = {
            legs: sum(others[index][0] for index in legs)
            for legs in chain.from_iterable(combinations(near, size) for size in range(2, 7))
        }
        step = gcd(*(others[index][0] for index in near)) if near else 1
        placebo = sum(1 for one in sums.values() if one != amount and abs(one - amount) <= 10 * step)
        found.append([(no, legs, placebo) for legs, one in sums.items() if one == amount])
    return found


def expected(vouchers: list[Paper], lots: list[Paper]) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """(what is confirmed, all solutions), each as names."""
    by_voucher = [[Solution((no,), legs, near) for no, legs, near in own] for own in brute(vouchers, lots)]
    by_lot = [[Solution(legs, (no,), near) for no, legs, near in own] for own in brute(lots, vouchers)]
    every = [one for own in (*by_voucher, *by_lot) for one in own]
    named = Counter(chain.from_iterable(names(one) for one in every))
    sure = {
        names(own[0])
        for own in (*by_voucher, *by_lot)
        if len(own) == 1 and own[0].near <= 1 and all(named[name] == 1 for name in names(own[0]))
    }
    return sure, {names(one) for one in every}


def names(one: Solution) -> tuple[str, ...]:
    return (*(f"P{no:02d}" for no in one.vouchers), *(f"L{no:02d}" for no in one.lots))


offsets = st.integers(0, 60)
small = st.lists(st.tuples(st.integers(1, 60), offsets), max_size=12)
wide = st.lists(st.tuples(st.integers(1, 90_000), offsets), max_size=12, unique_by=lambda paper: paper[0])


@st.composite
def sums_of(draw: st.DrawFn, lots: list[Paper]) -> list[Paper]:
    """Vouchers, most of which pay for some of the lots."""
    vouchers: list[Paper] = []
    for _ in range(draw(st.integers(0, 5)) if lots else 0):
        paid = draw(st.lists(st.sampled_from(lots), min_size=1, max_size=6, unique=True))
        vouchers.append((sum(amount for amount, _ in paid), draw(offsets)))
    return vouchers


@st.composite
def pools(draw: st.DrawFn) -> tuple[list[Paper], list[Paper]]:
    """Vouchers and lots, of amounts that collide or that do not; either side may pay for the other."""
    one = draw(st.one_of(small, wide))
    other = draw(st.one_of(small, sums_of(one)))
    vouchers, lots = draw(st.permutations((one, other)))
    equal = {amount for amount, _ in vouchers}
    return vouchers, [lot for lot in lots if lot[0] not in equal]  # R3 has nothing to say


@settings(max_examples=300)
@given(pools())
def test_brute_force_agrees_up_to_twelve_candidates(papers: tuple[list[Paper], list[Paper]]) -> None:
    vouchers, lots = papers
    found = [one for one in pool(vouchers, lots) if one.rule == "R4"]
    sure, every = expected(vouchers, lots)
    rows = {(*one.voucher_names, *one.lot_numbers): one.status for one in found}
    assert {names for names, status in rows.items() if status == "CONFIRMED"} == sure
    assert rows.keys() <= every
    solvable = {one[0] for one in every if one[1].startswith("L")}
    assert solvable <= {name for one in found for name in one.voucher_names}
    assert all(one.spend == one.earned > 0 and one.spend % RATE == 0 for one in found)
