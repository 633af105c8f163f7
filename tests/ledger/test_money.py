"""Money: what is read, what is refused and under which code, and that no satang is lost."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from ledger.errors import BadValue
from ledger.money import (
    MAX_MINOR,
    MINOR_UNITS,
    Money,
    baht_text,
    divide_half_even,
    divide_half_up,
    format_money,
    minor_unit,
    parse_money,
    parse_signed_money,
    ratio_text,
    share_largest_remainder,
)

VECTORS = Path(__file__).parent / "data" / "bahttext_vectors.csv"

amounts = st.integers(min_value=-MAX_MINOR, max_value=MAX_MINOR)
divisors = st.integers(min_value=-(10**15), max_value=10**15).filter(bool)


def bahttext_vectors() -> list[tuple[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return [(row["amount_baht"], row["text_th"]) for row in csv.DictReader(file)]


def exactly(value: Fraction, places: int, rounding: str) -> Decimal:
    """The oracle: decimal arithmetic with more digits than any case needs."""
    with localcontext(prec=120):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return quotient.quantize(Decimal(1).scaleb(-places), rounding=rounding)


@pytest.mark.parametrize("minor", (True, 1.0, "1", Decimal(1), None))
def test_money_is_made_of_whole_minor_units_only(minor: Any) -> None:  # noqa: ANN401 - takes what typed code cannot pass
    with pytest.raises(TypeError):
        Money(minor)


def test_money_adds_subtracts_negates_and_orders() -> None:
    assert Money(1) + Money(2) == Money(3)
    assert Money(1) - Money(2) == Money(-1) == -Money(1)
    assert Money(1) < Money(2) <= Money(2)
    assert sum([Money(1), Money(2)], Money(0)) == Money(3)
    assert Money(3) * 2 == 2 * Money(3) == Money(6)
    assert Money(-1)
    assert not Money(0)


@pytest.mark.parametrize("other", (1, 1.0, True, Decimal(1), "1"))
def test_money_adds_and_compares_with_money_only(other: Any) -> None:  # noqa: ANN401 - takes what typed code cannot pass
    with pytest.raises(TypeError):
        Money(1) + other
    with pytest.raises(TypeError):
        Money(1) - other
    with pytest.raises(TypeError):
        _ = Money(1) < other
    assert Money(1) != other


@pytest.mark.parametrize("times", (0.5, True, Decimal(2), Money(2)))
def test_money_is_multiplied_by_whole_numbers_only(times: Any) -> None:  # noqa: ANN401 - takes what typed code cannot pass
    with pytest.raises(TypeError):
        Money(1) * times


@pytest.mark.parametrize(
    ("text", "minor"),
    (
        ("0", 0),
        ("0.00", 0),
        ("0.01", 1),
        ("0.5", 50),
        ("1400000", 140_000_000),
        ("1400000.00", 140_000_000),
        ("1,400,000.00", 140_000_000),
        ("1,400", 140_000),
        ("999,999,999,999.99", MAX_MINOR - 1),
        ("1000000000000.00", MAX_MINOR),
        ("007.10", 710),
        ("0" * 5000 + "1", 100),
    ),
)
def test_an_amount_is_read_to_the_satang(text: str, minor: int) -> None:
    assert parse_money(text) == Money(minor)


@pytest.mark.parametrize(
    ("value", "why"),
    (
        ("-1", "negative"),
        ("-0.00", "negative"),
        ("-1,400.00", "negative"),
        ("1.005", "over_precise"),
        ("1.000", "over_precise"),
        ("-1.005", "over_precise"),
        ("1,400.000", "over_precise"),
        (1.5, "float"),
        (float("nan"), "float"),
        (1, "not_text"),
        (10**30, "not_text"),
        (True, "not_text"),
        (None, "not_text"),
        (Decimal(1), "not_text"),
        (b"1", "not_text"),
        (["1"], "not_text"),
        ("", "empty"),
        (" \n", "empty"),
        ("๑๒๓", "thai_digits"),
        ("1๒.00", "thai_digits"),
        ("1,4", "misgrouped"),
        ("1,5.00", "misgrouped"),
        ("14,00", "misgrouped"),
        ("1400,000", "misgrouped"),
        ("0,400", "misgrouped"),
        ("1,400,00.00", "misgrouped"),
        ("1,,400", "misgrouped"),
        ("1,400,", "misgrouped"),
        ("1.400,00", "not_a_number"),
        ("1.234,567", "not_a_number"),
        (",400", "not_a_number"),
        ("1e3", "not_a_number"),
        ("1_000", "not_a_number"),
        ("+1", "not_a_number"),
        ("--1", "not_a_number"),
        ("(1.00)", "not_a_number"),
        ("NaN", "not_a_number"),
        ("inf", "not_a_number"),
        ("0x10", "not_a_number"),
        (".5", "not_a_number"),
        ("1.", "not_a_number"),
        ("-", "not_a_number"),
        (" 1", "not_a_number"),
        ("1\n", "not_a_number"),
        ("1 000", "not_a_number"),
        ("฿1", "not_a_number"),
        ("\u0661\u0662", "not_a_number"),  # Arabic-Indic digits, which int() would take
        ("\uff11", "not_a_number"),  # a full-width one, likewise
        ("\u221212", "not_a_number"),  # the typographic minus
        ("1000000000000.01", "too_large"),
        ("9" * 5000, "too_large"),
    ),
)
def test_an_amount_that_cannot_be_kept_is_refused(value: object, why: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_money(value, field="gross")
    assert (refused.value.facts["field"], refused.value.facts["why"]) == ("gross", why)
    assert len(refused.value.facts.get("value", "")) <= 40


def test_thai_digits_are_refused_with_what_they_mean() -> None:
    with pytest.raises(BadValue) as refused:
        parse_money("๑๒.๕๐")
    assert refused.value.facts["hint"] == "12.50"


@pytest.mark.parametrize(("text", "minor"), (("-0.05", -5), ("-1,400.00", -140_000), ("-0", 0), ("3", 300)))
def test_a_signed_amount_may_be_negative(text: str, minor: int) -> None:
    assert parse_signed_money(text) == Money(minor)


def test_a_signed_amount_has_a_limit_on_either_side() -> None:
    with pytest.raises(BadValue) as refused:
        parse_signed_money("-1000000000000.01")
    assert refused.value.facts["why"] == "too_large"
    assert refused.value.facts["limit"] == "1000000000000.00"


@given(amounts)
@example(-5)
def test_what_is_written_is_read_back(minor: int) -> None:
    money = Money(minor)
    assert parse_signed_money(str(money)) == money
    assert parse_signed_money(format_money(money)) == money


@given(st.text())
def test_any_text_is_an_amount_or_a_refusal(text: str) -> None:
    try:
        money = parse_signed_money(text)
    except BadValue:
        return
    assert Decimal(text.replace(",", "")) * 100 == money.minor


@pytest.mark.parametrize(
    ("minor", "plain", "bracketed"),
    (
        (0, "0.00", "0.00"),
        (140_000_000, "1,400,000.00", "1,400,000.00"),
        (-5, "-0.05", "(0.05)"),
        (-123_456_789, "-1,234,567.89", "(1,234,567.89)"),
    ),
)
def test_people_see_thousands_and_negatives_in_parentheses(minor: int, plain: str, bracketed: str) -> None:
    assert format_money(Money(minor)) == plain
    assert format_money(Money(minor), parentheses=True) == bracketed


@pytest.mark.parametrize(
    ("numerator", "divisor", "up", "even"),
    (
        (1, 2, 1, 0),
        (3, 2, 2, 2),
        (-1, 2, -1, 0),
        (-3, 2, -2, -2),
        (1, -2, -1, 0),
        (-5, -2, 3, 2),
        (7, 3, 2, 2),
        (-7, 3, -2, -2),
        (0, 7, 0, 0),
        (10**40 + 1, 2, (10**40 + 2) // 2, 10**40 // 2),
    ),
)
def test_halves_round_as_named(numerator: int, divisor: int, up: int, even: int) -> None:
    assert divide_half_up(numerator, divisor) == up
    assert divide_half_even(numerator, divisor) == even


@given(amounts, divisors)
def test_divisions_agree_with_exact_decimals(numerator: int, divisor: int) -> None:
    quotient = Fraction(numerator, divisor)
    assert divide_half_up(numerator, divisor) == exactly(quotient, 0, ROUND_HALF_UP)
    assert divide_half_even(numerator, divisor) == exactly(quotient, 0, ROUND_HALF_EVEN)


def test_nothing_is_divided_by_zero() -> None:
    with pytest.raises(ZeroDivisionError):
        divide_half_up(1, 0)
    with pytest.raises(ZeroDivisionError):
        divide_half_even(1, 0)


@pytest.mark.parametrize(
    ("numerator", "divisor", "places", "text"),
    (
        (1, 0, 4, ""),
        (0, 5, 4, "0.0000"),
        (1, 1, 4, "1.0000"),
        (2, 3, 4, "0.6667"),
        (-2, 3, 4, "-0.6667"),
        (1, 20000, 4, "0.0000"),
        (3, 20000, 4, "0.0002"),
        (-1, 20000, 4, "0.0000"),
        (-3, 20000, 4, "-0.0002"),
        (1, -3, 2, "-0.33"),
        (5, 2, 0, "2"),
        (12345, 1, 1, "12345.0"),
    ),
)
def test_a_ratio_is_rounded_half_even_and_blank_without_a_divisor(
    numerator: int, divisor: int, places: int, text: str
) -> None:
    assert ratio_text(numerator, divisor, places) == text


@given(amounts, divisors, st.integers(min_value=0, max_value=8))
def test_ratios_agree_with_exact_decimals(numerator: int, divisor: int, places: int) -> None:
    expected = exactly(Fraction(numerator, divisor), places, ROUND_HALF_EVEN)
    assert Decimal(ratio_text(numerator, divisor, places)) == expected


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    (
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (5, [3, -2, 3], [3, 0, 2]),
        (1, [1, 2], [0, 1]),
        (2, [0, 0, 7], [0, 0, 2]),
        (0, [], []),
        (0, [0, -1], [0, 0]),
        # The overhead of Prawet in data/pilot: 20,000.00 baht by the earned value of COM, HH and PAR.
        (2_000_000, [22_200_000, 42_750_000, 12_675_000], [571_981, 1_101_449, 326_570]),
    ),
)
def test_a_total_is_shared_by_largest_remainder(total: int, weights: list[int], shares: list[int]) -> None:
    assert share_largest_remainder(total, weights) == shares


def test_a_total_without_anybody_to_bear_it_is_not_lost() -> None:
    with pytest.raises(ValueError, match="no weight"):
        share_largest_remainder(1, [0, -5])


@given(amounts, st.lists(st.integers(min_value=-100, max_value=10**14), max_size=12))
def test_shares_sum_to_the_total_and_stay_within_one_of_the_exact_share(
    total: int, weights: list[int]
) -> None:
    bases = [max(0, weight) for weight in weights]
    assume(any(bases))
    shares = share_largest_remainder(total, weights)
    assert sum(shares) == total
    for share, base in zip(shares, bases, strict=True):
        assert abs(share - Fraction(total * base, sum(bases))) < 1
        assert base or not share


@pytest.mark.parametrize(("amount", "words"), bahttext_vectors())
def test_baht_stand_in_thai_words(amount: str, words: str) -> None:
    assert baht_text(parse_signed_money(amount)) == words


@pytest.mark.parametrize(
    ("minor", "words"),
    (
        (-1, "ลบหนึ่งสตางค์"),
        (10**14, "หนึ่งล้านล้านบาทถ้วน"),
        (10**14 + 100, "หนึ่งล้านล้านเอ็ดบาทถ้วน"),
        (10**20, "หนึ่งล้านล้านล้านบาทถ้วน"),
        (100_000_100_000_000, "หนึ่งล้านเอ็ดล้านบาทถ้วน"),
    ),
)
def test_millions_of_millions_stand_in_words(minor: int, words: str) -> None:
    assert baht_text(Money(minor)) == words


@given(st.lists(amounts, min_size=2, max_size=2, unique=True))
def test_two_amounts_never_share_their_words(pair: list[int]) -> None:
    first, second = pair
    assert baht_text(Money(first)) != baht_text(Money(second))


def test_the_minor_unit_of_the_currency_measures_its_money() -> None:
    assert (minor_unit("THB"), minor_unit("USD"), minor_unit("EUR")) == ("satang", "cent", "cent")
    assert all(len(code) == 3 and name.isascii() and name.islower() for code, name in MINOR_UNITS.items())


@pytest.mark.parametrize("currency", ("JPY", "thb", "", "BHD", None, ["THB"]))
def test_a_currency_without_two_decimals_is_unknown(currency: Any) -> None:  # noqa: ANN401 - takes what typed code cannot pass
    with pytest.raises(BadValue) as refused:
        minor_unit(currency)
    assert refused.value.facts["field"] == "currency"
    assert refused.value.facts["why"] == "unknown_currency"
