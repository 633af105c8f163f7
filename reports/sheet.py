"""Sheet: one sheet of a workbook, written from top to bottom and never held in memory.

What a sheet came to (rows, totals, digest, where its rows stand) remains in `Written` for the index
and the checks, which are written last.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from typing import Any, Final

from reports.cells import lines_of, room_of
from reports.columns import LAST, SUM, Column, Live, Of, Record, Value
from reports.digest import SheetDigest
from reports.looks import Look
from reports.pen import Pen, letter
from reports.rows import Proof, Rows

Cells = Sequence[tuple[str, Value]]

# Excel's last row is 1,048,576; XlsxWriter would leave out what comes after it without a word.
_ROWS_OF_EXCEL: Final = 1_048_576
_FROZEN_COLUMNS: Final = 2
_PNG_HEIGHT: Final = slice(20, 24)  # of the header every PNG begins with, in pixels
_POINTS_A_PIXEL: Final = 0.75


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
        self._pen = Pen(target, formats, look)
        self._breaks: list[int] = []
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
            look = self._pen.formats[cells[last][0]]
            self._target.merge_range(self.row, last, self.row, last + over - 1, "", look)
        rooms = [self._widths.get(at, 9) for at in range(last)]
        rooms.append(sum(self._widths.get(last + at, 9) for at in range(max(1, over))))
        lines = lines or max(lines_of(value, room) for (_, value), room in zip(cells, rooms, strict=True))
        return self._write(cells, lines)

    def break_page(self) -> None:
        """Begin a new printed page with the next row."""
        self._breaks.append(self.row)
        self._target.set_h_pagebreaks(self._breaks)

    def picture(self, at: int, png: bytes, says: str, *, scale: float = 1.0) -> float:
        """Place a picture at a column of the next row; returns how many lines that must be to hold it.

        `says` is its alternative text; a pixel is 1/96 inch.
        """
        given = {"image_data": BytesIO(png), "description": says, "x_scale": scale, "y_scale": scale}
        self._target.insert_image(self.row, at, "picture.png", {**given, "object_position": 1})
        return self._pen.lines(int.from_bytes(png[_PNG_HEIGHT]) * scale * _POINTS_A_PIXEL)

    def chart(self, at: int, chart: Any, says: str, size: tuple[int, int]) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        """Place a native chart of so many pixels at a column of the next row."""
        width, height = size
        chart.set_size({"width": width, "height": height})
        self._target.insert_chart(self.row, at, chart, {"description": says, "object_position": 1})

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
        self,
        columns: Sequence[Column],
        records: Iterable[Record],
        wanted: frozenset[str] = frozenset(),
        proof: Proof | None = None,
    ) -> dict[str, int]:
        """Write the rows of a table, in one pass; returns what its summed and running columns came to.

        The places of rows whose key is `wanted` are kept; `proof` says where the row of an entry stands.
        Columns of numbers end as wide as their widest.
        """
        top = self.row
        rows = Rows(self._pen, columns, proof)
        digest, places = self.written.digest, self.written.places
        for record in records:
            if record.key in wanted:
                places.setdefault(record.key, self.place(0))
            digest.add(rows.write(self.row, record.values, record.variant))
            self.row += 1
        self.written.rows += self.row - top
        self.written.first_row, self.written.last_row = top, self.row - 1
        self._close(columns, rows, top)
        return {
            column.key: figures.last if column.total == LAST else figures.total
            for column, figures in zip(columns, rows.figures, strict=True)
            if column.total in {SUM, LAST}
        }

    def _close(self, columns: Sequence[Column], rows: Rows, top: int) -> None:
        """What follows the last row: a dash for no rows, the filter, room for the widest figures."""
        if self.row == top:
            dash = (Of("text", "–"), *[None] * (len(columns) - 1))
            self.written.digest.add(rows.write(self.row, dash))
            self.row += 1
        if self.row >= _ROWS_OF_EXCEL:
            raise ValueError(self.tab, self.row)
        self._target.autofilter(top - 1, 0, self.row - 1, len(columns) - 1)
        rows.settle()
        for at, (column, figures) in enumerate(zip(columns, rows.figures, strict=True)):
            total = room_of(figures.total, column.kind) if column.total == SUM else 0
            self._widen(at, max(figures.room, total))

    def _widen(self, at: int, width: int) -> None:
        if width > self._widths[at]:
            self._target.set_column(at, at, width)
            self._widths[at] = width

    def total(
        self,
        columns: Sequence[Column],
        first_row: int,
        label: str,
        cached: Mapping[str, int | Fraction | str],
    ) -> None:
        """Write the totals of the rows from `first_row` on: live formulas with their cached values.

        A column that `cached` leaves out has none here: the ratio of a part is not that of the whole.
        """
        values: list[Value] = [None] * len(columns)
        for at, column in enumerate(columns):
            if column.total and column.key in cached:
                name = letter(at)
                formulas = {
                    SUM: f"=ROUND(SUM({name}{first_row + 1}:{name}{self.row}),2)",
                    LAST: f"=ROUND(SUM({name}{self.row}),2)",  # a dash stands where there are no rows
                }
                values[at] = Live(formulas.get(column.total, column.total), cached[column.key])
                self.written.totals[column.key] = self.place(at)
        values[values.index(None)] = label
        self.written.digest.add(Rows(self._pen, columns).write(self.row, values, "total"))
        self.row += 1

    def place(self, at: int, row: int | None = None) -> str:
        """The address of a cell of this sheet, as formulas of other sheets write it."""
        return f"'{self.tab}'!${letter(at)}${(self.row if row is None else row) + 1}"

    def column(self, at: int) -> str:
        """The addresses of a column's rows, as formulas of other sheets write them."""
        first, last = self.place(at, self.written.first_row), self.place(at, self.written.last_row)
        return f"{first}:{last.partition('!')[2]}"

    def redden(self, first_row: int, last_row: int, at: int, condition: str) -> None:
        """Make cells of a column turn red where `condition` (of the first cell, `{cell}`) holds."""
        criteria = condition.format(cell=f"{letter(at)}{first_row + 1}")
        rule = {
            "type": "formula",
            "criteria": f"=IFERROR({criteria},1=1)",
            "format": self._pen.formats["bad"],
        }
        self._target.conditional_format(first_row, at, last_row, at, rule)

    def _write(self, cells: Cells, lines: float) -> int:
        """Write a row of (format, value) so many lines high; returns its number."""
        if lines > 1:
            self._pen.height(self.row, lines)
        put, row = self._pen.put, self.row
        self.written.digest.add(
            "".join([put(row, at, name, value) for at, (name, value) in enumerate(cells)])
        )
        self.row += 1
        return row
