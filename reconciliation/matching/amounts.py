"""Amounts: R3, one voucher without a reference and one lot of its vendor, equal and close in time.

Close is: the last decision at most `amount_window_days` from the posting. Confirmed when it is the one
solution for either: no other lot answers to the voucher and no other voucher to the lot (one whose
reference names no delivery counts, though it is not matched here), neither alone nor as a sum of two
to six that R4 would find; where that search would be truncated, nobody knows. Sums count because on the
lattice of a unit rate an equal amount says little where many lots wait: what could be one lot or three
others is no evidence for either. A voucher with any candidate that is not confirmed is a suggestion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match, Option
from reconciliation.matching.nearness import (
    AnyItem,
    Item,
    P,
    Side,
    batch_item,
    by_vendor,
    claim_item,
    size,
    worthy,
)
from reconciliation.matching.searches import BEST, CANDIDATES_MAX, search
from reconciliation.matching.snapshot import Snapshot, option
from reconciliation.rule_set import RuleSet


class Equals(NamedTuple):
    """The papers of one vendor and amount: vouchers without a reference, those with a lost one too, lots."""

    asking: Side[Claim]
    rivals: Side[Claim]
    earned: Side[Batch]


class Vendor(NamedTuple):
    """All vouchers without a reference and all open lots of one vendor, and by amount."""

    asking: Side[Claim]
    earned: Side[Batch]
    equals: tuple[Equals, ...]


def by_amount(left: Snapshot, rules: RuleSet) -> Iterator[Match]:
    """One match per open claim without a reference that has a candidate."""
    for vendor in _vendors(left):
        for equal in vendor.equals:
            for item in equal.asking.items:
                span = equal.earned.within(item.day, rules.amount_window_days)
                if size(span):
                    yield _match(left, item, equal.earned.nearest(item.day, span, BEST), vendor, equal, rules)


def answers(left: Snapshot, rules: RuleSet) -> frozenset[str]:
    """The batches whose worth is what one voucher asks for, confirmed or not, its reference lost or none."""
    return frozenset(
        item.paper.root
        for vendor in _vendors(left)
        for equal in vendor.equals
        for item in equal.earned.items
        if size(equal.rivals.within(item.day, rules.amount_window_days))
    )


def _vendors(left: Snapshot) -> Iterator[Vendor]:
    lost = [claim for claim in left.claims if claim.lost and claim.vendor]
    for name, (claims, batches) in by_vendor(left.nameless(), worthy(left.unclaimed())).items():
        asked, earned = list(map(claim_item, claims)), list(map(batch_item, batches))
        rivals = [claim_item(claim) for claim in lost if claim.vendor == name]
        yield Vendor(Side(asked), Side(earned), tuple(_equals(asked, [*asked, *rivals], earned)))


def _equals(
    asked: Iterable[Item[Claim]], rivals: Iterable[Item[Claim]], earned: Iterable[Item[Batch]]
) -> Iterator[Equals]:
    own, all_, lots = _by_amount(asked), _by_amount(rivals), _by_amount(earned)
    for amount in sorted(all_.keys() & lots.keys()):
        yield Equals(Side(own.get(amount, ())), Side(all_[amount]), Side(lots[amount]))


def _by_amount(items: Iterable[Item[P]]) -> Mapping[int, list[Item[P]]]:
    found: defaultdict[int, list[Item[P]]] = defaultdict(list)
    for item in items:
        found[item.amount].append(item)
    return found


def _match(  # noqa: PLR0913, PLR0917 - a paper, what may answer to it, and among what it stands
    left: Snapshot,
    item: Item[Claim],
    near: list[Item[Batch]],
    vendor: Vendor,
    equal: Equals,
    rules: RuleSet,
) -> Match:
    lots = size(equal.earned.within(item.day, rules.amount_window_days))
    rivals = size(equal.rivals.within(near[0].day, rules.amount_window_days))
    sums: Sequence[Option] | None = ()
    if lots == rivals == 1:
        sums = _sums(item, near[0], vendor, rules.sum_window_days)
    reason = _reason(lots, rivals, sums)
    singles = [option((item.paper,), (one.paper,)) for one in near]
    return left.matched(
        "R3",
        "CONFIRMED" if reason == "only_amount" else "SUGGESTED",
        (item.paper,),
        (near[0].paper,),
        reason,
        alternatives=max(lots, rivals) + len(sums or ()),
        best=tuple([*singles, *(sums or ())][:BEST]),
    )


def _reason(lots: int, rivals: int, sums: Sequence[Option] | None) -> str:
    if lots > 1 or sums:
        return "several"
    if rivals > 1:
        return "shared"
    return "cut_short" if sums is None else "only_amount"


def _sums(item: Item[Claim], lot: Item[Batch], vendor: Vendor, window: int) -> Sequence[Option] | None:
    """What else the voucher could pay, or what else could pay the lot; None where there is too much."""
    paid, paying = _of(item, vendor.earned, window), _of(lot, vendor.asking, window)
    return None if paid is None or paying is None else (*paid, *paying)


def _of(target: AnyItem, side: Side[P], window: int) -> Sequence[Option] | None:
    span = side.within(target.day, window)
    if size(span) > CANDIDATES_MAX:
        return None
    return [one.option for one in search(target, side, span, enough=1).sums]
