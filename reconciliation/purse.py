"""Purse: what reached a unit, what left it, and what waits in its buckets.

What the centre hands down never was its own: only what waits at the stage `available` counts, so
what the centre retains is its transfers in, and nothing else is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from reconciliation.facts import Facts

K = TypeVar("K", bound=Hashable)

# Stages that hold a part of a unit's allotment; what a proposal takes from them is reserved.
OWN_STAGES: Final = ("available", "committed", "advanced", "carried")
# Stages of what was spent; a proposal to take some of it back changes nothing until it is approved.
SPENT_STAGES: Final = ("expended", "matched", "exempt", "disallowed")


@dataclass(slots=True)
class Purse:
    """The money of one unit at the cut-off, in minor units."""

    transfers_in: int = 0
    transfers_out: int = 0
    returned: int = 0
    lapsed: int = 0
    remitted: int = 0
    carried: int = 0
    advanced: int = 0
    committed: int = 0
    reserved: int = 0
    available: int = 0
    spent: int = 0

    @property
    def allotment(self) -> int:
        """A: what the unit may use; what is carried over, lapsed or remitted is no longer in it."""
        gone = self.transfers_out + self.returned + self.carried + self.lapsed + self.remitted
        return self.transfers_in - gone


def purses(facts: Facts) -> Mapping[str, Purse]:
    """Unit -> purse."""
    found = _purses(facts, lambda unit, _: unit)
    for (unit, stage), amount in facts.held.items():
        if stage in OWN_STAGES:
            found[unit].reserved += amount
        elif stage in SPENT_STAGES:
            found[unit].spent += amount
    return found


def purses_by_line(facts: Facts) -> Mapping[tuple[str, str], Purse]:
    """(unit, budget line) -> purse; which line a proposal holds money of is not told apart (reserved 0)."""
    return _purses(facts, lambda unit, line: (unit, line))


def _purses(facts: Facts, place: Callable[[str, str], K]) -> defaultdict[K, Purse]:
    found: defaultdict[K, Purse] = defaultdict(Purse)
    _flows(facts, found, place)
    for bucket, amount in facts.balances.items():
        if bucket.stage in SPENT_STAGES:
            found[place(bucket.unit, bucket.code)].spent += amount
        elif bucket.stage in ("available", "committed", "advanced", "carried", "remitted"):
            purse = found[place(bucket.unit, bucket.code)]
            setattr(purse, bucket.stage, getattr(purse, bucket.stage) + amount)
    return found


def _flows(facts: Facts, found: Mapping[K, Purse], place: Callable[[str, str], K]) -> None:
    for kept in facts.retentions:
        found[place(kept.unit, kept.line)].transfers_in += kept.amount
    for lapse in facts.lapses:
        if lapse.stage in OWN_STAGES:
            found[place(lapse.unit, lapse.line)].lapsed += lapse.amount
    for leg in facts.transfers:
        reached = sum(receipt.amount for receipt in leg.receipts if receipt.stage == "available")
        found[place(leg.to_unit, leg.line)].transfers_in += reached
        if leg.stage == "available":
            purse, left = found[place(leg.from_unit, leg.line)], leg.amount - leg.recalled
            if facts.is_centre(leg.to_unit, leg.line):
                purse.returned += left
            else:
                purse.transfers_out += left
