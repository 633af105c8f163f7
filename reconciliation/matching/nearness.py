"""Nearness: papers of one vendor in order of their day, and which of them lie close to another day."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from typing import Generic, NamedTuple, TypeVar

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim

P = TypeVar("P", Claim, Batch)
Order = tuple[str, int, tuple[int, ...]]
"""Document order within a unit: number, fiscal year, lines."""


class Item(NamedTuple, Generic[P]):
    """A claim or a batch as a search sees it; `day` is its posting or last decision (an ordinal)."""

    day: int
    order: Order
    amount: int
    paper: P


AnyItem = Item[Claim] | Item[Batch]


class Side(Generic[P]):
    """The items of one kind, by day and number."""

    def __init__(self, items: Iterable[Item[P]]) -> None:
        self.items: list[Item[P]] = sorted(items, key=lambda item: (item.day, item.order))
        self.days: list[int] = [item.day for item in self.items]

    def within(self, day: int, window: int) -> slice:
        """The items within `window` days of a day."""
        return slice(bisect_left(self.days, day - window), bisect_right(self.days, day + window))

    def nearest(self, day: int, span: slice, count: int) -> list[Item[P]]:
        """The nearest items of a span, by distance in days and then by number.

        The items of one day lie in order of their number; so that a cut through a day before this one
        does not take its last numbers, it is moved to where that day begins.
        """
        here = bisect_left(self.days, day, span.start, span.stop)
        start = span.start
        if here - start > count:
            start = bisect_left(self.days, self.days[here - count], start, here)
        around = self.items[start : min(span.stop, here + count)]
        return nsmallest(count, around, key=lambda item: (abs(item.day - day), item.order))


def size(span: slice) -> int:
    """How many items a span holds."""
    return int(span.stop - span.start)


def claim_item(claim: Claim) -> Item[Claim]:
    """A claim, by the day it was posted."""
    return Item(claim.day, claim.order, claim.amount, claim)


def batch_item(batch: Batch) -> Item[Batch]:
    """A batch, by the day of its last decision."""
    return Item(batch.day or 0, (batch.root, 0, ()), batch.earned, batch)


def worthy(batches: Iterable[Batch]) -> list[Batch]:
    """The batches a sum can be made of: decided, and worth something."""
    return [batch for batch in batches if batch.day is not None and batch.earned > 0]


def by_vendor(
    claims: Iterable[Claim], batches: Iterable[Batch]
) -> Mapping[str, tuple[list[Claim], list[Batch]]]:
    """Vendor -> its claims and its batches, for vendors that have both."""
    found: defaultdict[str, tuple[list[Claim], list[Batch]]] = defaultdict(lambda: ([], []))
    for claim in claims:
        found[claim.vendor][0].append(claim)
    for batch in batches:
        if batch.vendor in found:
            found[batch.vendor][1].append(batch)
    return {vendor: pair for vendor, pair in sorted(found.items()) if pair[1]}
