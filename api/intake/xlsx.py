"""XLSX: one sheet of a workbook as rows of named cells, read without trusting the file.

A workbook is a zip of XML that strangers send. Before anything of it is unpacked its directory is
weighed (parts, sizes, ratio); before openpyxl sees it every XML part is read once as a stream that
allows no DTD, bounds its depth, and counts rows and columns by what is there, not by what the file
claims. Macros, external links and formulas are refused: a figure must be what the sender wrote.
Numbers become exact texts by their shortest decimal (`Decimal(repr(x))`), dates texts in the era of
the profile.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from decimal import Decimal
from typing import Any, Final

from openpyxl import load_workbook

from api.intake.sheet import Row, Sheet
from api.intake.zip_check import COLUMNS_MAX, ROWS_MAX, check_zip
from ledger.calendar import BUDDHIST_OFFSET, Era
from ledger.errors import BadValue, Refusal, Unusable

Numbered = tuple[int, tuple[Any, ...]]

SIGNATURE: Final = b"PK\x03\x04"


def is_workbook(data: bytes) -> bool:
    """Whether bytes are a zip, which no CSV is."""
    return data.startswith(SIGNATURE)


def parse_workbook(data: bytes, file: str, *, sheet: str = "", header_row: int = 1, era: Era = "ce") -> Sheet:
    """Read one sheet (by name; else the first) of the bytes of a workbook.

    Columns are named by the first row from `header_row` that holds anything. Raises Unusable
    (unreadable_file, duplicate_column) for the file; what is wrong with one cell is its row's
    refusal (formula, cell_error, not_text, ragged_row).
    """
    check_zip(data, file)
    # openpyxl warns of what it leaves out (styles, extensions); none of that is read here.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            with closing(book):
                return _sheet(_filled(_chosen(book, file, sheet), file), file, header_row, era)
        except Unusable:
            raise
        except Exception as trouble:  # noqa: BLE001 - what openpyxl raises on a garbled file has no bounds
            raise Unusable(
                "unreadable_file", file=file, why="not_a_workbook", value=type(trouble).__name__
            ) from None


def _chosen(book: Any, file: str, sheet: str) -> Any:  # noqa: ANN401 - openpyxl has no types
    """The sheet, without the size it claims."""
    if sheet and sheet not in book.sheetnames:
        raise Unusable("unreadable_file", file=file, why="no_sheet", value=sheet)
    chosen = book[sheet] if sheet else book.worksheets[0]
    chosen.reset_dimensions()
    return chosen


def _filled(chosen: Any, file: str) -> Iterator[Numbered]:  # noqa: ANN401 - openpyxl has no types
    """Numbered rows that hold something; the check knew the caps of sheets, openpyxl which part is one."""
    for number, row in enumerate(chosen.iter_rows(), 1):
        if number > ROWS_MAX:
            raise Unusable("unreadable_file", file=file, why="too_many_rows", value=ROWS_MAX)
        if len(row) > COLUMNS_MAX:
            raise Unusable("unreadable_file", file=file, why="too_many_columns", value=COLUMNS_MAX)
        if any(cell.value is not None for cell in row):
            yield number, row


def _sheet(rows: Iterator[Numbered], file: str, header_row: int, era: Era) -> Sheet:
    for number, row in rows:
        if number >= header_row:
            columns = _columns(row, file, number, era)
            read = (_row(file, at, columns, cells, era) for at, cells in rows)
            return Sheet(file, columns, tuple(one for one in read if any(one.cells.values()) or one.refusal))
    raise Unusable("unreadable_file", file=file, why="empty")


def _columns(row: Sequence[Any], file: str, number: int, era: Era) -> tuple[str, ...]:
    names: list[str] = []
    for cell in row:
        try:
            name = text_of(cell, era, "columns")
        except Refusal:
            raise Unusable("unreadable_file", file=file, why="header", row=number) from None
        if name and name in names:
            raise Unusable("duplicate_column", file=file, row=number, field=name)
        names.append(name)
    return tuple(names)


def _row(file: str, number: int, columns: Sequence[str], row: Sequence[Any], era: Era) -> Row:
    cells, trouble = dict.fromkeys((name for name in columns if name), ""), None
    for at, cell in enumerate(row):
        name = columns[at] if at < len(columns) else ""
        try:
            text = text_of(cell, era, name or f"{number}")
        except Refusal as refusal:
            trouble = trouble or refusal
            continue
        if name:
            cells[name] = text
        elif text:
            ragged = BadValue(field="row", why="ragged_row", cells=at + 1, columns=len(columns))
            trouble = trouble or ragged
    return Row(file, number, cells, trouble, (0, number))


def text_of(cell: Any, era: Era, field: str) -> str:  # noqa: ANN401 - openpyxl has no types
    """What a cell says, as an export in CSV would write it.

    Raises BadValue with `why` = formula | cell_error | not_text (true, false, a time of day).
    """
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return ""
    if kind == "f":
        raise BadValue(field=field, why="formula", value=cell.coordinate)
    if kind == "e":
        raise BadValue(field=field, why="cell_error", value=value)
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, date):  # or a moment, of which only the day is business
        return _day(value, era)
    if type(value) in (int, float):
        return exact(value)
    raise BadValue(field=field, why="not_text", value=value)


def exact(number: int | float) -> str:  # noqa: PYI041 - both are met, and told apart by their repr
    """A number of a cell as a plain decimal, exactly as the sender's program wrote it.

    >>> exact(1234.56), exact(1400000), exact(1e21), exact(2.0)
    ('1234.56', '1400000', '1000000000000000000000', '2')
    """
    written = Decimal(repr(number))
    whole = written.is_finite() and written == written.to_integral_value()
    return f"{written.to_integral_value() if whole else written:f}"


def _day(value: date, era: Era) -> str:
    """A date cell, whose year Excel keeps in the Gregorian era however it is shown."""
    year = value.year + (BUDDHIST_OFFSET if era == "be" else 0)
    return f"{year:04d}-{value.month:02d}-{value.day:02d}"
