"""Workbook: one way to write a sheet, so that all sheets look alike and two builds are the same bytes.

XlsxWriter streams each sheet to a temporary file beside the target; what people wrote goes in as
text and can become neither formula nor link. Every total is a live formula with its cached value,
and stands beside the system's own figure for it on the sheet of checks. Protection is against slips
only: it has no password.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from ledger.errors import Unusable
from reports.columns import ENTRY, LAST, SUM, Column, Link, Value
from reports.imprint import Imprint
from reports.looks import Look, properties
from reports.sheet import Sheet
from reports.table import Control, Table
from reports.words import Words

# A sheet holds 1,048,576 rows; a longer register goes on in a further sheet well before that.
ROWS_MAX: Final = 900_000
INDEX: Final = "A1"
EXTRACT: Final = "E8"  # what entry numbers lead to
_LINES_ABOVE: Final = 5  # of every table: title, imprint, links and two of headers
_A4: Final = 9
_MARGINS: Final = {"left": 0.4, "right": 0.4, "top": 0.75, "bottom": 0.75}  # inches
_ALLOWED: Final = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}
_HEADING_SPAN: Final = 12
_TITLE_LINES: Final = 1.4
_WIDTH_OF_8_PIXELS: Final = 72  # XlsxWriter's setting for fonts whose digits are 8 pixels wide


class Workbook:
    """A workbook being written; `controls` are the totals to be checked."""

    def __init__(  # noqa: PLR0913, PLR0917 - what `writing` is given
        self, file: Path, words: Words, imprint: Imprint, look: Look, rows_max: int, title: str
    ) -> None:
        """Begin a workbook at `file`, in a folder that holds its temporary files too."""
        options = {
            "constant_memory": True,
            "tmpdir": str(file.parent),
            "use_zip64": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": look.font, "font_size": look.size},
            "default_column_width": _WIDTH_OF_8_PIXELS,
        }
        self.words = words
        self.imprint = imprint
        self.title = title
        self.controls: list[Control] = []
        self.sheets: dict[str, Sheet] = {}
        self._look = look
        self._proved = range(0)
        self._extract: list[Sheet] = []
        self._rows_max = rows_max
        self._target = xlsxwriter.Workbook(str(file), options)
        said = {"title": words(title), "company": imprint.agency, "created": imprint.created}
        self._target.set_properties(said)
        self._formats = _Formats(self._target, look)

    def open(self, ref: str, rows: int = 0) -> None:
        """Add sheet `ref`, and as many to continue it as `rows` need, behind those before it."""
        for part in range(self._parts(rows)):
            tab = _part(f"{ref} {self.words(f'sheets.{ref}.tab')}", part)
            target = self._target.add_worksheet(tab)
            self._set_up(target, tab)
            self.sheets[_part(ref, part)] = Sheet(tab, target, self._formats, self._look)

    def parts(self, ref: str) -> list[Sheet]:
        """A sheet and those that continue it; none where the workbook has no such sheet."""
        return [sheet for name, sheet in self.sheets.items() if name.partition(" ")[0] == ref]

    def heading(self, ref: str, sheet: Sheet, *, over: int) -> None:
        """Write what stands above every sheet: its title, of what and when, the way to the index."""
        title = f"{ref}   {self.words.both(f'sheets.{ref}.title')}"
        sheet.line([("title", title)], over=over, lines=_TITLE_LINES)
        said = self.imprint.says(self.words)
        sheet.line([("draft" if self.imprint.draft else "subtitle", said)], over=over)

    def table(self, table: Table) -> None:
        """Write a sheet that is one table, continued on further sheets where it is too long.

        Raises ValueError (sheet, rows said, rows written) when it does not hold as many rows as it said.
        """
        stream = iter(table.records)
        sums: dict[str, int] = {}
        places: Mapping[str, str] = {}
        written = 0
        sheets = self.parts(table.ref)
        for part, sheet in enumerate(sheets):
            first_row = self._begin(table, sheet)
            own = stream if sheet is sheets[-1] else islice(stream, self._rows_max)
            carried = [table.carried(self.words("carried"), places, sums)] if part and table.summed else []
            sums = sheet.records(table.columns, chain(carried, own), table.wanted, self.proof)
            sheet.written.rows -= len(carried)
            written += sheet.written.rows
            if any(column.total for column in table.columns):
                whole = table.live if sheet is sheets[-1] else {}
                sheet.total(table.columns, first_row, self.words("total"), {**whole, **sums})
            places = sheet.written.totals
            last_row = max(first_row, sheet.written.last_row)  # a dash stands where there are no rows
            corner = sheet.place(len(table.columns) - 1, last_row).partition("!")[2]
            self.name(f"DATA_{table.ref}_{part + 1}", f"{sheet.place(0, first_row)}:{corner}")
        if table.rows not in {0, written}:
            raise ValueError(table.ref, table.rows, written)
        self._control(table, places, sums)

    def _begin(self, table: Table, sheet: Sheet) -> int:
        """Write what stands above a table's rows; returns the number of the first of them."""
        sheet.widths([table.room(column) for column in table.columns])
        self.heading(table.ref, sheet, over=min(_HEADING_SPAN, len(table.columns)))
        sheet.line([("link", self._way(table.ref, at, column)) for at, column in enumerate(table.columns)])
        heads = [table.heads(words, self.imprint.minor) for words in (self.words, self.words.second)]
        sheet.header(table.columns, heads)
        return sheet.row

    def _way(self, ref: str, at: int, column: Column) -> Value:
        """What stands above a column's header: the way to the index, or to the sheet with its details."""
        if at == 0 and ref != INDEX:
            return Link(self.words("back"), f"'{self.sheets[INDEX].tab}'!A1")
        ref = EXTRACT if column.key == ENTRY and ref != EXTRACT else column.detail
        detail = self.sheets.get(ref)
        return Link(f"→ {ref}", f"'{detail.tab}'!A1") if detail else None

    def prove(self, first: int, rows: int) -> None:
        """Say that the journal extract holds so many entries, from position `first` on, a row each."""
        self._extract = self.parts(EXTRACT)
        self._proved = range(first, first + rows if self._extract else first)

    def proof(self, seq: int) -> str:
        """The place of an entry's row in the journal extract; "" where the workbook has none.

        It is known before that sheet is written, because every table has its rows after the same lines.
        """
        if seq not in self._proved:
            return ""
        at = seq - self._proved.start
        part = min(at // self._rows_max, len(self._extract) - 1)
        row = _LINES_ABOVE + at - part * self._rows_max
        return f"'{self._extract[part].tab}'!A{row + 1}"

    def name(self, name: str, place: str) -> None:
        """Give a place a name."""
        self._target.define_name(name, f"={place}")

    def bars(self) -> Any:  # noqa: ANN401 - XlsxWriter ships no types
        """A native chart of lying bars, to be filled and placed on a sheet."""
        return self._target.add_chart({"type": "bar"})

    def close(self) -> None:
        """Put the file together."""
        self._target.close()

    def abandon(self) -> None:
        """Let go of the temporary files of a workbook that may not be finished."""
        for target in self._target.worksheets():
            target._opt_close()  # noqa: SLF001 - XlsxWriter has no other way to give up

    def _parts(self, rows: int) -> int:
        return max(1, -(-rows // self._rows_max))

    def _set_up(self, target: Any, tab: str) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        """Print set-up and protection."""
        target.set_default_row(self._look.row_height)
        target.set_landscape()
        target.set_paper(_A4)
        target.fit_to_pages(1, 0)
        target.set_margins(**_MARGINS)
        target.hide_gridlines(2)
        target.set_header(self.imprint.page_header(self.words, tab, self._look))
        target.set_footer(self.imprint.page_footer(self.words, self._look))
        target.protect("", _ALLOWED)

    def _control(self, table: Table, places: Mapping[str, str], sums: Mapping[str, int]) -> None:
        """Note the totals of a table for the sheet of checks, and name their cells."""
        for column in table.columns:
            if column.total:
                system = table.system[column.key]
                cached = sums[column.key] if column.total in {SUM, LAST} else table.live[column.key]
                self.controls.append(Control(table.ref, column, places[column.key], cached, system))
                self.name(f"TOTAL_{table.ref}_{column.key}", places[column.key])


class _Formats(dict[str, Any]):
    """Formats by name, made when first asked for: always in the same order, so the same file."""

    def __init__(self, target: Any, look: Look) -> None:  # noqa: ANN401 - XlsxWriter ships no types
        super().__init__()
        self._target = target
        self._look = look

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - XlsxWriter ships no types
        self[name] = self._target.add_format(properties(name, self._look))
        return self[name]


def _part(name: str, part: int) -> str:
    return f"{name} ({part + 1})" if part else name


@contextmanager
def writing(  # noqa: PLR0913, PLR0917 - a workbook needs them all
    path: Path,
    words: Words,
    imprint: Imprint,
    look: Look,
    rows_max: int = ROWS_MAX,
    title: str = "title",
) -> Iterator[Workbook]:
    """Yield a workbook that becomes `path` when it is whole; half a file is never left.

    `title` is the key of the text that says what kind of workbook it is.
    Raises Unusable `cannot_write` (facts `path`, `reason`) when the disk does not take it.
    """
    try:
        with TemporaryDirectory(prefix=".khlang-", dir=path.parent) as folder:
            book = Workbook(Path(folder) / "book.xlsx", words, imprint, look, rows_max, title)
            try:
                yield book
                book.close()
            finally:
                book.abandon()
            (Path(folder) / "book.xlsx").replace(path)
    except (OSError, XlsxWriterException) as error:
        reason = getattr(error, "strerror", None) or error
        raise Unusable("cannot_write", path=path, reason=reason) from error
