"""Draft: what a verb would do, before the one rule is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ledger.buckets import MONEY, SOURCES, Bucket
from ledger.commands.fields import AMOUNT_MAX
from ledger.entries import LINES_MAX, Line
from ledger.errors import BadValue, NumberUsed, Short
from ledger.rules.state import Source

BALANCE_MAX: Final = 2**62  # a database integer has 63 bits
_MONEY: Final = frozenset(MONEY)


@dataclass(slots=True)
class Draft:
    """The acting unit, the changes per bucket, the document year, and what the entry refers to.

    `opens` are buckets that a new document's number must find untouched; `ends` is the position of
    a proposal that the entry closes.
    """

    unit: str
    document_year: int = 0
    refers_to: int = 0
    ends: int = 0
    opens: list[Bucket] = field(default_factory=list)
    changes: list[tuple[Bucket, int]] = field(default_factory=list)

    def move(self, source: Bucket, target: Bucket, amount: int) -> None:
        """Add a movement of `amount` (negative: the other way) between two buckets of one measure."""
        self.changes.append((source, -amount))
        self.changes.append((target, amount))

    def undo(self, lines: tuple[Line, ...]) -> None:
        """Add the mirror of an entry's lines."""
        self.changes.extend((line.bucket, -line.amount) for line in lines)

    def money(self) -> int:
        """The money that changes place, in minor units: what policy limits speak of."""
        return sum(n for bucket, n in self.changes if n > 0 and bucket.stage in _MONEY)


def settle(state: Source, draft: Draft) -> tuple[Line, ...]:
    """The lines of a draft against the balances: the one rule, and the only place it stands.

    Changes are summed per bucket and measure in order of first mention; zeros are dropped. Raises
    Short when a bucket would go below its floor, BadValue for too many or too large lines,
    NumberUsed when a new document finds its bucket in use.
    """
    for bucket in draft.opens:
        if state.holding(bucket).version:
            raise NumberUsed(number=bucket.item, bucket=bucket.name)
    sums: dict[Bucket, int] = {}
    for bucket, amount in draft.changes:
        sums[bucket] = sums.get(bucket, 0) + amount
    lines = tuple(_line(state, bucket, amount) for bucket, amount in sums.items() if amount)
    if len(lines) > LINES_MAX:
        raise BadValue(field="lines", why="too_many", limit=LINES_MAX)
    return lines


def _line(state: Source, bucket: Bucket, amount: int) -> Line:
    has = state.holding(bucket).balance
    after = has + amount
    if after < 0 and bucket.stage not in SOURCES:
        raise Short(bucket=bucket.name, measure=bucket.measure, has=has, needs=-amount)
    if abs(amount) > AMOUNT_MAX or abs(after) > BALANCE_MAX:
        raise BadValue(field="amount", why="too_large", value=amount)
    return Line(bucket, amount, after)
