"""Vendors: what each vendor of a cell asks for without a reference, and what of its lots is open.

More than twelve papers on either side are a crowd, where some will look alike by chance. There R3 and R4
confirm nothing that has another answer of any kind, among all these papers (also the vouchers whose
reference names no delivery, which R5 alone may match) and in the wider of their windows (a sum may lie
just outside the narrower); and nothing at all where amounts repeat all the time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.nearness import (
    Item,
    Order,
    P,
    Side,
    batch_item,
    by_vendor,
    claim_item,
    size,
    worthy,
)
from reconciliation.matching.pools import Pool, pool_of
from reconciliation.matching.snapshot import Snapshot
from reconciliation.rule_set import RuleSet

CROWD_MIN: Final = 12
REPEATS_MIN: Final = 100


class Equals(NamedTuple):
    """The papers of one amount: vouchers without a reference, those with a lost one too, lots."""

    asking: Side[Claim]
    rivals: Side[Claim]
    earned: Side[Batch]


class Vendor(NamedTuple):
    """All vouchers without a reference, those with a lost one too, all open lots, and all by amount."""

    name: str
    asking: Side[Claim]
    rivals: Side[Claim]
    earned: Side[Batch]
    equals: tuple[Equals, ...]

    @property
    def crowded(self) -> bool:
        """Whether there are so many papers that some of them will look alike by chance."""
        return max(len(self.rivals.items), len(self.earned.items)) > CROWD_MIN

    def pool(self, rules: RuleSet) -> Pool:
        """The sums among these papers: in a crowd, of all of them and in the wider window of R3 and R4."""
        if not self.crowded:
            return pool_of(self.asking, self.earned, rules.sum_window_days)
        window = max(rules.amount_window_days, rules.sum_window_days)
        return pool_of(self.rivals, self.earned, window, best=False)

    def repetitive(self) -> bool:
        """Whether amounts repeat so much that an equal one says nothing.

        That is when two of more than twelve lots, picked blindly, are worth the same in more than one
        case in a hundred: as where they differ by 1 to 12 communities, and not by hundreds of households.
        """
        count = len(self.earned.items)
        equal = Counter(item.amount for item in self.earned.items)
        pairs = sum(times * (times - 1) for times in equal.values())
        return count > CROWD_MIN and pairs * REPEATS_MIN > count * (count - 1)

    def answered(self, rules: RuleSet) -> Iterator[Order]:
        """The lots whose worth is what one voucher asks for, whether R3 confirmed that or not."""
        for equal in self.equals:
            for lot in equal.earned.items:
                if size(equal.rivals.within(lot.day, rules.amount_window_days)):
                    yield lot.order


def vendors(left: Snapshot) -> Iterator[Vendor]:
    """The vendors that have both vouchers without a reference and open lots."""
    lost = [claim for claim in left.claims if claim.lost]
    for name, (claims, batches) in by_vendor(left.nameless(), worthy(left.unclaimed())).items():
        asked, earned = list(map(claim_item, claims)), list(map(batch_item, batches))
        rivals = [*asked, *(claim_item(claim) for claim in lost if claim.vendor == name)]
        yield Vendor(name, Side(asked), Side(rivals), Side(earned), tuple(_equals(asked, rivals, earned)))


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
