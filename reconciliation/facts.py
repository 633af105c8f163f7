"""Facts: every document of a book that is effective by one day, frozen.

Value, matching and findings read nothing else. `balances` are folded from the entries' lines, the
documents from their commands, so that one can be checked against the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.buckets import Bucket
from ledger.calendar import Holidays
from ledger.commands import (
    DefineActivity,
    GrantRole,
    OpenBook,
    OpenLine,
    RegisterUnit,
    SetPolicy,
    SetRate,
    SetRules,
)
from ledger.commands.reference import COUNTED_BASES
from reconciliation.documents import (
    Advance,
    BudgetMove,
    Carry,
    Closing,
    Commitment,
    Delivery,
    Lapse,
    Mirror,
    Numbered,
    Override,
    Proposal,
    Refused,
    Retention,
    Reversal,
    Stated,
    Target,
    Transfer,
    Undone,
    Voucher,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Documents in journal order; reference values by code, in the order of their registration.

    `held` is, per unit and stage, what open proposals hold that waited there before. `numbers` are those
    of the whole journal, whatever their day: a paper that is there leaves no gap.
    """

    on: date
    book: OpenBook
    units: Mapping[str, RegisterUnit]
    lines: Mapping[str, OpenLine]
    activities: Mapping[str, DefineActivity]
    rates: tuple[SetRate, ...]
    rule_sets: tuple[SetRules, ...]
    holidays: Holidays
    advance_counts_as_used: bool
    budget: tuple[BudgetMove, ...]
    retentions: tuple[Retention, ...]
    transfers: tuple[Transfer, ...]
    lapses: tuple[Lapse, ...]
    commitments: tuple[Commitment, ...]
    advances: tuple[Advance, ...]
    carries: tuple[Carry, ...]
    targets: tuple[Target, ...]
    deliveries: tuple[Delivery, ...]
    vouchers: tuple[Voucher, ...]
    reversals: tuple[Reversal, ...]
    proposals: tuple[Proposal, ...]
    held: Mapping[tuple[str, str], int]
    balances: Mapping[Bucket, int]
    refusals: tuple[Refused, ...] = ()
    overrides: tuple[Override, ...] = ()
    mirrors: tuple[Mirror, ...] = ()
    numbers: tuple[Numbered, ...] = ()
    closings: tuple[Closing, ...] = ()
    policies: tuple[SetPolicy, ...] = ()
    grants: tuple[GrantRole, ...] = ()
    undone: tuple[Undone, ...] = ()
    statements: tuple[Stated, ...] = ()

    @property
    def rated(self) -> tuple[DefineActivity, ...]:
        """The activities whose outputs are counted, in the order of their registration."""
        return tuple(a for a in self.activities.values() if a.basis in COUNTED_BASES)

    def is_centre(self, unit: str, line: str) -> bool:
        """Whether a unit hands down the money of a line: it owns the line, or has no parent."""
        return not self.units[unit].parent or self.lines[line].owner_unit == unit

    def basis(self, activity: str) -> str:
        """The price basis of an activity."""
        return self.activities[activity].basis
