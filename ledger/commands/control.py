"""Control verbs: a second person's say, and corrections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ledger.commands.base import Command
from ledger.commands.fields import Code, Number, OptionalDay, Quantity, Text
from ledger.errors import BadValue

CONTROL_VERBS = frozenset({"propose", "approve", "reject", "withdraw_proposal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose(Command):
    """Ask for a command to be posted by a second person; reserves what it would take."""

    verb: ClassVar[str] = "propose"
    number: Number
    command: Command
    expires_on: OptionalDay = None
    purpose: Text = ""

    def check(self) -> None:
        """Refuse proposing what is itself a decision, or reference data."""
        if self.command.verb in CONTROL_VERBS or self.command.reference:
            raise BadValue(field="command", why="not_proposable", value=self.command.verb)


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Command):
    """Post a proposal whose content hash the approver has seen.

    Beyond the approver's limit it is an override: a reason, an expiry, and a second approver who
    does the same; the first override only records the approval.
    """

    verb: ClassVar[str] = "approve"
    proposal: Number
    content_hash: Number
    override_reason: Text = ""
    override_expires_on: OptionalDay = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject(Command):
    """Refuse a proposal and give its reserve back."""

    verb: ClassVar[str] = "reject"
    proposal: Number
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawProposal(Command):
    """Take one's own proposal back."""

    verb: ClassVar[str] = "withdraw_proposal"
    proposal: Number
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverse(Command):
    """Mirror an entry, once; names it by document (kind, unit, number) or by position.

    `number` is the correcting document's own number, `document_fiscal_year` its year, and
    `reverses_fiscal_year` that of the document it reverses (0: the only one of the number).
    """

    verb: ClassVar[str] = "reverse"
    number: Number = ""
    kind: Code = ""
    unit: Code = ""
    reverses: Number = ""
    seq: Quantity = 0
    reason: Text = ""
    document_fiscal_year: Quantity = 0
    reverses_fiscal_year: Quantity = 0

    def check(self) -> None:
        """Refuse a reversal that names nothing, or two things."""
        if bool(self.reverses) == bool(self.seq):
            raise BadValue(field="reverses", why="missing" if not self.seq else "unexpected")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidNumber(Command):
    """A spoiled document number: it stays used, and the series has no gap."""

    verb: ClassVar[str] = "void_number"
    kind: Code
    unit: Code
    number: Number
    reason: Text = ""
    document_fiscal_year: Quantity
