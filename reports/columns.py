"""Columns: what a sheet's columns hold and how each is shown, declared once per sheet.

A row is a tuple of values, one per column, in whole units: money in satang, quantities in their
measure, ratios as decimal text ("0.5688"). `None` and "" are blank. The Thai and English headers are
texts `columns.<key>` of the subject `workbook`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

SUM: Final = "sum"
# A running figure: the total repeats the last row's, a sheet that continues another brings it forward.
LAST: Final = "last"
# A column of this key holds positions of entries; each leads to its row of the journal extract, the proof.
ENTRY: Final = "entry"


class Live(NamedTuple):
    """A formula with the value it must come to.

    `{key}` in it is that column's cell in the same row, `{above_key}` the one above it: SUM of that and more
    is a running figure, for SUM passes over the header that stands above the first row.
    """

    formula: str
    cached: int | str | Fraction | None


class Link(NamedTuple):
    """A text that leads to a place in the same workbook ("'E2 …'!A7")."""

    text: str
    place: str


class State(NamedTuple):
    """A state: symbol and word, and the tone (good, warn, bad, info) that colours them besides."""

    symbol: str
    word: str
    tone: str

    def __str__(self) -> str:
        return f"{self.symbol} {self.word}"


class Of(NamedTuple):
    """A value shown as another kind than its column's."""

    kind: str
    value: Value


Value = int | str | date | Fraction | Live | Link | State | Of | None


class Record(NamedTuple):
    """One row; `key` is what other sheets may lead to it by, `variant` a look of the whole row."""

    values: tuple[Value, ...]
    key: str = ""
    variant: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How a value is shown: Excel's number format, alignment, and how many decimals the whole unit has.

    `scale` is 2 for satang shown as baht, 0 for what is counted; None for what is no number.
    """

    number_format: str = "General"
    align: str = "left"
    scale: int | None = None
    wrap: bool = False
    indent: int = 0


# A Gregorian serial date shown in Thai with the Buddhist year; [$-41E] would show the Gregorian year.
BUDDHIST_DATE: Final = "[$-107041E]d mmm yyyy;@"

KINDS: Final[dict[str, Kind]] = {
    "text": Kind(number_format="@", wrap=True, indent=1),
    "code": Kind(number_format="@", align="center"),
    "digest": Kind(number_format="@", indent=1),
    "date": Kind(number_format=BUDDHIST_DATE, align="center"),
    "money": Kind(number_format="#,##0.00;[Red](#,##0.00);0.00", align="right", scale=2),
    "whole": Kind(number_format="#,##0;[Red](#,##0);0", align="right", scale=0),
    "number": Kind(number_format="0", align="center", scale=0),
    "percent": Kind(number_format="0.00%;[Red](0.00%);0.00%", align="right"),
    "index": Kind(number_format="0.0000;[Red](0.0000);0.0000", align="right"),
    "state": Kind(number_format="@", wrap=True, indent=1),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a sheet.

    `total` is "" (none), SUM, LAST, or a formula over the total row's own cells; `detail` the sheet its
    header leads to; `given` marks a cell that people fill in (unlocked, yellow).
    """

    key: str
    kind: str
    width: int
    total: str = ""
    detail: str = ""
    given: bool = False


def satang_beside(column: Column) -> Column:
    """The whole satang of a money column, for the column right of it.

    >>> satang_beside(Column(key="amount", kind="money", width=15, total=SUM)).key
    'amount_satang'
    """
    return Column(key=f"{column.key}_satang", kind="whole", width=column.width, total=column.total)
