"""Control documents: refusals, overrides, corrections, used numbers and closed periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An authorised command that a rule refused: what it was about and why not; it moved nothing.

    `number` is the document's own or the one it acts on ("" when it has none); `amount` what was asked.
    """

    seq: int
    verb: str
    unit: str
    number: str
    fiscal_year: int
    on: date
    actor: str
    code: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An approval beyond the approver's limit: of which proposal, and of which document it proposes."""

    seq: int
    proposal: str
    verb: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirror:
    """An entry that claims to take another back, and how well it does.

    `found`: its target is there; `equal`: it undoes exactly what the target did; `first`: nothing undid
    the target before.
    """

    seq: int
    number: str
    unit: str
    fiscal_year: int
    target: int
    amount: int
    found: bool
    equal: bool
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """One used number: its series is kind, unit and fiscal year; `void` when it was spoiled.

    `within` is whether its document is effective by the cut-off.
    """

    seq: int
    kind: str
    number: str
    unit: str
    fiscal_year: int
    void: bool
    within: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A match taken back: its number, its vouchers (positions), the worth of money it held, and both days."""

    seq: int
    match: str
    unit: str
    vouchers: tuple[int, ...]
    amount: int
    matched_on: date
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A period closed (signed) at a position: every day up to and including `through`."""

    seq: int
    through: date
