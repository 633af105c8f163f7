"""Sums: R4, one voucher that pays two to six lots, or two to six vouchers that pay one lot.

Only papers of one vendor without references, whose decision lies within `sum_window_days` of the
posting; the nearest 24 of them, by distance in days and then by number. A sum is confirmed when it is
the only solution of its target, none of its papers stands in another solution or is an answer R3 only
suggested, λ is within the rule set's limit, and nothing was truncated: neither its own search nor any
other that had one of its papers within its window, for such a search may have missed a solution with
it. A search is truncated when it has more than 24 candidates or more solutions than anyone reads.

Every other solution is a suggestion, as far as its vouchers are not in a better one: those with fewer
legs first, then those nearer in time, then by number. (A confirmed sum shares no paper, so it stands in
the way of none.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain
from typing import NamedTuple

from reconciliation.matching.amounts import answers
from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match
from reconciliation.matching.nearness import (
    AnyItem,
    Order,
    P,
    Side,
    batch_item,
    by_vendor,
    claim_item,
    size,
    worthy,
)
from reconciliation.matching.searches import BEST, Search, Sum, search
from reconciliation.matching.snapshot import Snapshot, opened
from reconciliation.rule_set import RuleSet


class Pool(NamedTuple):
    """The searches of one vendor; `shared` and `doubtful` name papers that cannot be confirmed."""

    searches: tuple[Search, ...]
    shared: frozenset[Order]
    doubtful: frozenset[Order]


def by_sum(left: Snapshot, rules: RuleSet) -> Iterator[Match]:
    """The sums of every vendor.

    What R3 read of the vouchers without a reference was all of them: they are the cell's.
    """
    answered = answers(opened(left.cell), rules)
    for claims, batches in by_vendor(left.nameless(), worthy(left.unclaimed())).values():
        asked, earned = Side(map(claim_item, claims)), Side(map(batch_item, batches))
        pool = _pool(asked, earned, rules.sum_window_days)
        suggested = (item.order for item in earned.items if item.paper.root in answered)
        yield from _matches(left, pool._replace(shared=pool.shared.union(suggested)), rules)


def _pool(asked: Side[Claim], earned: Side[Batch], window: int) -> Pool:
    doubtful: set[Order] = set()
    searches = [
        *_searches(asked.items, earned, window, doubtful),
        *_searches(earned.items, asked, window, doubtful),
    ]
    named = Counter(chain.from_iterable(one.orders for found in searches for one in found.sums))
    return Pool(
        searches=tuple(found for found in searches if found.sums),
        shared=frozenset(order for order, times in named.items() if times > 1),
        doubtful=frozenset(doubtful),
    )


def _searches(
    targets: Sequence[AnyItem], side: Side[P], window: int, doubtful: set[Order]
) -> Iterator[Search]:
    """Search for each target among the papers of the other side; note what a truncated one may miss."""
    cut: list[slice] = []
    for target in targets:
        span = side.within(target.day, window)
        if size(span) > 1:
            found = search(target, side, span)
            yield found
            if not found.complete:
                doubtful.add(target.order)
                cut.append(span)
    doubtful.update(_covered(side, cut))


def _covered(side: Side[P], spans: Iterable[slice]) -> Iterator[Order]:
    """Every item that lies in any of the spans, once."""
    reached = 0
    for span in sorted(spans, key=lambda span: (span.start, span.stop)):
        yield from (item.order for item in side.items[max(reached, span.start) : span.stop])
        reached = max(reached, span.stop)


def _matches(left: Snapshot, pool: Pool, rules: RuleSet) -> Iterator[Match]:
    """By rank, as long as their vouchers are free."""
    closed: set[Order] = set()
    ranked = sorted(((one, found) for found in pool.searches for one in found.sums), key=_rank)
    for one, found in ranked:
        own = {claim.order for claim in one.claims}
        if not own & closed:
            closed |= own
            yield _match(left, pool, one, found, rules)


def _rank(pair: tuple[Sum, Search]) -> tuple[int, int, tuple[Order, ...]]:
    return pair[0].rank


def _match(left: Snapshot, pool: Pool, one: Sum, found: Search, rules: RuleSet) -> Match:
    lam = found.lam
    reason = _reason(pool, one, found, lam, rules)
    return left.matched(
        "R4",
        "CONFIRMED" if reason == "only_sum" else "SUGGESTED",
        one.claims,
        one.batches,
        reason,
        alternatives=len(found.sums),
        best=tuple(sum_.option for sum_ in _best(one, found)),
        lam=lam,
    )


def _best(printed: Sum, found: Search) -> Sequence[Sum]:
    """The printed one, then the others by rank."""
    return [printed, *(one for one in found.sums if one is not printed)][:BEST]


def _reason(pool: Pool, one: Sum, found: Search, lam: Fraction | None, rules: RuleSet) -> str:
    if len(found.sums) > 1:
        return "several"
    if not pool.shared.isdisjoint(one.orders):
        return "shared"
    if lam is None or not pool.doubtful.isdisjoint(one.orders):
        return "cut_short"
    return "only_sum" if lam <= rules.lambda_max else "chance"
