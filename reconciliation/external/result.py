"""Result: what an external reconciliation found; frozen, in one order whatever that of the input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from reconciliation.external.ageing import BANDS, band
from reconciliation.external.books import OurMovement
from reconciliation.external.rules import ExternalRules
from reconciliation.external.statement import Place, StatementLine

Side = Literal["ours", "theirs"]
Identity = tuple[Place, Side, str, date, str, int, int]
# Why an item counts as timing, or why nobody can say what it is.
TIMING: Final = "timing"
UNKNOWN: Final = ("amount_differs", "ambiguous", "old")


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Our movements and their lines that are the same money; one of the two sides has one item.

    `rule`: `reference` (a name and the amount), `reference_sum` (one item = all items under its
    name), `earlier` (as `reference`, ours from before the statement's first day), `amount` (the
    amount, days apart within the rules, and no other candidate on either side).
    """

    place: Place
    rule: str
    ours: tuple[OurMovement, ...]
    theirs: tuple[StatementLine, ...]

    @property
    def amount(self) -> int:
        """What either side adds up to."""
        return sum(line.amount for line in self.theirs)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What only one side recorded; `seq` is our position, `row` the row of their file (the other: 0).

    `first_seen` is the last day of the statement that first left it open.
    """

    place: Place
    side: Side
    why: str
    on: date
    reference: str
    amount: int
    age_days: int
    text: str = ""
    account: str = ""
    seq: int = 0
    row: int = 0
    first_seen: date = date.min

    @property
    def identity(self) -> Identity:
        """The same from statement to statement, whatever row it stands in and why it is open."""
        return self.place, self.side, self.account, self.on, self.reference, self.amount, self.seq

    @property
    def signed(self) -> int:
        """As it changes our balance to theirs: ours negative."""
        return self.amount if self.side == "theirs" else -self.amount

    @property
    def band(self) -> str:
        """The band of its age."""
        return band(self.age_days)

    @property
    def timing(self) -> bool:
        """Whether the other side may simply not have recorded it yet."""
        return self.why == TIMING


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One place: the two balances and all that lies between them, in minor units.

    `opening_difference` is what their opening balance has besides our own at that day less what
    they were yet to record of it.
    """

    place: Place
    accounts: tuple[str, ...]
    ours: int
    theirs: int
    opening_difference: int
    timing_ours: int
    timing_theirs: int
    unknown_ours: int
    unknown_theirs: int

    @property
    def expected(self) -> int:
        """What they should say: our balance, less what they have not recorded, plus what we have not."""
        return self.ours - self.timing_ours + self.timing_theirs

    @property
    def difference(self) -> int:
        """What timing does not explain: theirs less expected (E-MIS-DIFF when not 0)."""
        return self.theirs - self.expected

    @property
    def holds(self) -> bool:
        """Whether the listed items explain all of it: our balance ± items = their balance."""
        return self.difference == self.unknown_theirs - self.unknown_ours + self.opening_difference


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalResult:
    """All places of a statement, what was matched, what is open, and what to look at besides.

    `repeated` are lines of theirs that say the same; `not_stated` the places of ours with a balance
    of which the statement says nothing. `seq` is the position of the statement (0: not kept), `opening`
    what its predecessor of the day `opened_on` left open (None: it goes on from none).
    """

    source: str
    currency: str
    since: date
    on: date
    rules: ExternalRules
    comparisons: tuple[Comparison, ...]
    matched: tuple[Match, ...]
    open_items: tuple[OpenItem, ...]
    repeated: tuple[tuple[StatementLine, ...], ...]
    not_stated: tuple[tuple[Place, int], ...]
    seq: int = 0
    opened_on: date | None = None
    opening: tuple[OpenItem, ...] = ()

    @property
    def timing(self) -> tuple[OpenItem, ...]:
        """What one side may simply not have recorded yet."""
        return tuple(item for item in self.open_items if item.timing)

    @property
    def unknown(self) -> tuple[OpenItem, ...]:
        """What nobody has explained."""
        return tuple(item for item in self.open_items if not item.timing)

    @property
    def new(self) -> tuple[OpenItem, ...]:
        """Open items that were not open at the statement before."""
        return tuple(item for item in self.open_items if item.first_seen == self.on)

    @property
    def cleared(self) -> tuple[OpenItem, ...]:
        """Items of the statement before that are open no more: opening + new - cleared = closing."""
        still = Counter(item.identity for item in self.open_items)
        gone: list[OpenItem] = []
        for item in self.opening:
            if still[item.identity]:
                still[item.identity] -= 1
            else:
                gone.append(item)
        return tuple(gone)

    @property
    def differing(self) -> tuple[Comparison, ...]:
        """The places whose balances differ beyond timing: what E-MIS-DIFF is about."""
        return tuple(one for one in self.comparisons if one.difference)

    @property
    def holds(self) -> bool:
        """Whether the identity holds in every place."""
        return all(one.holds for one in self.comparisons)

    def ages(self, *, timing: bool) -> Mapping[str, tuple[int, int]]:
        """Band -> (how many, what they add up to, ours negative: as they change our balance to theirs)."""
        sums = dict.fromkeys(BANDS, (0, 0))
        for item in self.open_items:
            if item.timing is timing:
                count, amount = sums[item.band]
                sums[item.band] = (count + 1, amount + item.signed)
        return sums
