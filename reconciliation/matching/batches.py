"""Batches: a lot with all the lots that rework it, standing for one another.

A batch is named after its first lot. What it earned is the sum over its lots, each as the value
layer counts it but without the plan's cap: accepted × rate on the decision day (basis `contract`: ×
the unit price of the commitment the lot names) less price reductions; basis `actual_cost`: nothing.
Its day is that of its last decision, on which its worth became what it is; undecided, it has none.
Its vendor is the first lot's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from reconciliation.documents import Delivery
from reconciliation.facts import Facts
from reconciliation.matching.match import Lot
from reconciliation.worth import Rates


@dataclass(frozen=True, slots=True)
class Batch:
    """`root` names it; `pending` and `rejected` are worth at the cut-off, the rest quantities.

    `day` is an ordinal; `lots` are sorted by number.
    """

    root: str
    lots: tuple[Lot, ...]
    vendor: str
    day: int | None
    earned: int
    accepted: int
    undecided: int
    pending: int
    rejected: int


class Prices:
    """What one unit of a lot is worth on a day; each day, activity and unit is asked for once."""

    def __init__(self, facts: Facts) -> None:
        self._rates = Rates(facts.rates)
        self._bases = {code: one.basis for code, one in facts.activities.items()}
        self._known: dict[tuple[date, str, str], int] = {}

    def of(self, lot: Delivery, day: date) -> int:
        """Minor units; 0 where no rate is in force or no contract says."""
        basis = self._bases[lot.activity]
        if basis == "unit_rate":
            return self._rate(day, lot.activity, lot.unit)
        return (lot.unit_price or 0) if basis == "contract" else 0

    def earned(self, lot: Delivery) -> int:
        """What the decisions on a lot made it worth; negative where reductions exceed it."""
        if self._bases[lot.activity] == "actual_cost":
            return 0
        worth = sum(one.accepted * self.of(lot, one.decided_on) for one in lot.decisions if one.accepted)
        return worth - lot.price_reduction

    def _rate(self, day: date, activity: str, unit: str) -> int:
        key = (day, activity, unit)
        if key not in self._known:
            self._known[key] = self._rates.on(*key) or 0
        return self._known[key]


def roots(lots: Iterable[Delivery]) -> Mapping[str, str]:
    """Lot number -> number of the first lot of its chain of rework (itself, mostly).

    A chain ends where its earlier lot is not among those given, or is of another cell.
    """
    lots = tuple(lots)
    found = {lot.number: lot.number for lot in lots}
    chained = [lot for lot in lots if lot.rework_of]
    homes = {lot.number: (lot.unit, lot.activity) for lot in lots} if chained else {}
    parents = {lot.number: lot.rework_of for lot in chained if homes.get(lot.rework_of) == homes[lot.number]}
    return found | {number: _root(number, parents) for number in parents}


def _root(number: str, parents: Mapping[str, str]) -> str:
    seen = {number}
    while (parent := parents.get(number)) and parent not in seen:
        seen.add(parent)
        number = parent
    return number


def batches(lots: Iterable[Delivery], found: Mapping[str, str], prices: Prices, on: date) -> Iterator[Batch]:
    """The batches of some lots, as `roots` ties them, each lot's vendor that of its root."""
    chains: defaultdict[str, list[Delivery]] = defaultdict(list)
    for lot in lots:
        chains[found[lot.number]].append(lot)
    for root, chain in chains.items():
        yield _batch(root, sorted(chain, key=lambda lot: lot.number), prices, on)


def _batch(root: str, chain: list[Delivery], prices: Prices, on: date) -> Batch:
    lots = tuple(Lot(lot.seq, lot.number, prices.earned(lot)) for lot in chain)
    undecided, rejected = [lot.pending for lot in chain], [lot.rejected_open for lot in chain]
    return Batch(
        root=root,
        lots=lots,
        vendor=next(lot.vendor for lot in chain if lot.number == root),
        day=max((one.decided_on.toordinal() for lot in chain for one in lot.decisions), default=None),
        earned=sum(lot.earned for lot in lots),
        accepted=sum(lot.accepted for lot in chain),
        undecided=sum(undecided),
        pending=sum(n * prices.of(lot, on) for n, lot in zip(undecided, chain, strict=True) if n),
        rejected=sum(n * prices.of(lot, on) for n, lot in zip(rejected, chain, strict=True) if n),
    )
