"""Benford: whether first digits come as often as they do by nature, where that may be asked at all.

Amounts that are a price times a quantity follow the price list, few amounts follow chance, and
amounts of one size begin with few digits: then the test says nothing and is not applied.
Source: Nigrini, Benford's Law (2012), first-two digits and mean absolute deviation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, NamedTuple

from ledger.money import divide_half_up
from reconciliation.analytics.logarithms import FIRST_TWO, MILLION, first_two_digits
from reconciliation.documents import Voucher

COUNT_MIN: Final = 3_000
SPAN_MIN: Final = 10**3
PRICED: Final = frozenset({"unit_rate", "contract"})
# Mean absolute deviation in millionths, up to which first-two digits conform (Nigrini, table 7.1).
CONFORMITY: Final = ((1_200, "close"), (1_800, "acceptable"), (2_200, "marginal"))


class Digits(NamedTuple):
    """First two digits: how many amounts begin so, and how many were to be expected, half up."""

    digits: int
    found: int
    expected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Benford:
    """The 90 rows, the mean absolute deviation in millionths, and what that is called.

    `conformity`: close | acceptable | marginal | none.
    """

    count: int
    rows: tuple[Digits, ...]
    deviation: int
    conformity: str


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """Why the test was not applied, with what was found and what it would take.

    too_few: amounts | unit_rates: amounts, too few once those at unit rates are left out | narrow:
    the largest amount, and what it should be at least.
    """

    why: str
    found: int
    needed: int


def benford(amounts: Iterable[int], at_unit_rates: int = 0) -> Benford | NotApplicable:
    """First-two-digits test of amounts in minor units; those not above 0 are left out.

    `at_unit_rates` is how many amounts were left out before because they are price × quantity.
    """
    known = [amount for amount in amounts if amount > 0]
    return _hindered(known, at_unit_rates) or _compared(known)


def free_amounts(vouchers: Iterable[Voucher], bases: Mapping[str, str]) -> tuple[tuple[int, ...], int]:
    """What standing vouchers charged at no unit rate, line by line; and how many lines were at one.

    `bases` is activity -> price basis.
    """
    parts = [part for voucher in vouchers if voucher.standing for part in voucher.parts]
    free = tuple(part.amount for part in parts if bases[part.activity] not in PRICED)
    return free, len(parts) - len(free)


def _hindered(amounts: list[int], at_unit_rates: int) -> NotApplicable | None:
    if len(amounts) < COUNT_MIN:
        enough = len(amounts) + at_unit_rates >= COUNT_MIN
        return NotApplicable("unit_rates" if enough else "too_few", len(amounts), COUNT_MIN)
    needed = min(amounts) * SPAN_MIN
    return NotApplicable("narrow", max(amounts), needed) if max(amounts) < needed else None


def _compared(amounts: list[int]) -> Benford:
    counts = Counter(int(str(amount).ljust(2, "0")[:2]) for amount in amounts)
    apart = Fraction(sum(_distances(counts, len(amounts))), len(FIRST_TWO))
    shares = first_two_digits()
    return Benford(
        count=len(amounts),
        rows=tuple(
            Digits(digits, counts[digits], divide_half_up(len(amounts) * shares[digits], MILLION))
            for digits in FIRST_TWO
        ),
        deviation=divide_half_up(apart.numerator, apart.denominator),
        conformity=next((name for limit, name in CONFORMITY if apart <= limit), "none"),
    )


def _distances(counts: Mapping[int, int], whole: int) -> Iterator[Fraction]:
    """|share found - share expected| of each pair of digits, in millionths."""
    for digits, share in first_two_digits().items():
        yield abs(Fraction(counts.get(digits, 0) * MILLION, whole) - share)
