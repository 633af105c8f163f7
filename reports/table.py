"""Table: a sheet declared, as columns, rows and the system's own totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from reports.cells import room_of
from reports.columns import LAST, SUM, Column, Live, Record, Value
from reports.words import Words

Figure = int | Fraction | str

_RATIOS: Final = frozenset({"percent", "index"})
_RATIO_DECIMALS: Final = 3
_LEAST: Final = {"date": 13}  # "31 ธ.ค. 2569" in the widest of its letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of sheet `ref`; `system` holds what the system has for each total, in whole units.

    `records` may be a stream, which is gone through once; `rows` says beforehand how many there are (0: as
    many as `records` holds), because sheets that continue another are placed before anything is written.
    `live` holds what the totals that are no sums come to, before the system rounds them.

    `money` and `quantity` name the totals that stand for the sheet in the index; `wanted` are the
    keys of rows that other sheets lead to.
    """

    ref: str
    columns: Sequence[Column]
    records: Iterable[Record]
    rows: int = 0
    system: Mapping[str, Figure] = field(default_factory=dict)
    live: Mapping[str, Figure] = field(default_factory=dict)
    money: str = ""
    quantity: str = ""
    wanted: frozenset[str] = frozenset()

    def heads(self, words: Words, minor: str) -> list[str]:
        """The column headers in one language; `minor` is the measure of money."""
        return [head(words, self.ref, column.key, minor) for column in self.columns]

    @property
    def count(self) -> int:
        """How many rows it has; 0 for a stream that does not say."""
        return self.rows or (len(self.records) if isinstance(self.records, Sized) else 0)

    def counted(self) -> Table:
        """The table with a known number of rows; a stream that does not say has to be held for that."""
        if self.rows or isinstance(self.records, Sized):
            return self
        return replace(self, records=tuple(self.records))

    @property
    def summed(self) -> bool:
        """Whether any column is summed or runs on, so that there is something to bring forward."""
        return any(column.total in {SUM, LAST} for column in self.columns)

    def room(self, column: Column) -> int:
        """How wide a column must be at least: as declared, and for the system's own figure."""
        least = _LEAST.get(column.kind, 0)
        return max(column.width, least, room_of(self.system.get(column.key), column.kind))

    def carried(self, label: str, places: Mapping[str, str], sums: Mapping[str, int]) -> Record:
        """The first row of a sheet that continues another: its totals, brought forward."""
        values: list[Value] = [None] * len(self.columns)
        values[0] = label
        for at, column in enumerate(self.columns):
            if column.total in {SUM, LAST}:
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
