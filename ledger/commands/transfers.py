"""Transfer verbs: one order hands money to many units; each confirms what reached it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.commands.base import Command, Part
from ledger.commands.fields import Amount, Code, Number, OptionalDay, Quantity, Text
from ledger.commands.reference import one_of
from ledger.errors import BadValue

KINDS: Final = ("allotting", "reallotting", "return", "on_behalf", "grant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg(Part):
    """One transfer of an order: from one unit's purse towards another's."""

    number: Number
    line: Code
    from_unit: Code
    to_unit: Code
    kind: Code = "allotting"
    amount: Amount
    letter_no: Text = ""
    letter_on: OptionalDay = None

    def check(self) -> None:
        """Refuse an unknown kind and a transfer to oneself."""
        one_of(self.kind, KINDS, "kind")
        if self.from_unit == self.to_unit:
            raise BadValue(field="to_unit", why="same_as_from", value=self.to_unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """purse(from) → in_transit of the receiving unit, leg by leg, whole or not at all."""

    verb: ClassVar[str] = "transfer"
    order_no: Number = ""
    legs: tuple[Leg, ...]
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Command):
    """in_transit → the receiver's purse; less than what is on the way is a partial receipt."""

    verb: ClassVar[str] = "confirm"
    transfer: Number
    amount: Amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Command):
    """All that is left of a transfer on the way → the purse it came from."""

    verb: ClassVar[str] = "recall"
    transfer: Number
    reason: Text = ""
