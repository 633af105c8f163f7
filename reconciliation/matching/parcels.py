"""Parcels: the papers of one cell that may have to do with one another, and no others.

The rules look across vendors only where a voucher names a delivery of another vendor or misspells one
(R5), and everywhere in a cell on actual cost. So the shelves of a cell that such papers tie together are
a parcel, and what matches in one parcel depends on no other: the rules run parcel by parcel, on the same
papers as if they ran on the whole cell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from reconciliation.matching.claims import Claim
from reconciliation.matching.shelves import Asked, Node, Offered
from reconciliation.matching.spelling import near


class Parcel(NamedTuple):
    """Shelves of one activity, by vendor."""

    activity: str
    vendors: tuple[str, ...]
    asked: tuple[Asked, ...]
    offered: tuple[Offered, ...]


class Ties:
    """Places tied together; `first` is the one that stands for all that are tied to a place."""

    def __init__(self) -> None:
        """Begin with every place alone."""
        self._next: dict[Node, Node] = {}

    def first(self, place: Node) -> Node:
        """Follow the ties, and shorten them."""
        known = self._next
        while (onward := known.get(place, place)) != place:
            known[place] = known.get(onward, onward)
            place = known[place]
        return place

    def tie(self, one: Node, other: Node) -> None:
        """Tie two places, and with them all that is tied to either."""
        one, other = sorted((self.first(one), self.first(other)))
        if one != other:
            self._next[other] = one


def parcels(
    asked: Mapping[Node, Sequence[Asked]], offered: Mapping[Node, Offered], whole: Iterable[str]
) -> Iterator[Parcel]:
    """The parcels of a unit by activity and vendor; `whole` are the activities that are one parcel each."""
    ties = Ties()
    nodes = sorted({*asked, *offered})
    _tie_cited(ties, asked, offered)
    _tie_misspelt(ties, asked, offered)
    whole = set(whole)
    for node in nodes:
        if node[0] in whole:
            ties.tie(node, (node[0], ""))
    groups: defaultdict[Node, list[Node]] = defaultdict(list)
    for node in nodes:
        groups[ties.first(node)].append(node)
    for own in groups.values():
        yield Parcel(
            activity=own[0][0],
            vendors=tuple(vendor for _, vendor in own),
            asked=tuple(chain.from_iterable(asked.get(node, ()) for node in own)),
            offered=tuple(offered[node] for node in own if node in offered),
        )


def _tie_cited(ties: Ties, asked: Mapping[Node, Sequence[Asked]], offered: Mapping[Node, Offered]) -> None:
    vendors: dict[str, str] = {}
    for one in offered.values():
        vendors.update(one.vendors)
    for (activity, vendor), shelves in asked.items():
        named = {vendors[root] for shelf in shelves for root in shelf.cited}
        for other in named - {vendor}:
            ties.tie((activity, vendor), (activity, other))


def _tie_misspelt(ties: Ties, asked: Mapping[Node, Sequence[Asked]], offered: Mapping[Node, Offered]) -> None:
    lost: defaultdict[str, defaultdict[int, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for (activity, _), shelves in asked.items():
        for claim in chain.from_iterable(shelf.lost for shelf in shelves):
            lost[activity][claim.amount].append(claim)
    for (activity, vendor), shelf in offered.items():
        wanted = lost[activity]
        for amount in wanted.keys() & shelf.by_amount.keys():
            for claim in wanted[amount]:
                if claim.vendor != vendor and any(near(claim, shelf.by_amount[amount])):
                    ties.tie((activity, claim.vendor), (activity, vendor))
