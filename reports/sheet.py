"""Sheet: one sheet of a workbook, written from top to bottom and never held in memory.

What a sheet came to (rows, totals, digest, where its rows stand) remains in `Written` for the index
and the checks, which are written last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from reports.cells import digested, fitted, is_number, lines_of, shown, whole
from reports.columns import KINDS, SUM, Column, Link, Live, Of, Record, State, Value
from reports.digest import SheetDigest
from reports.looks import Look

Cells = Sequence[tuple[str, Value]]

_LINES_MAX: Final = 18  # Excel's highest row is 409.5 points
_BELOW_LAST_LINE: Final = 4
_EXCEL_FROM: Final = date(1900, 3, 1)  # before it, Excel's calendar and everybody else's differ
_FROZEN_COLUMNS: Final = 2


@dataclass(slots=True)
class Written:
    """What a sheet came to; `places` are cells that others lead to: rows by key, totals by column."""

    rows: int = 0
    first_row: int = 0
    last_row: int = 0
    totals: dict[str, str] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    digest: SheetDigest = field(default_factory=SheetDigest)


class Sheet:
    """A sheet being written; `row` is the number of the next row, from 0."""

    def __init__(self, tab: str, target: Any, formats: Mapping[str, Any], look: Look) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        """Begin the sheet `tab` on an XlsxWriter worksheet."""
        self.tab = tab
        self.row = 0
        self.written = Written()
        self._target = target
        self._formats = formats
        self._look = look
        self._widths: dict[int, int] = {}

    def widths(self, widths: Sequence[int]) -> None:
        """Declare the widths of the columns, in characters."""
        for at, width in enumerate(widths):
            self._target.set_column(at, at, width)
            self._widths[at] = width

    def line(self, cells: Cells, *, over: int = 0, lines: float = 0) -> int:
        """Write a free row of (format, value); the last cell runs over `over` columns. Returns its number."""
        last = len(cells) - 1
        if over > 1:
            look = self._formats[cells[last][0]]
            self._target.merge_range(self.row, last, self.row, last + over - 1, "", look)
        rooms = [self._widths.get(at, 9) for at in range(last)]
        rooms.append(sum(self._widths.get(last + at, 9) for at in range(max(1, over))))
        lines = lines or max(lines_of(value, room) for (_, value), room in zip(cells, rooms, strict=True))
        return self._write(cells, lines)

    def break_page(self) -> None:
        """Begin a new printed page with the next row."""
        self._target.set_h_pagebreaks([self.row])

    def skip(self) -> None:
        """Leave one row empty."""
        self.row += 1

    def header(self, columns: Sequence[Column], texts: Sequence[Sequence[str]]) -> None:
        """Write the header rows (primary language first), frozen on screen and repeated in print."""
        top = self.row
        for number, names in enumerate(texts):
            look = "header_second" if number else "header"
            lines = max(
                lines_of(name, column.width * 3 // 4) for name, column in zip(names, columns, strict=True)
            )
            self._write([(look, name) for name in names], lines)
        self._target.freeze_panes(self.row, min(_FROZEN_COLUMNS, len(columns)))
        self._target.repeat_rows(top, self.row - 1)

    def records(
        self, columns: Sequence[Column], records: Iterable[Record], wanted: frozenset[str] = frozenset()
    ) -> dict[str, int]:
        """Write the rows of a table; returns the exact sums of its summed columns.

        The places of rows whose key is `wanted` are kept.
        """
        top = self.row
        summed = [(at, column.key) for at, column in enumerate(columns) if column.total == SUM]
        sums = {key: 0 for _, key in summed}
        for record in records:
            for at, key in summed:
                sums[key] += whole(record.values[at])
            if record.key in wanted:
                self.written.places.setdefault(record.key, self.place(0))
            self._record(columns, record.values, record.variant)
        self.written.rows += self.row - top
        self.written.first_row, self.written.last_row = top, self.row - 1
        if self.row == top:
            self._record(columns, (Of("text", "–"), *[None] * (len(columns) - 1)))
        self._target.autofilter(top - 1, 0, self.row - 1, len(columns) - 1)
        return sums

    def total(
        self,
        columns: Sequence[Column],
        first_row: int,
        label: str,
        cached: Mapping[str, int | Fraction | str],
    ) -> None:
        """Write the totals of the rows from `first_row` on: live formulas with their cached values."""
        values: list[Value] = [None] * len(columns)
        for at, column in enumerate(columns):
            if column.total:
                name = xl_col_to_name(at)
                footed = f"=ROUND(SUM({name}{first_row + 1}:{name}{self.row}),2)"
                values[at] = Live(footed if column.total == SUM else column.total, cached[column.key])
                self.written.totals[column.key] = self.place(at)
        values[values.index(None)] = label
        self._record(columns, tuple(values), "total")

    def place(self, at: int, row: int | None = None) -> str:
        """The address of a cell of this sheet, as formulas of other sheets write it."""
        return f"'{self.tab}'!${xl_col_to_name(at)}${(self.row if row is None else row) + 1}"

    def column(self, at: int) -> str:
        """The addresses of a column's rows, as formulas of other sheets write them."""
        first, last = self.place(at, self.written.first_row), self.place(at, self.written.last_row)
        return f"{first}:{last.partition('!')[2]}"

    def redden(self, first_row: int, last_row: int, at: int, condition: str) -> None:
        """Make cells of a column turn red where `condition` (of the first cell, `{cell}`) holds."""
        criteria = condition.format(cell=f"{xl_col_to_name(at)}{first_row + 1}")
        rule = {"type": "formula", "criteria": f"=IFERROR({criteria},1=1)", "format": self._formats["bad"]}
        self._target.conditional_format(first_row, at, last_row, at, rule)

    def _record(self, columns: Sequence[Column], values: tuple[Value, ...], variant: str = "") -> None:
        """Write a row of a table, by the kinds of its columns."""
        addresses = {column.key: f"{xl_col_to_name(at)}{self.row + 1}" for at, column in enumerate(columns)}
        cells: list[tuple[str, Value]] = []
        lines = 1
        for column, given in zip(columns, values, strict=True):
            kind, value = given if isinstance(given, Of) else (column.kind, given)
            if isinstance(value, Live):
                value = value._replace(formula=value.formula.format_map(addresses))
            elif KINDS[kind].wrap and value:
                lines = max(lines, lines_of(value, column.width))
            look = variant or ("given" if column.given else "")
            cells.append((f"{kind}.{look}" if look else kind, value))
        self._write(cells, lines)

    def _write(self, cells: Cells, lines: float) -> int:
        if lines > 1:
            height = self._look.row_height * min(lines, _LINES_MAX) + _BELOW_LAST_LINE
            self._target.set_row(self.row, height)
        digest: list[tuple[str, str]] = []
        for at, (name, value) in enumerate(cells):
            self._put(at, name, value)
            if not name.endswith(".given") and (text := digested(value, name)):
                digest.append((f"{xl_col_to_name(at)}{self.row + 1}", text))
        self.written.digest.add(digest)
        self.row += 1
        return self.row - 1

    def _put(self, at: int, name: str, value: Value) -> None:
        target, row, look = self._target, self.row, self._formats[name]
        if isinstance(value, Of):
            self._put(at, value.kind, value.value)
        elif value is None or value == "":
            target.write_blank(row, at, None, look)
        elif isinstance(value, Live):
            target.write_formula(row, at, value.formula, look, shown(value.cached, name))
        elif isinstance(value, Link):
            self._put_link(at, name, value)
        elif isinstance(value, State):
            target.write_string(row, at, str(value), self._formats[f"state.{value.tone}"])
        elif isinstance(value, date):
            self._put_day(at, name, value)
        elif is_number(name):
            target.write_number(row, at, shown(value, name), look)
        else:
            target.write_string(row, at, shown(value, name), look)

    def _put_link(self, at: int, name: str, link: Link) -> None:
        if not link.place:
            self._put(at, name, link.text)
            return
        look = self._formats[name if name == "link" else f"{name.partition('.')[0]}.link"]
        place = link.place.replace("$", "")
        self._target.write_url(self.row, at, f"internal:{place}", look, fitted(link.text))

    def _put_day(self, at: int, name: str, day: date) -> None:
        if day < _EXCEL_FROM:
            self._target.write_string(self.row, at, day.isoformat(), self._formats[name])
        else:
            self._target.write_datetime(self.row, at, day, self._formats[name])
