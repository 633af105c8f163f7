"""Table: what a run prints, one row per comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rich.console import Console
from rich.table import Table

COLUMNS: Final = ("what", "ours", "baseline", "ratio", "mark", "")


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: two figures as people read them, their ratio, and the mark it must meet.

    `least` asks for at least that ratio, `most` for at most; with neither the row only informs.
    """

    what: str
    ours: str
    baseline: str = ""
    ratio: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def mark(self) -> str:
        """The mark as text."""
        if self.least is not None:
            return f">= {self.least:.2f}"
        return "" if self.most is None else f"<= {self.most:.2f}"

    @property
    def verdict(self) -> str:
        """`ok` or `below`, or nothing where there is no mark."""
        if self.ratio is None or not self.mark:
            return ""
        met = self.ratio >= self.least if self.least is not None else self.ratio <= (self.most or 0)
        return "ok" if met else "below"


def show(rows: Iterable[Row]) -> None:
    """Print the table, as wide as it needs to be."""
    table = Table(*COLUMNS, box=None, pad_edge=False)
    for row in rows:
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        table.add_row(row.what, row.ours, row.baseline, ratio, row.mark, row.verdict)
    for name in ("ours", "baseline", "ratio", "mark"):
        table.columns[COLUMNS.index(name)].justify = "right"
    Console(width=180, highlight=False).print(table)
