"""Completeness: opening and movements make the closing, account by account and period by period.

Movements come from the entries' lines, closings from wherever balances are kept: two ways to one
figure. An account is a stage, unit, code and measure, summed over items, as reports print it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from ledger.calendar import period_of
from ledger.entries import Entry

Account = tuple[str, str, str, str]
"""Stage, unit, code, measure."""
Held = Mapping[Account, int]
NOTHING: Final[Held] = {}


class Moved(NamedTuple):
    """What came into an account and what left it in one period, both 0 or above."""

    amount_in: int
    amount_out: int


class RolledForward(NamedTuple):
    """One account in one period ("2569-01" is October 2025), in the account's measure."""

    period: str
    account: Account
    opening: int
    amount_in: int
    amount_out: int
    closing: int

    @property
    def difference(self) -> int:
        """Opening and movements less closing: 0 when the period is complete."""
        return self.opening + self.amount_in - self.amount_out - self.closing


def roll_forward(
    entries: Iterable[Entry], closings: Mapping[str, Held], opening: Held = NOTHING
) -> Iterator[RolledForward]:
    """Each account that held or moved something in a period, by period and account.

    `closings` is period -> what each account held on its last day, for periods that follow one
    another; `opening` what they held before the first. What moved outside of them is not looked at;
    a period left out between two others shows as a difference in the later one.
    """
    moves = movements(entries)
    before = opening
    for period, after in sorted(closings.items()):
        moved = moves.get(period, {})
        for account in sorted({*before, *moved, *after}):
            row = RolledForward(
                period,
                account,
                before.get(account, 0),
                *moved.get(account, Moved(0, 0)),
                after.get(account, 0),
            )
            if any(row[2:]):
                yield row
        before = after


def movements(entries: Iterable[Entry]) -> Mapping[str, Mapping[Account, Moved]]:
    """Period -> account -> what entries of that period moved, by their day of business."""
    moves: defaultdict[str, defaultdict[Account, Moved]] = defaultdict(lambda: defaultdict(_unmoved))
    for entry in entries:
        period = period_of(entry.request.effective_on)
        for bucket, amount, _ in entry.lines:
            account = bucket.stage, bucket.unit, bucket.code, bucket.measure
            into, out = moves[period][account]
            moves[period][account] = Moved(into + max(0, amount), out + max(0, -amount))
    return moves


def _unmoved() -> Moved:
    return Moved(0, 0)
