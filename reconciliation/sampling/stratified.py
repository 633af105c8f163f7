"""Stratified random sampling: so many of each stratum, chosen by the rank of a hash.

The rank of a voucher is SHA-256 of `seed|unit/fiscal year/number` (UTF-8); the lowest ranks are drawn.
Nobody can choose them, everybody can redo them, and asking for more keeps those drawn before.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reconciliation.sampling.population import Item, NotDrawn, ordered

Strata = Callable[[Item], tuple[int, str]]
"""Item -> the stratum it belongs to: its place among the strata, and its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stratum:
    """One stratum: how many vouchers of how much money (minor units) it has, and those drawn, by rank."""

    name: str
    population_items: int
    book_value: int
    drawn: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedSample:
    """The hashed seed, how many were asked for of each stratum, and the strata in their order."""

    seed: str
    each: int
    strata: tuple[Stratum, ...]


def draw_stratified(
    population: Iterable[Item], strata: Strata, each: int, seed: str
) -> StratifiedSample | NotDrawn:
    """Draw `each` vouchers of every stratum (all of a smaller one), or say why there is nothing.

    `seed` is a text like `Terms.seed`, which names the position.
    """
    if each < 1:
        return NotDrawn("nothing_asked")
    groups: defaultdict[tuple[int, str], list[Item]] = defaultdict(list)
    for item in ordered(population):
        groups[strata(item)].append(item)
    if not groups:
        return NotDrawn("empty_population")
    drawn = tuple(_stratum(name, group, each, seed) for (_, name), group in sorted(groups.items()))
    return StratifiedSample(seed=seed, each=each, strata=drawn)


def by_unit(item: Item) -> tuple[int, str]:
    """One stratum per unit, by its code."""
    return 0, item.key.unit


def by_amount(bounds: Sequence[int]) -> Strata:
    """Bands of amounts in minor units; each bound begins a band, named `from..to`.

    >>> from reconciliation.sampling.population import VoucherKey
    >>> item = Item(key=VoucherKey("1", "U", 2569), amount=500, name="1")
    >>> by_amount([500, 10_000])(item)
    (1, '500..9999')
    """
    begins = [1, *sorted({bound for bound in bounds if bound > 1})]
    ends = [*(str(bound - 1) for bound in begins[1:]), ""]

    def band(item: Item) -> tuple[int, str]:
        place = bisect_right(begins, item.amount) - 1
        return place, f"{begins[place]}..{ends[place]}"

    return band


def rank(item: Item, seed: str) -> bytes:
    """The digest that decides who is drawn."""
    return hashlib.sha256(f"{seed}|{item.key.text}".encode()).digest()


def _stratum(name: str, group: Sequence[Item], each: int, seed: str) -> Stratum:
    ranked = sorted(group, key=lambda item: (rank(item, seed), item.key))
    return Stratum(
        name=name,
        population_items=len(group),
        book_value=sum(item.amount for item in group),
        drawn=tuple(ranked[:each]),
    )
