"""Spending: vouchers line by line, and the documents that took them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reconciliation.documents.base import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One line of a voucher, counted from 1; `drawn_from` is the stage the money came from.

    `disallowed_on` is the day somebody was first told to pay it back.
    """

    no: int
    line: str
    activity: str
    amount: int
    source: str
    drawn_from: str
    delivery: str
    disallowed: int = 0
    recovered: int = 0
    disallowed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Document):
    """The document that took another back."""

    kind: str
    target: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voucher(Document):
    """A payment (`on` is the day it was posted); gross to net are facts of the payment alone."""

    unit: str
    vendor: str
    dika_no: str
    invoice_no: str
    document_on: date | None
    paid_on: date | None
    gross: int
    withholding_tax: int
    fine: int
    retention: int
    net: int
    parts: tuple[Part, ...]
    reversal: Reversal | None

    @property
    def amount(self) -> int:
        """What it charged to the budget."""
        return sum(part.amount for part in self.parts)

    @property
    def standing(self) -> bool:
        """Whether it was not reversed by the cut-off."""
        return self.reversal is None
