"""Outputs: what was planned, handed in, and decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reconciliation.documents.base import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one entry changed of the plan of a unit, activity and due day."""

    seq: int
    unit: str
    activity: str
    due_on: date
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A verdict of the acceptance committee on (a part of) a lot.

    `surveyed` are the hashed ids of the units it accepted, where it says which.
    """

    seq: int
    decided_on: date
    accepted: int
    rejected: int
    price_reduction: int
    fine: int
    report_no: str
    decided_by: str
    acting_for: str
    surveyed: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Document):
    """A lot of outputs handed in (`on`, `maker`), with the decisions on it in order of position.

    `unit_price` is what one accepted unit earns on basis `contract`, None when no contract says.
    `reworked` is how much of its rejected quantity was handed in again, `surveyed` the hashed ids of the
    units it is about.
    """

    unit: str
    activity: str
    vendor: str
    quantity: int
    rework_of: str
    commitment: str
    unit_price: int | None
    decisions: tuple[Decision, ...]
    reworked: int
    surveyed: tuple[str, ...] = ()

    @property
    def accepted(self) -> int:
        """Accepted so far."""
        return sum(decision.accepted for decision in self.decisions)

    @property
    def rejected(self) -> int:
        """Rejected so far, reworked or not."""
        return sum(decision.rejected for decision in self.decisions)

    @property
    def rejected_open(self) -> int:
        """Rejected and not handed in again."""
        return self.rejected - self.reworked

    @property
    def pending(self) -> int:
        """Not decided yet."""
        return self.quantity - self.accepted - self.rejected

    @property
    def price_reduction(self) -> int:
        """What the committee took off its price."""
        return sum(decision.price_reduction for decision in self.decisions)
