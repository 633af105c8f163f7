"""Match: which lines of which vouchers one rule holds against which lots, and why; frozen.

Money is in whole minor units. Every direct voucher stands in one match (or one per leg: see
claims.py); a lot stands in at most one match that is not a suggestion.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

# Rules in the order they run; `RC` stands in for R1 to R6 in cells on actual cost.
RULES: Final = ("R0", "R1", "R2", "R2T", "R3", "R4", "R5", "R6", "RC", "-")
STATUSES: Final = (
    "CONFIRMED",
    "NETTED",
    "SUGGESTED",
    "PARTIAL",
    "EXCESS",
    "AWAITING_ACCEPTANCE",
    "REJECTED_OUTPUT",
    "UNMATCHED",
)
# Why a match is what it is; keys for texts.
REASONS: Final = (
    "reversed",  # R0
    "reference",  # R1, R2: the paper names the delivery and the sums are equal
    "tolerance",  # R2T: the same, within the tolerance
    "only_amount",  # R3: the only voucher and the only lot of this vendor and amount
    "only_sum",  # R4: the only sum there is
    "several",  # R3, R4: several solutions
    "shared",  # R3, R4: another solution claims one of its papers
    "cut_short",  # R4: a search that concerns it was truncated
    "chance",  # R4: λ above the rule set's limit
    "near_reference",  # R5: the reference is one sign away from a delivery of this amount
    "difference",  # R6: the amounts differ
    "actual_cost",  # RC
    "recovered",  # unmatched: all of it was paid back
    "delivery_matched",  # unmatched: what it names stands in an earlier match
    "no_such_delivery",  # unmatched: what it names does not exist
    "no_vendor",  # unmatched: neither reference nor vendor
    "no_open_lot",  # unmatched: no reference, and nothing of its vendor is open
    "no_solution",  # unmatched: no reference, and what is open does not answer to it
)


@dataclass(frozen=True, slots=True)
class Leg:
    """The lines (`parts`, from 1) of one voucher that are matched as one.

    `amount` is what they charged less what was recovered. `name` is printed: the number;
    `unit/number` where the number alone is ambiguous, `@year` where that is too, and `#part` (the
    first) where the voucher has direct lines outside this leg.
    """

    seq: int
    number: str
    fiscal_year: int
    parts: tuple[int, ...]
    amount: int
    name: str


@dataclass(frozen=True, slots=True)
class Lot:
    """A delivery and what it earned: accepted × rate on the decision day less reductions, no plan cap."""

    seq: int
    number: str
    earned: int


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a suggestion offers: voucher names and lot numbers."""

    vouchers: tuple[str, ...]
    deliveries: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Legs and lots of one cell that one rule holds against each other.

    `pending` and `rejected` are what its lots' undecided and open rejected quantities would be worth
    at the rate of the cut-off. `alternatives` counts the solutions a search found (0: none searched);
    `best` holds up to three of them, the printed one first. `lam` is the placebo share of R4, None
    where none was computed. `referenced`: the vouchers name the delivery. `reversal` is the printed
    number of the document that took an R0 voucher back, `reversal_seq` its position. `standing` is
    the position of the entry that holds a match already posted (0: not posted).
    """

    rule: str
    kind: str
    status: str
    unit: str
    activity: str
    vouchers: tuple[Leg, ...]
    reason: str
    deliveries: tuple[Lot, ...] = ()
    spend: int = 0
    earned: int = 0
    pending: int = 0
    rejected: int = 0
    alternatives: int = 0
    best: tuple[Option, ...] = ()
    lam: Fraction | None = None
    referenced: bool = False
    reversal: str = ""
    reversal_seq: int = 0
    standing: int = 0

    @property
    def difference(self) -> int:
        """Spend less earned."""
        return self.spend - self.earned

    @property
    def voucher_names(self) -> tuple[str, ...]:
        """The documents of the column `vouchers`, sorted; the reversal document among them."""
        names = [leg.name for leg in self.vouchers]
        return tuple(sorted([*names, self.reversal] if self.reversal else names))

    @property
    def lot_numbers(self) -> tuple[str, ...]:
        """The lots of the column `deliveries`, sorted."""
        return tuple(sorted(lot.number for lot in self.deliveries))


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingMatch:
    """A match that stands in the journal (entry `seq`), posted by a run or by a person.

    `vouchers` are (position of the voucher, number of its line), `deliveries` lot numbers.
    """

    seq: int
    rule: str
    kind: str
    vouchers: tuple[tuple[int, int], ...]
    deliveries: tuple[str, ...]
    alternatives: int = 0
    lam: Fraction | None = None
    reason: str = "reference"
    referenced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """All matches, by first voucher; `unclaimed` are the lots in none but suggestions, by number.

    `digest` (hex SHA-256) is the same for the same documents and rule set, whatever their order in
    the journal and the database that keeps it.
    """

    matches: tuple[Match, ...]
    unclaimed: tuple[Lot, ...]
    digest: str
