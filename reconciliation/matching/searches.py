"""Searches: the sums of two to six papers of one side that make the amount of a paper of the other.

Candidates are the nearest 24 within the window, by distance in days and then by number. A search is
truncated when there are more, or more solutions than anyone reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Option
from reconciliation.matching.nearness import AnyItem, Item, Order, P, Side, size
from reconciliation.matching.snapshot import option
from reconciliation.matching.subsets import PLACEBO_STEPS, SOLUTIONS_MAX, placebo, solutions

CANDIDATES_MAX: Final = 24
BEST: Final = 3


class Sum(NamedTuple):
    """One solution: the target first, then its legs; how many days lie between them in all."""

    legs: int
    days: int
    orders: tuple[Order, ...]
    items: tuple[AnyItem, ...]

    @property
    def rank(self) -> tuple[int, int, tuple[Order, ...]]:
        """Fewest legs, nearest in time, then by number."""
        return self.legs, self.days, self.orders

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Its vouchers."""
        return tuple(item.paper for item in self.items if isinstance(item.paper, Claim))

    @property
    def batches(self) -> tuple[Batch, ...]:
        """Its lots."""
        return tuple(item.paper for item in self.items if isinstance(item.paper, Batch))

    @property
    def option(self) -> Option:
        """As an answer to choose from."""
        return option(self.claims, self.batches)


class Search(NamedTuple):
    """What was looked through for one target; `sums` by rank, `complete` unless truncated."""

    target: AnyItem
    amounts: tuple[int, ...]
    sums: tuple[Sum, ...]
    complete: bool

    @property
    def lam(self) -> Fraction | None:
        """The placebo share; None where the search was truncated."""
        if not self.complete:
            return None
        return Fraction(placebo(self.amounts, self.target.amount), 2 * PLACEBO_STEPS)


def search(target: AnyItem, side: Side[P], span: slice, enough: int = SOLUTIONS_MAX) -> Search:
    """Search a span of the other side; a truncated search stops once it has the best few."""
    near = side.nearest(target.day, span, CANDIDATES_MAX)
    amounts = tuple(item.amount for item in near)
    whole = size(span) <= CANDIDATES_MAX
    found = solutions(amounts, target.amount, enough if whole else min(enough, BEST))
    sums = [_sum(target, [near[index] for index in picked]) for picked in found.found]
    return Search(
        target=target,
        amounts=amounts,
        sums=tuple(sorted(sums, key=lambda one: one.rank)),
        complete=whole and found.complete,
    )


def _sum(target: AnyItem, legs: Sequence[Item[P]]) -> Sum:
    own: Sequence[AnyItem] = sorted(legs, key=lambda item: item.order)
    items = (target, *own)
    return Sum(
        legs=len(legs),
        days=sum(abs(item.day - target.day) for item in legs),
        orders=tuple(item.order for item in items),
        items=items,
    )
