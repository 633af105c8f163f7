"""Pools: every sum that answers for any paper of one vendor, and whom truncated searches leave in doubt.

A search is truncated when it has more than 24 candidates or more solutions than anyone reads; it may
have missed a solution with its target or with any paper within its window, so all of these are doubtful.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.nearness import AnyItem, Order, P, Side, size
from reconciliation.matching.searches import CANDIDATES_MAX, Search, Sum, search


class Pool(NamedTuple):
    """The searches that found sums; in how many sums each paper stands; the papers in doubt."""

    searches: tuple[Search, ...]
    named: Mapping[Order, int]
    doubtful: frozenset[Order]

    @property
    def shared(self) -> frozenset[Order]:
        """The papers that stand in more than one sum."""
        return frozenset(order for order, times in self.named.items() if times > 1)

    def sums_of(self, *targets: Order) -> tuple[Sum, ...]:
        """The sums that answer for any of some papers."""
        return tuple(one for found in self.searches if found.target.order in targets for one in found.sums)


NO_POOL: Final = Pool((), {}, frozenset())


def pool_of(asked: Side[Claim], earned: Side[Batch], window: int, *, best: bool = True) -> Pool:
    """Search for every paper among those of the other side within `window` days.

    Without `best` a search that would be truncated for its candidates is not made: its target and its
    candidates are doubtful without it.
    """
    doubtful: set[Order] = set()
    searches = (
        *_searches(asked.items, earned, window, doubtful, best=best),
        *_searches(earned.items, asked, window, doubtful, best=best),
    )
    return Pool(
        searches=searches,
        named=Counter(chain.from_iterable(one.orders for found in searches for one in found.sums)),
        doubtful=frozenset(doubtful),
    )


def _searches(
    targets: Sequence[AnyItem], side: Side[P], window: int, doubtful: set[Order], *, best: bool
) -> Iterator[Search]:
    """Search for each target among the papers of the other side; note what a truncated one may miss."""
    cut: list[slice] = []
    for target in targets:
        span = side.within(target.day, window)
        readable = size(span) <= CANDIDATES_MAX
        found = search(target, side, span) if size(span) > 1 and (readable or best) else None
        if found and found.sums:
            yield found
        if not readable or (found and not found.complete):
            doubtful.add(target.order)
            cut.append(span)
    doubtful.update(_covered(side, cut))


def _covered(side: Side[P], spans: Iterable[slice]) -> Iterator[Order]:
    """Every item that lies in any of the spans, once."""
    reached = 0
    for span in sorted(spans, key=lambda span: (span.start, span.stop)):
        yield from (item.order for item in side.items[max(reached, span.start) : span.stop])
        reached = max(reached, span.stop)
