"""Matching: which of our movements and which of their lines are the same money, in one place.

Names first, figures last, and no guess: an amount alone pairs two items only where neither has any
other candidate and no name speaks against it; several items are taken together only when they are
all that goes by one name. What is left is left for people.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

from reconciliation.external.books import OurMovement, plain
from reconciliation.external.result import Match
from reconciliation.external.rules import ExternalRules
from reconciliation.external.statement import Place, StatementLine

Item = TypeVar("Item", OurMovement, StatementLine)
Pair = tuple[tuple[OurMovement, ...], tuple[StatementLine, ...]]


class Matching:
    """What is still open of one place while the rules go by; `earlier` lies before the first day.

    `named_by_us` and `named_by_them` are the names either side uses, whatever has been matched.
    """

    def __init__(
        self,
        place: Place,
        ours: Iterable[OurMovement],
        earlier: Iterable[OurMovement],
        theirs: Iterable[StatementLine],
    ) -> None:
        self.place = place
        self.ours = sorted(ours, key=lambda one: one.order)
        self.earlier = sorted(earlier, key=lambda one: one.order)
        self.theirs = sorted(theirs, key=lambda one: one.order)
        self.matched: list[Match] = []
        known = (*self.ours, *self.earlier)
        self.named_by_us = frozenset(name for one in known for name in one.references)
        self.named_by_them = frozenset(name for line in self.theirs for name in names_of(line))

    def carry_out(self, rules: ExternalRules) -> None:
        """Apply the rules in their order; each judges what those before it left."""
        self._by_key("reference", self.ours, lambda one: one.references[:1])
        self._by_key("reference", self.ours, lambda one: one.references[1:])
        self._by_sum()
        self._by_key("earlier", self.earlier, lambda one: one.references)
        self._by_amount(rules)

    def _by_key(
        self, rule: str, ours: Sequence[OurMovement], names: Callable[[OurMovement], Sequence[str]]
    ) -> None:
        """A name and the amount; equal ones are interchangeable and paired by day."""
        waiting: defaultdict[tuple[str, int], deque[OurMovement]] = defaultdict(deque)
        for one in ours:
            for name in names(one):
                waiting[name, one.amount].append(one)
        taken: set[int] = set()
        pairs: list[Pair] = []
        for line in self.theirs:
            same = waiting.get((plain(line.reference), line.amount), deque())
            while same and id(same[0]) in taken:
                same.popleft()
            if same:
                taken.add(id(same[0]))
                pairs.append(((same.popleft(),), (line,)))
        self._close(rule, pairs)

    def _by_sum(self) -> None:
        """One item on one side, and on the other all that goes by the same name, of equal sum."""
        ours = _grouped(self.ours, lambda one: one.references)
        theirs = _grouped(self.theirs, names_of)
        taken: set[int] = set()
        pairs: list[Pair] = []
        for name in sorted(ours.keys() & theirs.keys()):
            left, right = ours[name], theirs[name]
            free = not taken & {id(one) for one in left}
            if free and 1 in (len(left), len(right)) and _total(left) == _total(right):
                taken |= {id(one) for one in left}
                pairs.append((tuple(left), tuple(right)))
        self._close("reference_sum", pairs)

    def _by_amount(self, rules: ExternalRules) -> None:
        """Equal amounts near in time, each the only candidate of the other, judged all at once."""
        ours = Nearby(one for one in self.ours if not self.named_by_them.intersection(one.references))
        theirs = Nearby(line for line in self.theirs if not self.named_by_us.intersection(names_of(line)))
        pairs: list[Pair] = []
        for line in theirs:
            one = ours.only(line, rules.match_days)
            if one is not None and theirs.only(one, rules.match_days) is line:
                pairs.append(((one,), (line,)))
        self._close("amount", pairs)

    def _close(self, rule: str, pairs: Iterable[Pair]) -> None:
        done: set[int] = set()
        for ours, theirs in pairs:
            self.matched.append(Match(place=self.place, rule=rule, ours=ours, theirs=theirs))
            done |= {id(one) for one in (*ours, *theirs)}
        self.ours = [one for one in self.ours if id(one) not in done]
        self.earlier = [one for one in self.earlier if id(one) not in done]
        self.theirs = [line for line in self.theirs if id(line) not in done]


class Nearby(Generic[Item]):
    """Items of one side by amount and day, so that candidates are found by halving."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items: list[Item] = sorted(items, key=lambda one: one.on)
        self._of: defaultdict[int, list[Item]] = defaultdict(list)
        for one in self._items:
            self._of[one.amount].append(one)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def near(self, other: OurMovement | StatementLine, days: int) -> int:
        """How many items of the same amount lie at most so many days away."""
        low, high = self._span(other, days)
        return high - low

    def only(self, other: OurMovement | StatementLine, days: int) -> Item | None:
        """The one item of the same amount at most so many days away; None when there is none or another."""
        low, high = self._span(other, days)
        return self._of[other.amount][low] if high - low == 1 else None

    def _span(self, other: OurMovement | StatementLine, days: int) -> tuple[int, int]:
        # Only ends are looked up: thousands of equal amounts on one day are common with unit rates.
        same, window = self._of.get(other.amount, []), timedelta(days=days)
        low = bisect_left(same, other.on - window, key=lambda one: one.on)
        return low, bisect_right(same, other.on + window, key=lambda one: one.on)


def names_of(line: StatementLine) -> tuple[str, ...]:
    """The name a line goes by, if it goes by any."""
    return (plain(line.reference),) if plain(line.reference) else ()


def _grouped(items: Iterable[Item], names: Callable[[Item], Iterable[str]]) -> Mapping[str, list[Item]]:
    groups: defaultdict[str, list[Item]] = defaultdict(list)
    for one in items:
        for name in names(one):
            groups[name].append(one)
    return groups


def _total(items: Iterable[OurMovement | StatementLine]) -> int:
    return sum(one.amount for one in items)
