"""Table: a sheet declared, as columns, rows and the system's own totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from reports.cells import whole
from reports.columns import KINDS, SUM, Column, Live, Record, Value
from reports.words import Words

Figure = int | Fraction | str

_RATIOS: Final = frozenset({"percent", "index"})
_RATIO_DECIMALS: Final = 3
_GROWING: Final = frozenset({"money", "whole"})
_ROOM_BESIDE: Final = 2  # parentheses of a negative amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of sheet `ref`; `system` holds what the system has for each total, in whole units.

    `live` holds what the totals that are no sums come to, before the system rounds them.

    `money` and `quantity` name the totals that stand for the sheet in the index; `wanted` are the
    keys of rows that other sheets lead to.
    """

    ref: str
    columns: Sequence[Column]
    records: Sequence[Record]
    system: Mapping[str, Figure] = field(default_factory=dict)
    live: Mapping[str, Figure] = field(default_factory=dict)
    money: str = ""
    quantity: str = ""
    wanted: frozenset[str] = frozenset()

    def heads(self, words: Words, minor: str) -> list[str]:
        """The column headers in one language; `minor` is the measure of money."""
        return [head(words, self.ref, column.key, minor) for column in self.columns]

    @property
    def summed(self) -> bool:
        """Whether any column is summed, so that a continuing sheet has something to bring forward."""
        return any(column.total == SUM for column in self.columns)

    def widened(self) -> Table:
        """The table with columns of numbers just as wide as their widest, so that none shows as ####."""
        columns = [replace(one, width=self._width(at, one)) for at, one in enumerate(self.columns)]
        return replace(self, columns=columns)

    def _width(self, at: int, column: Column) -> int:
        scale = KINDS[column.kind].scale
        if column.kind not in _GROWING or scale is None:
            return column.width
        figures = [abs(whole(record.values[at])) for record in self.records]
        total = self.system.get(column.key, 0)
        largest = max(
            [
                *figures,
                sum(figures) if column.total == SUM else 0,
                abs(total) if isinstance(total, int) else 0,
            ]
        )
        return max(
            column.width, len(f"{largest // 10**scale:,}") + (scale + 1 if scale else 0) + _ROOM_BESIDE
        )

    def carried(self, label: str, places: Mapping[str, str], sums: Mapping[str, int]) -> Record:
        """The first row of a sheet that continues another: its totals, brought forward."""
        values: list[Value] = [None] * len(self.columns)
        values[0] = label
        for at, column in enumerate(self.columns):
            if column.total == SUM:
                values[at] = Live(f"={places[column.key]}", sums[column.key])
        return Record(tuple(values))


def head(words: Words, ref: str, key: str, minor: str) -> str:
    """The header of a column: the sheet's own text before the common one."""
    if key.endswith("_satang"):
        named = words(f"minor.{minor}") if words.has(f"minor.{minor}") else minor
        return f"{head(words, ref, key.removesuffix('_satang'), minor)} {words('in_minor', minor=named)}"
    own = f"columns.{ref}.{key}"
    return words(own if words.has(own) else f"columns.{key}")


@dataclass(frozen=True, slots=True)
class Control:
    """A total that stands twice: the place of its formula, its cached value, the system's figure."""

    ref: str
    column: Column
    place: str
    cached: Figure
    system: Figure

    @property
    def difference(self) -> Fraction:
        """The system's figure less the workbook's, to the decimals both must agree to."""
        return difference(self.column.kind, self.system, self.cached)


def difference(kind: str, system: Figure, found: Figure) -> Fraction:
    """How far the workbook is off the system's figure; 0 where only the rounding of a ratio differs.

    >>> difference("percent", "0.3333", Fraction(1, 3)), difference("money", 150, 100)
    (Fraction(0, 1), Fraction(50, 1))
    """
    return round(Fraction(system or 0) - Fraction(found or 0), decimals_of(kind))


def decimals_of(kind: str) -> int:
    """To how many decimals two figures must agree: the system prints ratios with four."""
    return _RATIO_DECIMALS if kind in _RATIOS else 2
