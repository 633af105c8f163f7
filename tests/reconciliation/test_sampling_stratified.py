"""Stratified sampling: who is drawn is decided by a hash anyone can redo."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from reconciliation.sampling import (
    Item,
    NotDrawn,
    StratifiedSample,
    VoucherKey,
    by_amount,
    by_unit,
    draw_stratified,
)

SEED = "SAO|position=28"
POPULATION = [
    Item(key=VoucherKey(f"PV-{place:03d}", "AB"[place % 2], 2569), amount=place * 100, name=str(place))
    for place in range(1, 41)
]


def drawn(each: int, population: list[Item] | None = None) -> StratifiedSample:
    sample = draw_stratified(POPULATION if population is None else population, by_unit, each, SEED)
    assert isinstance(sample, StratifiedSample)
    return sample


def test_each_stratum_gives_its_lowest_ranks() -> None:
    ranks = {sha256(f"{SEED}|{i.key.unit}/2569/{i.key.number}".encode()).digest(): i for i in POPULATION}
    for stratum in drawn(3).strata:
        own = [ranks[rank] for rank in sorted(ranks) if ranks[rank].key.unit == stratum.name]
        assert stratum.drawn == tuple(own[:3])


def test_strata_say_what_they_were_drawn_from() -> None:
    said = [(stratum.name, stratum.population_items, stratum.book_value) for stratum in drawn(3).strata]
    assert said == [("A", 20, 42_000), ("B", 20, 40_000)]


def test_bands_begin_at_their_bounds() -> None:
    sample = draw_stratified(POPULATION, by_amount([3000, 1000, 1000]), 2, SEED)
    assert isinstance(sample, StratifiedSample)
    assert [(s.name, s.population_items) for s in sample.strata] == [
        ("1..999", 9),
        ("1000..2999", 20),
        ("3000..", 11),
    ]


@given(st.permutations(POPULATION))
def test_the_order_in_which_vouchers_come_changes_nothing(shuffled: list[Item]) -> None:
    assert drawn(4, shuffled) == drawn(4)


@given(st.integers(1, 30), st.integers(0, 30))
def test_asking_for_more_keeps_those_drawn_before(each: int, more: int) -> None:
    for few, many in zip(drawn(each).strata, drawn(each + more).strata, strict=True):
        assert many.drawn[: len(few.drawn)] == few.drawn


def test_another_position_draws_others() -> None:
    other = draw_stratified(POPULATION, by_unit, 3, "SAO|position=29")
    assert other != drawn(3)


def test_a_small_stratum_is_drawn_whole() -> None:
    assert [len(stratum.drawn) for stratum in drawn(99).strata] == [20, 20]


def test_where_nothing_can_be_drawn_the_reason_is_the_answer() -> None:
    assert draw_stratified([], by_unit, 3, SEED) == NotDrawn("empty_population")
    assert draw_stratified(POPULATION, by_unit, 0, SEED) == NotDrawn("nothing_asked")
