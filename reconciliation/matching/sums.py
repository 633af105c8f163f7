"""Sums: R4, one voucher that pays two to six lots, or two to six vouchers that pay one lot.

Only papers of one vendor without references, whose decision lies within `sum_window_days` of the
posting; the nearest 24 of them, by distance in days and then by number. A sum is confirmed when it is
the only solution of its target, none of its papers stands in another solution or is an answer R3 only
suggested, λ is within the rule set's limit, and nothing was truncated: neither its own search nor any
other that had one of its papers within its window (pools.py). In a crowd (vendors.py) amounts must not
repeat, and other solutions are also those of vouchers that R4 may not match itself.

Every other solution is a suggestion, as far as its vouchers are not in a better one: those with fewer
legs first, then those nearer in time, then by number. (A confirmed sum shares no paper, so it stands in
the way of none.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from reconciliation.matching.match import Match
from reconciliation.matching.nearness import Order, Side, batch_item, by_vendor, claim_item, worthy
from reconciliation.matching.pools import Pool, pool_of
from reconciliation.matching.searches import BEST, Search, Sum
from reconciliation.matching.snapshot import Snapshot, opened
from reconciliation.matching.vendors import Vendor, vendors
from reconciliation.rule_set import RuleSet


class Sums(NamedTuple):
    """The searches of one vendor; `shared` and `doubtful` name papers that cannot be confirmed."""

    searches: tuple[Search, ...]
    shared: frozenset[Order]
    doubtful: frozenset[Order]
    repetitive: bool = False


def by_sum(left: Snapshot, rules: RuleSet) -> Iterator[Match]:
    """The sums of every vendor.

    What they stand among is what R3 saw: a pair it confirmed is in no sum and in no doubt, so only its
    suggestions make a difference, and the references that are lost.
    """
    around = {vendor.name: vendor for vendor in vendors(opened(left.cell))}
    for name, (claims, batches) in by_vendor(left.nameless(), worthy(left.unclaimed())).items():
        asked, earned = Side(map(claim_item, claims)), Side(map(batch_item, batches))
        own = pool_of(asked, earned, rules.sum_window_days)
        if own.searches:
            yield from _matches(left, _sums(own, around[name], rules), rules)


def _sums(own: Pool, vendor: Vendor, rules: RuleSet) -> Sums:
    """In a crowd look around, where there is anything left to confirm."""
    sums = Sums(own.searches, own.shared.union(vendor.answered(rules)), own.doubtful)
    if not vendor.crowded or not any(_hopeful(sums, found) for found in own.searches):
        return sums
    wide = vendor.pool(rules)
    return Sums(
        searches=own.searches,
        shared=sums.shared | wide.shared,
        doubtful=sums.doubtful | wide.doubtful,
        repetitive=vendor.repetitive(),
    )


def _hopeful(sums: Sums, found: Search) -> bool:
    """Whether a search may be confirmed, as far as one knows without its λ."""
    papers = found.sums[0].orders
    return len(found.sums) == 1 and sums.shared.isdisjoint(papers) and sums.doubtful.isdisjoint(papers)


def _matches(left: Snapshot, sums: Sums, rules: RuleSet) -> Iterator[Match]:
    """By rank, as long as their vouchers are free."""
    closed: set[Order] = set()
    ranked = sorted(((one, found) for found in sums.searches for one in found.sums), key=_rank)
    for one, found in ranked:
        own = {claim.order for claim in one.claims}
        if not own & closed:
            closed |= own
            yield _match(left, sums, one, found, rules)


def _rank(pair: tuple[Sum, Search]) -> tuple[int, int, tuple[Order, ...]]:
    return pair[0].rank


def _match(left: Snapshot, sums: Sums, one: Sum, found: Search, rules: RuleSet) -> Match:
    lam = found.lam
    reason = _reason(sums, one, found, lam, rules)
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


def _reason(sums: Sums, one: Sum, found: Search, lam: Fraction | None, rules: RuleSet) -> str:
    if len(found.sums) > 1:
        return "several"
    if not sums.shared.isdisjoint(one.orders):
        return "shared"
    if lam is None or not sums.doubtful.isdisjoint(one.orders):
        return "cut_short"
    return "chance" if sums.repetitive or lam > rules.lambda_max else "only_sum"
