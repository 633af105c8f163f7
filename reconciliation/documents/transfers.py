"""Transfers: what was issued to a unit, confirmed by it, and called back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reconciliation.documents.base import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a unit confirmed of a transfer; `stage` is the purse it went to."""

    seq: int
    on: date
    amount: int
    confirmed_by: str
    acting_for: str
    stage: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Document):
    """One leg of an order; `stage` is the purse it came from, `recalled` what was called back."""

    order_no: str
    line: str
    from_unit: str
    to_unit: str
    kind: str
    amount: int
    stage: str
    letter_no: str = ""
    letter_on: date | None = None
    receipts: tuple[Receipt, ...] = ()
    recalled: int = 0

    @property
    def confirmed(self) -> int:
        """What the receiver has confirmed."""
        return sum(receipt.amount for receipt in self.receipts)

    @property
    def in_transit(self) -> int:
        """What belongs to neither."""
        return self.amount - self.confirmed - self.recalled
