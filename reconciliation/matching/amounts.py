"""Amounts: R3, one voucher without a reference and one lot of its vendor, equal and close in time.

Close is: the last decision at most `amount_window_days` from the posting. Confirmed when it is the one
solution for either: no other lot answers to the voucher and no other voucher to the lot (one whose
reference names no delivery counts, though it is not matched here), neither alone nor as a sum of two
to six that R4 would find. In a crowd (vendors.py) neither may stand in any sum, as its whole or as a
part, nor in doubt by a truncated search, and amounts must not repeat. Sums count because on the lattice
of a unit rate an equal amount says little where many papers wait: what could be one lot or three
others, or else the second instalment of another lot, is no evidence for either.
A voucher with any candidate that is not confirmed is a suggestion.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match
from reconciliation.matching.nearness import Item, Order, size
from reconciliation.matching.pools import NO_POOL, Pool
from reconciliation.matching.searches import BEST
from reconciliation.matching.snapshot import Snapshot, option
from reconciliation.matching.vendors import Vendor, vendors
from reconciliation.rule_set import RuleSet


class Pair(NamedTuple):
    """A voucher and the nearest lots of its amount; how many such lots, how many vouchers of the nearest."""

    item: Item[Claim]
    near: list[Item[Batch]]
    lots: int
    rivals: int

    @property
    def mutual(self) -> bool:
        """Whether either is the only paper of this amount for the other."""
        return self.lots == self.rivals == 1


class Around(NamedTuple):
    """The sums among a vendor's papers, and in a crowd what stands in one and whether amounts repeat."""

    pool: Pool
    shared: frozenset[Order]
    repetitive: bool


ALONE: Final = Around(NO_POOL, frozenset(), repetitive=False)


def by_amount(left: Snapshot, rules: RuleSet) -> Iterator[Match]:
    """One match per open claim without a reference that has a candidate."""
    for vendor in vendors(left):
        found = tuple(_pairs(vendor, rules.amount_window_days))
        around = _around(vendor, rules) if any(one.mutual for one in found) else ALONE
        yield from (_match(left, one, around) for one in found)


def _around(vendor: Vendor, rules: RuleSet) -> Around:
    pool = vendor.pool(rules)
    return Around(pool, frozenset(pool.named if vendor.crowded else ()), repetitive=vendor.repetitive())


def _pairs(vendor: Vendor, window: int) -> Iterator[Pair]:
    for equal in vendor.equals:
        for item in equal.asking.items:
            span = equal.earned.within(item.day, window)
            if size(span):
                near = equal.earned.nearest(item.day, span, BEST)
                yield Pair(item, near, size(span), size(equal.rivals.within(near[0].day, window)))


def _match(left: Snapshot, one: Pair, around: Around) -> Match:
    claim, lot = one.item, one.near[0]
    sums = around.pool.sums_of(claim.order, lot.order) if one.mutual else ()
    reason = _reason(one, around, several=bool(sums))
    singles = [option((claim.paper,), (other.paper,)) for other in one.near]
    return left.matched(
        "R3",
        "CONFIRMED" if reason == "only_amount" else "SUGGESTED",
        (claim.paper,),
        (lot.paper,),
        reason,
        alternatives=max(one.lots, one.rivals) + len(sums),
        best=tuple([*singles, *(sum_.option for sum_ in sums)][:BEST]),
    )


def _reason(one: Pair, around: Around, *, several: bool) -> str:
    both = {one.item.order, one.near[0].order}
    if one.lots > 1 or several:
        return "several"
    if one.rivals > 1 or not both.isdisjoint(around.shared):
        return "shared"
    if around.repetitive:
        return "chance"
    return "only_amount" if both.isdisjoint(around.pool.doubtful) else "cut_short"
