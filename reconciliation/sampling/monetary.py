"""Monetary-unit sampling: every satang has the same chance, so that large vouchers are seen most.

The vouchers lie end to end on one line of money; from a start that the seed decides, every
interval-th minor unit is hit, and the voucher it lies in is drawn. A voucher as long as the interval
is hit for certain (stratum TOP); what is shorter stands for its interval (PPS).
Source: AICPA Audit Guide, Audit Sampling, chapter on monetary unit sampling.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Final

from reconciliation.overhead import PERCENT, capped
from reconciliation.sampling.population import Item, NotDrawn, Terms, ordered
from reconciliation.sampling.quantile import confidence_factors

TOP: Final = "TOP"
PPS: Final = "PPS"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A voucher that was drawn: where it lies on the line of money (from 1), and how often it was hit."""

    item: Item
    cum_from: int
    cum_to: int
    stratum: str
    hits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonetarySample:
    """What was drawn and all that is needed to draw it again; money in minor units."""

    terms: Terms
    population_items: int
    book_value: int
    tolerable: int
    factor: Fraction
    interval: int
    start: int
    items: tuple[Hit, ...]

    @property
    def hits(self) -> int:
        """How many points fell on the line of money."""
        return sum(hit.hits for hit in self.items)


def draw(population: Iterable[Item], terms: Terms) -> MonetarySample | NotDrawn:
    """Draw from a population in whatever order it comes, or say why there is nothing to draw.

    tolerable = ⌊book value × %⌋, interval = ⌊tolerable / CF(0)⌋.
    """
    items = ordered(population)
    why = _refused(items, terms)
    if why:
        return NotDrawn(why)
    book_value = sum(item.amount for item in items)
    tolerable = capped(book_value, terms.tolerable_percent)
    factor = next(confidence_factors(terms.confidence))
    interval = tolerable // factor
    if interval == 0:
        return NotDrawn("interval_zero")
    start = random_start(terms.seed, interval)
    return MonetarySample(
        terms=terms,
        population_items=len(items),
        book_value=book_value,
        tolerable=tolerable,
        factor=factor,
        interval=interval,
        start=start,
        items=tuple(_drawn(items, start, interval)),
    )


def random_start(seed: str, interval: int) -> int:
    """The first point, 1 to `interval`: the seed's SHA-256 as a big-endian number.

    >>> random_start("SAO-2569-001|position=28", 10_318_835)
    5404768
    """
    return int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big") % interval + 1


def _refused(items: Sequence[Item], terms: Terms) -> str:
    if not items:
        return "empty_population"
    if not 0 < terms.tolerable_percent <= PERCENT:
        return "tolerable_out_of_range"
    return "" if 0 < terms.confidence < 1 else "confidence_out_of_range"


def _drawn(items: Sequence[Item], start: int, interval: int) -> Iterator[Hit]:
    for item, to in zip(items, accumulate(item.amount for item in items), strict=True):
        before = to - item.amount
        hits = _points(to, start, interval) - _points(before, start, interval)
        if hits:
            stratum = TOP if item.amount >= interval else PPS
            yield Hit(item=item, cum_from=before + 1, cum_to=to, stratum=stratum, hits=hits)


def _points(to: int, start: int, interval: int) -> int:
    """How many of start, start + interval, … lie at or before a place."""
    return (to - start) // interval + 1 if to >= start else 0
