"""Output verbs: what was planned, handed in, and accepted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.commands.base import Command
from ledger.commands.fields import ZERO, Code, Day, Digest, Number, Quantity, Sum, Text
from ledger.errors import BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTarget(Command):
    """plan ↔ target: the new total for a unit, activity and due date."""

    verb: ClassVar[str] = "set_target"
    unit: Code
    activity: Code
    due_on: Day
    quantity: Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliver(Command):
    """survey → delivered (a rework lot: rejected of the old lot → delivered of the new).

    `surveyed` are SHA-256 hashes of the ids of what was counted, as many as the quantity at most.
    """

    verb: ClassVar[str] = "deliver"
    number: Number
    unit: Code
    activity: Code
    vendor: Code = ""
    quantity: Quantity
    rework_of: Number = ""
    commitment: Number = ""
    surveyed: tuple[Digest, ...] = ()
    document_fiscal_year: Quantity = 0

    def check(self) -> None:
        """Refuse an empty lot, and a lot that counts one thing twice or more things than it holds."""
        if not self.quantity:
            raise BadValue(field="quantity", why="zero")
        _counted_once(self.surveyed, self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Command):
    """delivered → accepted and rejected; each decision on a lot adds to the ones before it.

    `surveyed` are the hashes of what was accepted, where the committee says which.
    """

    verb: ClassVar[str] = "decide"
    delivery: Number
    accepted: Quantity = 0
    rejected: Quantity = 0
    price_reduction: Sum = ZERO
    fine: Sum = ZERO
    report_no: Text = ""
    surveyed: tuple[Digest, ...] = ()

    def check(self) -> None:
        """Refuse a decision that decides nothing, or names more than it accepts."""
        if not (self.accepted or self.rejected or self.price_reduction.minor):
            raise BadValue(field="accepted", why="zero")
        _counted_once(self.surveyed, self.accepted)


def _counted_once(surveyed: tuple[str, ...], quantity: int) -> None:
    if len(set(surveyed)) < len(surveyed):
        raise BadValue(field="surveyed", why="listed_twice")
    if len(surveyed) > quantity:
        raise BadValue(field="surveyed", why="too_many", limit=quantity)
