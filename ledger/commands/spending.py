"""Spending verbs: contracts, advances, vouchers, and money claimed back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.commands.base import Command, Part
from ledger.commands.fields import ZERO, Amount, Code, Day, Number, OptionalDay, Quantity, Sum, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit(Command):
    """available (or a carry-over) → committed: a contract or order binds the budget."""

    verb: ClassVar[str] = "commit"
    number: Number
    line: Code
    unit: Code
    activity: Code = ""
    vendor: Code = ""
    amount: Amount
    source: Number = ""
    contract_no: Text = ""
    quantity: Quantity = 0
    unit_price: Sum = ZERO
    due_on: OptionalDay = None
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCommitment(Command):
    """committed → the bucket it came from; amount 0 means all that is left.

    Here and below, a verb that makes no document of its own says with `document_fiscal_year` of which year
    the document is that it names (0: the only one, or the open one).
    """

    verb: ClassVar[str] = "release_commitment"
    commitment: Number
    unit: Code = ""
    amount: Sum = ZERO
    reason: Text = ""
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Advance(Command):
    """available → advanced: cash an officer must account for."""

    verb: ClassVar[str] = "advance"
    number: Number
    line: Code
    unit: Code
    borrower: Code
    amount: Amount
    contract_no: Text = ""
    due_on: Day
    purpose: Text = ""
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(Command):
    """advanced → available (after the line's fiscal year: → remitted), in cash."""

    verb: ClassVar[str] = "refund"
    advance: Number
    unit: Code = ""
    amount: Amount
    receipt_no: Text = ""
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherLine(Part):
    """What a voucher charges to one activity, and from where (empty source: available)."""

    line: Code
    activity: Code
    amount: Amount
    source: Number = ""
    delivery: Number = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disburse(Command):
    """A voucher: available, committed, advanced or carried → expended (or exempt), line by line.

    gross, withholding_tax, fine, retention and net are facts of the payment, not of the budget.
    """

    verb: ClassVar[str] = "disburse"
    number: Number
    unit: Code
    vendor: Code = ""
    dika_no: Text = ""
    invoice_no: Number = ""
    document_on: OptionalDay = None
    paid_on: OptionalDay = None
    gross: Sum = ZERO
    withholding_tax: Sum = ZERO
    fine: Sum = ZERO
    retention: Sum = ZERO
    net: Sum = ZERO
    lines: tuple[VoucherLine, ...]
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disallow(Command):
    """expended or exempt → disallowed, for a reason; `part` is the voucher's line, from 1."""

    verb: ClassVar[str] = "disallow"
    voucher: Number
    unit: Code = ""
    part: Quantity = 1
    amount: Amount
    reason: Text = ""
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recover(Command):
    """disallowed → available (after the line's fiscal year: → remitted)."""

    verb: ClassVar[str] = "recover"
    voucher: Number
    unit: Code = ""
    part: Quantity = 1
    amount: Amount
    receipt_no: Text = ""
    document_fiscal_year: Quantity = 0
