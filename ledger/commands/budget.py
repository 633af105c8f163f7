"""Budget verbs: from the ordinance to the purse, and what becomes of it at year end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.commands.base import Command
from ledger.commands.fields import ZERO, Amount, Code, Day, Number, Quantity, Sum, Text
from ledger.commands.reference import one_of
from ledger.errors import BadValue

LAPSING_STAGES: Final = ("available", "released", "approved", "carried")


@dataclass(frozen=True, slots=True, kw_only=True)
class Appropriate(Command):
    """appropriation → approved, under an ordinance or another document of authority."""

    verb: ClassVar[str] = "appropriate"
    number: Number
    line: Code
    amount: Amount
    authority: Text = ""
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Appropriate):
    """approved → appropriation."""

    verb: ClassVar[str] = "withdraw"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release(Command):
    """approved → released, instalment n of the year."""

    verb: ClassVar[str] = "release"
    number: Number
    line: Code
    instalment: Quantity = 0
    amount: Amount
    approval_no: Text = ""
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRelease(Release):
    """released → approved."""

    verb: ClassVar[str] = "hold_release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retain(Command):
    """released → available of the centre, for what the centre spends itself."""

    verb: ClassVar[str] = "retain"
    number: Number
    line: Code
    amount: Amount
    purpose: Text = ""
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetainBack(Retain):
    """available of the centre → released."""

    verb: ClassVar[str] = "retain_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePurpose(Command):
    """approved or released money of one line → the same stage of another (โอนเปลี่ยนแปลงรายการ)."""

    verb: ClassVar[str] = "move_purpose"
    number: Number
    from_line: Code
    to_line: Code
    stage: Code = "approved"
    amount: Amount
    authority: Text = ""
    document_fiscal_year: Quantity = 0

    def check(self) -> None:
        """Refuse a stage that is already handed out, and a move onto itself."""
        one_of(self.stage, ("approved", "released"), "stage")
        if self.from_line == self.to_line:
            raise BadValue(field="to_line", why="same_as_from", value=self.to_line)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryForward(Command):
    """available → carried (no obligation) or committed → carried (the rest of a contract)."""

    verb: ClassVar[str] = "carry_forward"
    number: Number
    line: Code
    unit: Code
    amount: Amount
    commitment: Number = ""
    approval_no: Text = ""
    end_on: Day
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Command):
    """A later end date for a carry-over; moves nothing.

    `document_fiscal_year` is that of the carry-over (0: the only one of the number, or the open one).
    """

    verb: ClassVar[str] = "extend"
    carry: Number
    unit: Code = ""
    approval_no: Text = ""
    end_on: Day
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(Command):
    """What is left → lapsed; `amount` 0 means all of the bucket."""

    verb: ClassVar[str] = "lapse"
    number: Number = ""
    line: Code
    unit: Code
    stage: Code = "available"
    carry: Number = ""
    amount: Sum = ZERO
    document_fiscal_year: Quantity = 0

    def check(self) -> None:
        """Refuse a stage that cannot lapse; a carried one names its carry-over."""
        one_of(self.stage, LAPSING_STAGES, "stage")
        if (self.stage == "carried") != bool(self.carry):
            raise BadValue(field="carry", why="missing" if not self.carry else "unexpected")
