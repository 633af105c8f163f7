"""Population: the vouchers an auditor draws from, in an order anyone can restore."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from reconciliation.documents import Voucher
from reconciliation.overhead import PERCENT
from reconciliation.rule_set import RuleSet


class VoucherKey(NamedTuple):
    """Which voucher: number, unit, document fiscal year; keys sort as the population is ordered."""

    number: str
    unit: str
    fiscal_year: int

    @property
    def text(self) -> str:
        """As unit/fiscal year/number, like the keys of findings."""
        return f"{self.unit}/{self.fiscal_year}/{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One voucher of the population: its amount in minor units, and its name as printed."""

    key: VoucherKey
    amount: int
    name: str

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"{self.key.text}: {self.amount} is not above zero")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How to draw: the text that is hashed, and two percentages as people say them (95 is 95 %)."""

    seed: str
    tolerable_percent: Fraction
    confidence_percent: Fraction

    @property
    def confidence(self) -> Fraction:
        """The confidence as a share of 1."""
        return self.confidence_percent / PERCENT


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """Why there is no sample, a stable word.

    empty_population | tolerable_out_of_range | confidence_out_of_range | interval_zero |
    nothing_asked
    """

    why: str


def key_of(voucher: Voucher) -> VoucherKey:
    """The key of a voucher."""
    return VoucherKey(voucher.number, voucher.unit, voucher.fiscal_year)


def population(vouchers: Iterable[Voucher]) -> tuple[Item, ...]:
    """Every voucher above 0 that was not reversed, overhead included, by number, unit and year."""
    vouchers = tuple(vouchers)
    numbers = Counter(one.number for one in vouchers)
    in_unit = Counter((one.number, one.unit) for one in vouchers)
    items = (
        Item(key=key, amount=one.amount, name=_name(key, numbers[key.number], in_unit[key[:2]]))
        for one in vouchers
        if one.standing and one.amount > 0
        for key in (key_of(one),)
    )
    return ordered(items)


def _name(key: VoucherKey, alike: int, in_unit: int) -> str:
    """The number, with its unit and year where it is ambiguous: as findings print it."""
    name = f"{key.unit}/{key.number}" if alike > 1 else key.number
    return f"{name}@{key.fiscal_year}" if in_unit > 1 else name


def ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    """Items in the order of the population, whatever order they came in."""
    return tuple(sorted(items, key=lambda item: item.key))


def terms_of(rules: RuleSet, book: str, position: int) -> Terms:
    """The terms of a rule set; an empty seed is the book's id, position 0 the statement's."""
    seed, at = rules.sampling_seed or book, rules.sampling_position or position
    return Terms(
        seed=f"{seed}|position={at}",
        tolerable_percent=rules.sampling_tolerable_percent,
        confidence_percent=rules.sampling_confidence_percent,
    )
