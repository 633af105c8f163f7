"""Pen: puts one value in a cell of a sheet, and says what the content digest reads of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from reports.cells import digested, fitted, is_number, shown
from reports.columns import Link, Live, Of, State, Value
from reports.looks import Look

# Excel takes 65,530 links on a sheet, and XlsxWriter holds each in memory (about 1 kB). Entry numbers of
# a register take at most so many of them; what comes after stays the plain text or number it is.
LINKS_MAX: Final = 65_500
PROOFS_MAX: Final = 20_000
_LINES_MAX: Final = 18  # Excel's highest row is 409.5 points
_BELOW_LAST_LINE: Final = 4
_HEIGHTS_KEPT: Final = 1_000
_EXCEL_FROM: Final = date(1900, 3, 1)  # before it, Excel's calendar and everybody else's differ
_DAY_ZERO: Final = date(1899, 12, 30).toordinal()

letter: Final = cache(xl_col_to_name)


class Pen:
    """Writes to one XlsxWriter worksheet, a row after the other; `target` is the worksheet itself."""

    def __init__(self, target: Any, formats: Mapping[str, Any], look: Look) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        self.target = target
        self.formats = formats
        self._look = look
        self._links = 0

    def put(self, row: int, at: int, name: str, value: Value) -> str:
        """Put a value in a cell in the look `name`; returns its line of the digest, "" when it has none."""
        self._put(row, at, name, value)
        text = "" if name.endswith(".given") else digested(value, name)
        return f"{letter(at)}{row + 1}\t{text}\n" if text else ""

    def lines(self, points: float) -> float:
        """How many lines are so many points high."""
        return points / self._look.row_height

    def height(self, row: int, lines: float) -> None:
        """Make the row as high as so many lines."""
        self.target.set_row(row, self._look.row_height * min(lines, _LINES_MAX) + _BELOW_LAST_LINE)
        if len(self.target.row_info) > _HEIGHTS_KEPT:
            # XlsxWriter keeps every height for ever; rows it has written need theirs no more.
            for heights in (self.target.row_info, self.target.row_sizes):
                last = heights[row]
                heights.clear()
                heights[row] = last

    def lead(self, row: int, at: int, kind: str, place: str, text: str) -> Any:  # noqa: ANN401 - XlsxWriter ships no types
        """Let a cell lead to a place; returns the look for what is written over it, None for no link."""
        if self._links >= LINKS_MAX:
            return None
        self._links += 1
        look = self.formats[kind if kind == "link" else f"{kind.partition('.')[0]}.link"]
        self.target.write_url(row, at, f"internal:{place.replace('$', '')}", look, text)
        return look

    def _put(self, row: int, at: int, name: str, value: Value) -> None:
        target, look = self.target, self.formats[name]
        if isinstance(value, Of):
            self._put(row, at, value.kind, value.value)
        elif value is None or value == "":
            target.write_blank(row, at, None, look)
        elif isinstance(value, Live):
            target.write_formula(row, at, value.formula, look, shown(value.cached, name))
        elif isinstance(value, Link):
            text = fitted(value.text)
            if not value.place or self.lead(row, at, name, value.place, text) is None:
                self._put(row, at, name, text)
        elif isinstance(value, State):
            target.write_string(row, at, fitted(str(value)), self.formats[f"state.{value.tone}"])
        elif isinstance(value, date):
            self._put_day(row, at, value, look)
        elif is_number(name):
            target.write_number(row, at, shown(value, name), look)
        else:
            target.write_string(row, at, shown(value, name), look)

    def _put_day(self, row: int, at: int, day: date, look: Any) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        serial = serial_of(day)
        if serial is None:
            self.target.write_string(row, at, day.isoformat(), look)
        else:
            self.target.write_number(row, at, serial, look)


def serial_of(day: date) -> int | None:
    """Excel's number of a day; None before the days on which its calendar is right.

    >>> serial_of(date(2026, 3, 31)), serial_of(date(1900, 2, 28))
    (46112, None)
    """
    return day.toordinal() - _DAY_ZERO if day >= _EXCEL_FROM else None
