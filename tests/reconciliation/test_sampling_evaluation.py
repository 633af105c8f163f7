"""Evaluation: what a sample says of the whole, and what an auditor's values change."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import BadValue
from reconciliation.matching.match import Leg, Lot, Match
from reconciliation.sampling import (
    Burden,
    Item,
    MonetarySample,
    Terms,
    VoucherKey,
    draw,
    evaluate,
    evaluation_rows,
    match_burdens,
    overhead_burdens,
    unsupported_shares,
)
from tests.reconciliation.builders import funded, pay

NOUGHT = Fraction(0)


def key(place: int) -> VoucherKey:
    return VoucherKey(f"PV-{place:03d}", "U", 2569)


def a_sample(*amounts: int) -> MonetarySample:
    found = [Item(key=key(n), amount=amount, name=key(n).number) for n, amount in enumerate(amounts, 1)]
    terms = Terms(seed="S", tolerable_percent=Fraction(30), confidence_percent=Fraction(95))
    sample = draw(found, terms)
    assert isinstance(sample, MonetarySample)
    return sample


SAMPLE = a_sample(*range(300, 1000, 37), 20_000, 9_000)
DRAWN = [hit.item for hit in SAMPLE.items]
UNSUPPORTED = st.tuples(*(st.fractions(0, item.amount, max_denominator=9) for item in DRAWN)).map(
    lambda shares: dict(zip((item.key for item in DRAWN), shares, strict=True))
)


def test_without_misstatement_the_limit_is_the_basic_precision() -> None:
    clean = evaluate(SAMPLE, {})
    assert clean.upper_misstatement_limit == clean.basic_precision == SAMPLE.interval * 3
    assert clean.projected_total == 0
    assert clean.tolerated


def test_one_short_item_stands_for_its_interval_and_adds_an_increment() -> None:
    short = next(hit.item for hit in SAMPLE.items if hit.stratum == "PPS")
    judged = evaluate(SAMPLE, {short.key: Fraction(short.amount, 2)})
    assert judged.projected_pps == Fraction(SAMPLE.interval, 2)
    assert judged.incremental_allowance_plus_projection == Fraction("1.75") * SAMPLE.interval / 2
    assert not judged.tolerated


def test_one_top_item_stands_for_itself() -> None:
    top = next(hit.item for hit in SAMPLE.items if hit.stratum == "TOP")
    judged = evaluate(SAMPLE, {top.key: Fraction(5)})
    assert judged.projected_pps == 0
    assert judged.known_top_stratum == 5
    assert judged.upper_misstatement_limit == judged.basic_precision + 5


@given(UNSUPPORTED, st.integers(0, len(DRAWN) - 1), st.fractions(0, 500, max_denominator=9))
def test_more_misstatement_never_lowers_a_figure(
    unsupported: dict[VoucherKey, Fraction], place: int, more: Fraction
) -> None:
    worse = unsupported | {DRAWN[place].key: unsupported[DRAWN[place].key] + more}
    before, after = evaluate(SAMPLE, unsupported), evaluate(SAMPLE, worse)
    assert after.projected_total >= before.projected_total
    assert after.upper_misstatement_limit >= before.upper_misstatement_limit


@given(UNSUPPORTED)
def test_the_limit_lies_above_what_is_projected_and_the_allowance_contains_it(
    unsupported: dict[VoucherKey, Fraction],
) -> None:
    judged = evaluate(SAMPLE, unsupported)
    assert judged.incremental_allowance_plus_projection >= judged.projected_pps
    assert judged.upper_misstatement_limit > judged.projected_total


@given(UNSUPPORTED)
def test_entering_what_was_found_anyway_changes_nothing(unsupported: dict[VoucherKey, Fraction]) -> None:
    entered = {item.key: item.amount - unsupported[item.key] for item in DRAWN}
    assert evaluate(SAMPLE, {}, entered) == evaluate(SAMPLE, unsupported)


def test_an_entered_value_stands_against_the_unsupported_share() -> None:
    item = DRAWN[0]
    judged = evaluate(SAMPLE, {item.key: Fraction(item.amount)}, {item.key: Fraction(item.amount)})
    assert judged == evaluate(SAMPLE, {})


def test_an_entered_value_of_nought_is_a_value() -> None:
    item = DRAWN[0]
    all_of_it = evaluate(SAMPLE, {item.key: Fraction(item.amount)})
    assert evaluate(SAMPLE, {}, {item.key: NOUGHT}) == all_of_it


def test_what_was_booked_too_low_makes_up_for_nothing() -> None:
    first, second = DRAWN[:2]
    found = {first.key: Fraction(7)}
    assert evaluate(SAMPLE, found, {second.key: Fraction(second.amount + 7)}) == evaluate(SAMPLE, found)


def test_a_share_above_the_amount_taints_all_of_it_and_no_more() -> None:
    item = DRAWN[0]
    too_much = evaluate(SAMPLE, {item.key: Fraction(item.amount + 1)})
    assert too_much == evaluate(SAMPLE, {item.key: Fraction(item.amount)})


def test_vouchers_outside_the_sample_are_not_looked_at() -> None:
    assert evaluate(SAMPLE, {key(999): Fraction(5)}, {key(998): Fraction(-5)}) == evaluate(SAMPLE, {})


def test_an_entered_value_below_nought_is_refused() -> None:
    with pytest.raises(BadValue) as refused:
        evaluate(SAMPLE, {}, {DRAWN[0].key: Fraction(-1)})
    assert refused.value.facts["why"] == "negative"


def test_printed_figures_are_rounded_half_up_each_by_itself() -> None:
    top = next(hit.item for hit in SAMPLE.items if hit.stratum == "TOP")
    judged = evaluate(SAMPLE, {top.key: Fraction(9, 2)})
    assert dict(evaluation_rows(judged))["known_top_stratum"] == 5


def burden(unsupported: int, **amounts: int) -> Burden:
    keys = {VoucherKey(number, "U", 2569): amount for number, amount in amounts.items()}
    return Burden(amounts=keys, unsupported=unsupported)


@pytest.mark.parametrize(
    ("burdens", "shares"),
    (
        ([burden(10, A=1, B=2)], {"A": Fraction(10, 3), "B": Fraction(20, 3)}),
        ([burden(-10, A=1, B=2)], {}),
        ([burden(0, A=1)], {}),
        ([burden(10, A=5), burden(1, A=1, B=1)], {"A": Fraction(21, 2), "B": Fraction(1, 2)}),
        ([burden(10)], {}),
    ),
)
def test_an_excess_is_shared_by_amount(burdens: list[Burden], shares: dict[str, Fraction]) -> None:
    assert {one.number: share for one, share in unsupported_shares(burdens).items()} == shares


@given(st.lists(st.integers(1, 10**9), min_size=1), st.integers(0, 10**9))
def test_the_shares_are_the_excess_to_the_last_part_of_a_satang(amounts: list[int], excess: int) -> None:
    shared = Burden(amounts={key(n): amount for n, amount in enumerate(amounts)}, unsupported=excess)
    assert sum(unsupported_shares([shared]).values()) == excess


def a_match(status: str, spend: int, earned: int, *legs: tuple[str, int]) -> Match:
    return Match(
        rule="R6",
        kind="n:1",
        status=status,
        unit="U",
        activity="HH",
        reason="difference",
        vouchers=tuple(Leg(1, number, 2569, (1,), amount, number) for number, amount in legs),
        deliveries=(Lot(2, "DN", earned),),
        spend=spend,
        earned=earned,
    )


@pytest.mark.parametrize(
    ("match", "shares"),
    (
        (a_match("EXCESS", 30, 21, ("A", 10), ("B", 20)), {"A": 3, "B": 6}),
        (a_match("PARTIAL", 30, 40, ("A", 30)), {}),
        (a_match("CONFIRMED", 101, 100, ("A", 101)), {"A": 1}),
        (a_match("UNMATCHED", 30, 0, ("A", 30)), {"A": 30}),
        (a_match("NETTED", 30, 0, ("A", 30)), {}),
    ),
)
def test_a_match_burdens_its_vouchers_with_its_excess(match: Match, shares: dict[str, int]) -> None:
    found = unsupported_shares(match_burdens([match]))
    assert found == {VoucherKey(number, "U", 2569): share for number, share in shares.items()}


def test_overhead_above_the_cap_burdens_what_was_paid_and_not_paid_back() -> None:
    book = funded()
    pay(book, "2026-01-20", "PV-1", "30.00", "OH")
    pay(book, "2026-01-20", "PV-2", "10.00", "OH")
    pay(book, "2026-01-20", "PV-3", "10.00", "OH")
    pay(book, "2026-01-20", "PV-4", "10.00", "HH")
    book.post("2026-01-21", "reverse", number="R-1", reverses="PV-3", unit="D1", reason="ผิด")
    facts = book.statement().facts
    burdens = overhead_burdens(facts.vouchers, frozenset({"OH"}), {"D1": 1000})
    assert {one.number: share for one, share in unsupported_shares(burdens).items()} == {
        "PV-1": 750,
        "PV-2": 250,
    }
