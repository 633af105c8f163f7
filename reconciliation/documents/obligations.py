"""Obligations: contracts and orders, and cash that officers must account for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reconciliation.documents.base import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of an advance or a contract: its day, position and signed amount.

    `undoes` is the position of the movement that a reversal took back, 0 for none.
    """

    on: date
    seq: int
    amount: int
    verb: str
    undoes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Document):
    """A contract or order; `outstanding` is what its bucket holds at the cut-off.

    `movements` are those of its bucket, the contract itself included.
    """

    unit: str
    line: str
    activity: str
    vendor: str
    amount: int
    contract_no: str
    quantity: int
    unit_price: int
    due_on: date | None
    outstanding: int
    movements: tuple[Movement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance(Document):
    """Cash an officer must account for; movements include the advance itself."""

    unit: str
    line: str
    borrower: str
    amount: int
    due_on: date
    contract_no: str
    purpose: str
    movements: tuple[Movement, ...]

    @property
    def outstanding(self) -> int:
        """What is not yet accounted for at the cut-off."""
        return sum(movement.amount for movement in self.movements)

    @property
    def refunded(self) -> int:
        """What came back in cash, and was not handed out again by a reversal."""
        refunds = {movement.seq for movement in self.movements if movement.verb == "refund"}
        return -sum(move.amount for move in self.movements if refunds & {move.seq, move.undoes})

    @property
    def cleared(self) -> int:
        """What vouchers accounted for (and proposals to do so hold)."""
        return self.amount - self.refunded - self.outstanding

    def outstanding_before(self, on: date, seq: int) -> int:
        """What was open right before a position on a day."""
        return sum(move.amount for move in self.movements if (move.on, move.seq) < (on, seq))
