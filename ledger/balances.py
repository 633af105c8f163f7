"""Balances: what entries add up to, folded in memory; the oracle the database is compared with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ledger.buckets import SET_OF, Bucket
from ledger.entries import Entry, Line


@dataclass(slots=True)
class Balances:
    """Running balances per bucket, in the bucket's measure."""

    held: dict[Bucket, int] = field(default_factory=dict)

    def take_in(self, lines: Iterable[Line]) -> None:
        """Add the lines of one entry; ValueError when a balance does not follow from the ones before."""
        for bucket, amount, balance_after in lines:
            after = self.held.get(bucket, 0) + amount
            if after != balance_after:
                raise ValueError(f"{bucket.name}: {after} is not {balance_after}")
            if after < 0 and not bucket.is_source:
                raise ValueError(f"{bucket.name}: {after} is below zero")
            self.held[bucket] = after

    def summed(self) -> dict[tuple[str, str, str, str], int]:
        """Balances per (stage, unit, code, measure), summed over items."""
        sums: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
        for bucket, balance in self.held.items():
            sums[bucket.stage, bucket.unit, bucket.code, bucket.measure] += balance
        return dict(sums)


def fold(entries: Iterable[Entry]) -> Balances:
    """The balances after entries, in order."""
    balances = Balances()
    for entry in entries:
        balances.take_in(entry.lines)
    return balances


def unbalanced(lines: Iterable[Line]) -> Mapping[tuple[str, str], int]:
    """What the lines of an entry leave over per measure and set; empty when they balance."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        sums[line.bucket.measure, SET_OF[line.bucket.stage]] += line.amount
    return {key: left for key, left in sums.items() if left}
