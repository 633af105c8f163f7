"""Monetary-unit sampling: what is drawn, against a recount satang by satang."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.sampling import Item, MonetarySample, NotDrawn, Terms, VoucherKey, draw
from reconciliation.sampling.monetary import TOP, _drawn

AMOUNTS = st.lists(st.integers(1, 400), min_size=1, max_size=30)
SEEDS = st.text(max_size=12)


def items(*amounts: int) -> list[Item]:
    return [
        Item(key=VoucherKey(f"PV-{place:03d}", "U", 2569), amount=amount, name=f"PV-{place:03d}")
        for place, amount in enumerate(amounts, 1)
    ]


def terms(seed: str = "S", tolerable: str = "10", confidence: str = "95") -> Terms:
    return Terms(seed=seed, tolerable_percent=Fraction(tolerable), confidence_percent=Fraction(confidence))


def drawn(amounts: list[int], seed: str, tolerable: str = "50") -> MonetarySample:
    sample = draw(items(sum(amounts) + 10, *amounts), terms(seed, tolerable))
    assert isinstance(sample, MonetarySample)
    return sample


def recounted(amounts: list[int], start: int, interval: int) -> dict[str, int]:
    """Walk the line of money one unit at a time."""
    line = [item.name for item in items(*amounts) for _ in range(item.amount)]
    return Counter(line[point] for point in range(start - 1, len(line), interval))


@given(AMOUNTS, SEEDS)
def test_the_hits_are_those_of_a_walk_along_the_money(amounts: list[int], seed: str) -> None:
    sample = drawn(amounts, seed)
    whole = [sum(amounts) + 10, *amounts]
    assert {hit.item.name: hit.hits for hit in sample.items} == recounted(
        whole, sample.start, sample.interval
    )


@given(AMOUNTS, SEEDS)
def test_the_number_of_hits_is_what_fits_after_the_start(amounts: list[int], seed: str) -> None:
    sample = drawn(amounts, seed)
    assert sample.hits == (sample.book_value - sample.start) // sample.interval + 1
    assert sample.hits - Fraction(sample.book_value, sample.interval) < 1
    assert Fraction(sample.book_value, sample.interval) - sample.hits < 1


@given(AMOUNTS, SEEDS)
def test_what_is_as_long_as_the_interval_is_always_drawn(amounts: list[int], seed: str) -> None:
    sample = drawn(amounts, seed)
    long = {i.name for i in items(sum(amounts) + 10, *amounts) if i.amount >= sample.interval}
    assert {hit.item.name for hit in sample.items if hit.stratum == TOP} == long


@given(AMOUNTS, SEEDS)
def test_what_is_shorter_is_hit_once_at_most(amounts: list[int], seed: str) -> None:
    assert all(hit.hits == 1 for hit in drawn(amounts, seed).items if hit.stratum != TOP)


@given(AMOUNTS, st.integers(1, 60))
def test_over_all_starts_every_satang_is_hit_once(amounts: list[int], interval: int) -> None:
    """Equal spacing: each start draws its own points, together they cover the line without a gap."""
    hits: Counter[str] = Counter()
    for start in range(1, interval + 1):
        hits.update({hit.item.name: hit.hits for hit in _drawn(items(*amounts), start, interval)})
    assert hits == {item.name: item.amount for item in items(*amounts)}


@given(AMOUNTS.flatmap(lambda amounts: st.tuples(st.just(amounts), st.permutations(items(*amounts)))), SEEDS)
def test_the_order_in_which_vouchers_come_changes_nothing(
    case: tuple[list[int], list[Item]], seed: str
) -> None:
    amounts, shuffled = case
    assert draw(shuffled, terms(seed, "90")) == draw(items(*amounts), terms(seed, "90"))


def test_the_same_number_in_two_units_is_told_apart_by_the_unit() -> None:
    twins = [Item(key=VoucherKey("1", unit, 2569), amount=100, name=f"{unit}/1") for unit in ("B", "A")]
    sample = draw(twins, terms(tolerable="100"))
    assert isinstance(sample, MonetarySample)
    assert [hit.item.name for hit in sample.items] == ["A/1", "B/1"]


def test_the_start_is_the_hash_of_the_seed_and_nothing_else() -> None:
    sample = drawn([100], "SAO|position=3")
    number = int(hashlib.sha256(b"SAO|position=3").hexdigest(), 16)
    assert sample.start == number % sample.interval + 1


@pytest.mark.parametrize(
    ("amounts", "tolerable", "confidence", "why"),
    (
        ([], "10", "95", "empty_population"),
        ([100], "0", "95", "tolerable_out_of_range"),
        ([100], "100.5", "95", "tolerable_out_of_range"),
        ([100], "10", "0", "confidence_out_of_range"),
        ([100], "10", "100", "confidence_out_of_range"),
        ([100], "10", "101", "confidence_out_of_range"),
        ([29], "10", "95", "interval_zero"),
    ),
)
def test_where_nothing_can_be_drawn_the_reason_is_the_answer(
    amounts: list[int], tolerable: str, confidence: str, why: str
) -> None:
    assert draw(items(*amounts), terms("S", tolerable, confidence)) == NotDrawn(why)


def test_the_smallest_population_that_can_be_drawn_is_all_hit() -> None:
    sample = draw(items(30), terms())
    assert isinstance(sample, MonetarySample)
    assert (sample.tolerable, sample.interval, sample.start, sample.hits) == (3, 1, 1, 30)


def test_an_item_is_above_nought() -> None:
    with pytest.raises(ValueError, match="U/2569/PV-001: 0 is not above zero"):
        items(0)
