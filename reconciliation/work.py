"""Work: what one cell (unit × activity) planned, handed in, had accepted, and spent.

The index reads the facts once; a cell without a paper is as empty as one that never was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from ledger.commands import DefineActivity
from reconciliation.documents import Commitment, Decision, Delivery, Part, Target, Voucher
from reconciliation.facts import Facts

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
CellKey = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One cell's papers; `spent` is what its vouchers charged less reversals and recoveries (AC)."""

    unit: str
    activity: DefineActivity
    on: date
    targets: tuple[Target, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    spent: int = 0

    @property
    def planned(self) -> int:
        """PQ."""
        return sum(target.change for target in self.targets)

    @property
    def planned_to_date(self) -> int:
        """PQt: due by the cut-off."""
        return sum(target.change for target in self.targets if target.due_on <= self.on)

    @property
    def delivered(self) -> int:
        """Qd, rework included."""
        return sum(lot.quantity for lot in self.deliveries)

    @property
    def accepted(self) -> int:
        """Qa."""
        return sum(lot.accepted for lot in self.deliveries)

    @property
    def rejected(self) -> int:
        """Qr, reworked or not."""
        return sum(lot.rejected for lot in self.deliveries)

    @property
    def rework(self) -> int:
        """Qw: delivered as rework."""
        return sum(lot.quantity for lot in self.deliveries if lot.rework_of)

    @property
    def pending(self) -> int:
        """Qp: not decided."""
        return self.delivered - self.accepted - self.rejected

    @property
    def price_reduction(self) -> int:
        """What the committee took off prices."""
        return sum(lot.price_reduction for lot in self.deliveries)

    def planned_acceptances(self) -> Iterator[tuple[int, Delivery, Decision]]:
        """The first PQ accepted units in decision order: how many, of which lot, by which decision."""
        left = self.planned
        decided = [(lot, decision) for lot in self.deliveries for decision in lot.decisions]
        for lot, decision in sorted(decided, key=_decision_order):
            taken = min(decision.accepted, left)
            left -= taken
            yield taken, lot, decision


def _decision_order(pair: tuple[Delivery, Decision]) -> tuple[date, str, int]:
    lot, decision = pair
    return decision.decided_on, lot.number, decision.seq


def works(facts: Facts) -> Mapping[CellKey, Work]:
    """Every unit × every rated activity, empty ones included, in the order of registration."""
    targets = _grouped((_key(target), target) for target in facts.targets)
    deliveries = _grouped((_key(lot), lot) for lot in facts.deliveries)
    commitments = _grouped((_key(one), one) for one in facts.commitments)
    spent = spending(facts)
    return {
        (unit, activity.code): Work(
            unit=unit,
            activity=activity,
            on=facts.on,
            targets=targets[unit, activity.code],
            deliveries=deliveries[unit, activity.code],
            commitments=commitments[unit, activity.code],
            spent=spent[unit, activity.code],
        )
        for unit in facts.units
        for activity in facts.rated
    }


def spending(facts: Facts) -> Mapping[CellKey, int]:
    """(unit, activity) -> disbursed, of any basis: vouchers less reversals and recoveries."""
    spent: defaultdict[CellKey, int] = defaultdict(int)
    for voucher, part in standing_parts(facts):
        spent[voucher.unit, part.activity] += part.amount - part.recovered
    return spent


def standing_parts(facts: Facts) -> Iterator[tuple[Voucher, Part]]:
    """Each line of each voucher that was not reversed."""
    return ((voucher, part) for voucher in facts.vouchers if voucher.standing for part in voucher.parts)


def _key(paper: Target | Delivery | Commitment) -> CellKey:
    return paper.unit, paper.activity


def _grouped(pairs: Iterable[tuple[K, V]]) -> Mapping[K, tuple[V, ...]]:
    groups: defaultdict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return defaultdict(tuple, {key: tuple(values) for key, values in groups.items()})
