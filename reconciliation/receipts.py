"""Receipts: transfers issued beside receipts confirmed, order by order and unit by unit.

What is on the way belongs to neither side. Per transfer: issued = confirmed + recalled + in transit;
per receiving unit the last of these comes from documents, and once more from the buckets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Final

from ledger.calendar import working_days_between
from reconciliation.documents import Transfer
from reconciliation.facts import Facts

# E-TRANSIT: more working days than these on the way are worth a question.
WORKING_DAYS_MAX: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReceipt:
    """One transfer of an order, in minor units, and what its receiver confirmed of it.

    `settled_on` is the day of the last receipt, None before the first. `age_days` and `working_days`
    count from the issue to the cut-off while something is on the way, else to the last receipt (to
    the issue itself, 0, when all of it was called back).
    """

    transfer: Transfer
    settled_on: date | None
    age_days: int
    working_days: int

    @property
    def state(self) -> str:
        """`confirmed`, `recalled` (what was not confirmed), `partial` or `in_transit`."""
        if self.transfer.in_transit:
            return "partial" if self.transfer.confirmed else "in_transit"
        return "recalled" if self.transfer.recalled else "confirmed"

    @property
    def late(self) -> bool:
        """Whether something has been on the way for too long."""
        return bool(self.transfer.in_transit) and self.working_days > WORKING_DAYS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReceipts:
    """All that was issued to one unit: `in_buckets` is what waits in transit by its buckets."""

    unit: str
    issued: int
    confirmed: int
    recalled: int
    in_transit: int
    in_buckets: int

    @property
    def holds(self) -> bool:
        """Whether documents and buckets agree on what is on the way."""
        return self.issued == self.confirmed + self.recalled + self.in_buckets


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsResult:
    """Transfers by day and position; units that were sent something, in the order of registration."""

    transfers: tuple[TransferReceipt, ...]
    units: tuple[UnitReceipts, ...]

    @property
    def open_items(self) -> tuple[TransferReceipt, ...]:
        """Those of which something is still on the way."""
        return tuple(one for one in self.transfers if one.transfer.in_transit)

    @property
    def holds(self) -> bool:
        """Whether the identity holds for every unit."""
        return all(unit.holds for unit in self.units)


def receipts(facts: Facts) -> ReceiptsResult:
    """Set every transfer that stands at the cut-off beside its receipts."""
    legs = sorted(facts.transfers, key=lambda leg: (leg.on, leg.seq, leg.number))
    return ReceiptsResult(
        transfers=tuple(_transfer(facts, leg) for leg in legs),
        units=tuple(_units(facts, legs)),
    )


def _transfer(facts: Facts, leg: Transfer) -> TransferReceipt:
    settled_on = max((receipt.on for receipt in leg.receipts), default=None)
    until = facts.on if leg.in_transit else settled_on or leg.on
    return TransferReceipt(
        transfer=leg,
        settled_on=settled_on,
        age_days=(until - leg.on).days,
        working_days=working_days_between(leg.on, until, facts.holidays),
    )


def _units(facts: Facts, legs: Iterable[Transfer]) -> Iterator[UnitReceipts]:
    sent: defaultdict[str, list[Transfer]] = defaultdict(list)
    for leg in legs:
        sent[leg.to_unit].append(leg)
    waiting = _in_buckets(facts)
    for unit in dict.fromkeys(chain(facts.units, sorted(sent.keys() | waiting.keys()))):
        if unit in sent or waiting.get(unit):
            yield UnitReceipts(
                unit=unit,
                issued=sum(leg.amount for leg in sent[unit]),
                confirmed=sum(leg.confirmed for leg in sent[unit]),
                recalled=sum(leg.recalled for leg in sent[unit]),
                in_transit=sum(leg.in_transit for leg in sent[unit]),
                in_buckets=waiting.get(unit, 0),
            )


def _in_buckets(facts: Facts) -> Mapping[str, int]:
    """Unit -> what waits in transit to it, with what open proposals took from there."""
    waiting: defaultdict[str, int] = defaultdict(int)
    for bucket, amount in facts.balances.items():
        if bucket.stage == "in_transit":
            waiting[bucket.unit] += amount
    for (unit, stage), amount in facts.held.items():
        if stage == "in_transit":
            waiting[unit] += amount
    return waiting
