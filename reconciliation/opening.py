"""Opening: what one run closed with beside what the next one opens with, group by group.

The books run on, so that a period opens with what the one before it closed with. A difference means
that a later entry took effect before the cut-off of the signed run, and says where.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ledger.buckets import Bucket


class Group(NamedTuple):
    """Buckets that a roll-forward shows as one row: all items of a stage, unit, code and measure."""

    stage: str
    unit: str
    code: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRow:
    """One group, in its measure: what it closed with, and what it opens with now."""

    group: Group
    closing: int
    opening: int
    items: tuple[tuple[str, int, int], ...] = ()

    @property
    def difference(self) -> int:
        """Opening less closing."""
        return self.opening - self.closing

    @property
    def holds(self) -> bool:
        """Whether the group and each of its items carry over unchanged."""
        return not self.items and not self.difference


@dataclass(frozen=True, slots=True)
class OpeningResult:
    """Every group that held something on either side, in order of its name."""

    rows: tuple[OpeningRow, ...]

    @property
    def differing(self) -> tuple[OpeningRow, ...]:
        """The groups that do not carry over unchanged."""
        return tuple(row for row in self.rows if not row.holds)

    @property
    def holds(self) -> bool:
        """Whether everything carries over unchanged."""
        return not self.differing


def compare_opening(closing: Mapping[Bucket, int], opening: Mapping[Bucket, int]) -> OpeningResult:
    """Compare two balances of the same cut-off: as the signed run read it, and as it reads now.

    `Facts.balances` of the two statements will do. `items` of a row are (item, closing, opening) of
    the buckets that differ, which may be while their sum agrees.
    """
    groups: defaultdict[Group, list[Bucket]] = defaultdict(list)
    for bucket in sorted(closing.keys() | opening.keys()):
        if closing.get(bucket, 0) or opening.get(bucket, 0):
            groups[Group(bucket.stage, bucket.unit, bucket.code, bucket.measure)].append(bucket)
    return OpeningResult(tuple(_row(group, groups[group], closing, opening) for group in sorted(groups)))


def _row(
    group: Group, buckets: list[Bucket], closing: Mapping[Bucket, int], opening: Mapping[Bucket, int]
) -> OpeningRow:
    sides = [(bucket.item, closing.get(bucket, 0), opening.get(bucket, 0)) for bucket in buckets]
    return OpeningRow(
        group=group,
        closing=sum(closed for _, closed, _ in sides),
        opening=sum(opened for _, _, opened in sides),
        items=tuple(side for side in sides if side[1] != side[2]),
    )
