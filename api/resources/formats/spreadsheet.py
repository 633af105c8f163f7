"""Spreadsheet: tables as a workbook, a sheet each, in the look of the reports.

The first row has the names of the fields, the second says in the reader's language what they are. Money
and counts are numbers, days are days; what people wrote is text and becomes neither formula nor link. The
same document gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from tempfile import TemporaryDirectory
from typing import Any, Final

import xlsxwriter

from api.resources.formats.table import Cell, Column, Table
from ledger.texts import fill
from ledger.texts import table as texts_of
from reports import columns as shown
from reports.looks import Look, properties
from reports.sheet import Sheet

_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same bytes every time
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_KINDS: Final = {"day": "date", "money": "money", "figure": "money", "whole": "whole", "number": "number"}
_WIDTHS: Final = {"date": 14, "money": 16, "whole": 12, "number": 14, "text": 20, "digest": 20}
# What people call things is long; what only programs read is cut off rather than made many lines high.
_NAME_WIDTH: Final = 44
_NAMES: Final = ("name", "_th", "_en")
_OPAQUE: Final = ("entry", "id", "fingerprint", "hash", "digest", "sha256", "root")
_EXACT_MAX: Final = 10**15  # above it Excel rounds
_A4: Final = 9


def xlsx_of(tables: Sequence[Table], document: Mapping[str, Any], language: str) -> bytes:
    """The bytes of a workbook with these tables of a document."""
    data, look = BytesIO(), Look()
    with TemporaryDirectory(prefix="khlang-") as folder:
        book = xlsxwriter.Workbook(data, {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"created": _MADE})
        names = (*shown.KINDS, "header", "header_second")
        formats = {name: book.add_format(properties(name, look)) for name in names}
        for table in tables:
            tab = title(table, language)
            target = book.add_worksheet(tab)
            _set_up(target, look)
            _write(Sheet(tab, target, formats, look), table, document, language)
        book.close()
    return data.getvalue()


def title(table: Table, language: str) -> str:
    """What a table is called."""
    return str(texts_of("api", language)["tables"][table.title])


def label(column: Column, language: str) -> str:
    """What a column holds, in few words; KeyError where nobody said it."""
    own, theirs = texts_of("api", language)["labels"], texts_of("uploads", language)["columns"]
    known = {**theirs, **own}
    key, day = column.key, column.key.removesuffix("_th")
    return str(known[key]) if key in known or key == day else fill(own["buddhist"], {"label": known[day]})


def _set_up(target: Any, look: Look) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    target.set_default_row(look.row_height)
    target.set_landscape()
    target.set_paper(_A4)
    target.fit_to_pages(1, 0)


def _write(sheet: Sheet, table: Table, document: Mapping[str, Any], language: str) -> None:
    columns = [_shown(column) for column in table.columns]
    sheet.widths([column.width for column in columns])
    said = [label(column, language) for column in table.columns]
    sheet.header(columns, [[column.key for column in columns], said])
    sheet.records(columns, _records(table, document))


def _shown(column: Column) -> shown.Column:
    """How a column looks; a day in the Buddhist era is as wide as a day."""
    kind, last = _KINDS.get(column.kind, "text"), column.path[-1]
    if column.kind == "text" and last.endswith(_OPAQUE):
        kind = "digest"
    width = _WIDTHS["date"] if last == "th" else _WIDTHS[kind]
    if column.kind == "text" and last.endswith(_NAMES):
        width = _NAME_WIDTH
    return shown.Column(key=column.key, kind=kind, width=width)


def _records(table: Table, document: Mapping[str, Any]) -> Iterator[shown.Record]:
    kinds = [column.kind for column in table.columns]
    for row in table.rows(document):
        yield shown.Record(tuple(_value(kind, cell) for kind, cell in zip(kinds, row, strict=True)))


def _value(kind: str, cell: Cell) -> shown.Value:
    """A cell as the reports know it: whole minor units, days."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int):
        return _exact(cell, str(cell))
    if kind == "day":
        return date.fromisoformat(cell)
    if kind == "money" or (kind == "figure" and "." in cell):
        return _exact(int(cell.replace(".", "")), cell)
    return shown.Of("whole", _exact(int(cell), cell)) if kind == "figure" else cell


def _exact(number: int, text: str) -> shown.Value:
    """A number, or its text where a spreadsheet would round it."""
    return number if abs(number) < _EXACT_MAX else shown.Of("text", text)
