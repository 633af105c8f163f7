"""Reading: the bytes of an upload as pages, one per table, with what is wrong in single cells.

A page is a sheet of a workbook named after a table, or a whole CSV. Row 1 (or the first that holds
anything) names the columns; the row of labels that a template puts below it is passed over.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Final

from openpyxl import load_workbook

from api.intake.sheet import Row, parse_sheet
from api.intake.tables import BY_NAME, Table, known_columns
from api.intake.xlsx import is_workbook, text_of
from api.uploads.weighing import CELL_CHARACTERS_MAX, COLUMNS_MAX, ROWS_MAX, weigh
from api.uploads.words import is_aside, is_label_row, is_remark
from api.uploads.wrong import Wrong
from ledger.errors import BadValue, Refusal, Unusable

NAME_LENGTH_MAX: Final = 100
EXCEL_DIGITS_MAX: Final = 15  # a number of Excel is a double
_DIGITS: Final = re.compile(r"[0-9]")
Records = Iterator[tuple[int, Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one table: `columns` as they stand from the left ("": unnamed), row by row.

    `header` is the row that names the columns, `wrong` what is no plain text or figure.
    """

    table: Table
    title: str
    columns: tuple[str, ...]
    header: int
    rows: tuple[Row, ...]
    wrong: tuple[Wrong, ...] = ()

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that nothing reads."""
        known = known_columns(self.table.name)
        return tuple(name for name in self.columns if name and name not in known and not is_remark(name))

    def blamed(self, row: int, column: str, refusal: Refusal) -> Wrong:
        """A refusal put at a cell of this page, or at the row when the page has no such column."""
        at = self.columns.index(column) if column and column in self.columns else -1
        return Wrong(self.title, row, column, at, refusal)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that could be read: its name without path, the SHA-256 of its bytes, its pages."""

    file: str
    sha256: str
    pages: tuple[Page, ...]
    ignored_sheets: tuple[str, ...] = ()


def plain_name(name: str) -> str:
    r"""A file's name as a sender gives it, without path and without what cannot be printed.

    >>> plain_name("../../etc/passwd"), plain_name("C:\\Users\\x\\งวด 1.xlsx"), plain_name("..")
    ('passwd', 'งวด 1.xlsx', 'upload')
    """
    last = re.split(r"[/\\]", name)[-1]
    return "".join(c for c in last if c.isprintable())[:NAME_LENGTH_MAX].strip(". ") or "upload"


def read_upload(data: bytes, name: str, table: str = "") -> Upload:
    """Read an upload; `table` says what a CSV (or the first sheet) holds when its name does not.

    Raises Unusable (unreadable_file, duplicate_column, which_table, unknown_table, no_table).
    """
    file = plain_name(name)
    if table and table not in BY_NAME:
        raise Unusable("unknown_table", value=table, known=" ".join(BY_NAME))
    weigh(data, file)
    digest = hashlib.sha256(data).hexdigest()
    if not is_workbook(data):
        return Upload(file, digest, (_of_text(data, file, table),))
    pages, ignored = _of_workbook(data, file, table)
    if not pages:
        raise Unusable("no_table", file=file, known=" ".join(BY_NAME))
    return Upload(file, digest, pages, ignored)


def _of_text(data: bytes, file: str, table: str) -> Page:
    name = table or PurePath(file).stem
    if name not in BY_NAME:
        raise Unusable("which_table", file=file, known=" ".join(BY_NAME))
    sheet = parse_sheet(data, file)
    _bounded(file, len(sheet.columns), max((row.number for row in sheet.rows), default=0))
    page = Page(BY_NAME[name], name, sheet.columns, 1, ())
    rows = tuple(_without_labels(page, sheet.rows))
    wrong = [page.blamed(row.number, "", row.refusal) for row in rows if row.refusal]
    for row in rows:
        for column, text in row.cells.items():
            if refusal := _unfit(text, column):
                wrong.append(page.blamed(row.number, column, refusal))
    return replace(page, rows=rows, wrong=tuple(wrong))


def _of_workbook(data: bytes, file: str, table: str) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    pages: list[Page] = []
    ignored: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles it leaves out
        try:
            with closing(load_workbook(io.BytesIO(data), read_only=True, keep_links=False)) as book:
                for sheet in book.worksheets:
                    name = table if table and not pages else sheet.title.strip()
                    if name in BY_NAME:
                        pages.extend(_of_sheet(sheet, BY_NAME[name], file))
                    elif not is_aside(name):
                        ignored.append(sheet.title)
        except Unusable:
            raise
        except Exception as trouble:  # noqa: BLE001 - what openpyxl raises on a garbled file has no bounds
            raise Unusable(
                "unreadable_file", file=file, why="not_a_workbook", value=type(trouble).__name__
            ) from None
    return tuple(pages), tuple(ignored)


def _of_sheet(sheet: Any, table: Table, file: str) -> Iterator[Page]:  # noqa: ANN401 - openpyxl has no types
    """The page of a sheet; none when nothing stands in it."""
    sheet.reset_dimensions()
    records = _filled(sheet, file)
    first = next(records, None)
    if first is None:
        return
    header, cells = first
    page = Page(table, sheet.title, _columns(cells, f"{file}: {sheet.title}", header), header, ())
    rows, wrong = [], []
    for number, record in records:
        texts, refusals = _texts(page.columns, record)
        wrong += [page.blamed(number, column, refusal) for column, refusal in refusals]
        rows.append(Row(sheet.title, number, texts, None, (0, number)))
    kept = tuple(row for row in _without_labels(page, rows) if any(row.cells.values()))
    yield replace(page, rows=kept, wrong=tuple(wrong))


def _filled(sheet: Any, file: str) -> Records:  # noqa: ANN401 - openpyxl has no types
    for number, record in enumerate(sheet.iter_rows(), 1):
        _bounded(file, len(record), number)
        if any(cell.value is not None for cell in record):
            yield number, record


def _bounded(file: str, columns: int, rows: int) -> None:
    if rows > ROWS_MAX:
        raise Unusable("unreadable_file", file=file, why="too_many_rows", value=ROWS_MAX)
    if columns > COLUMNS_MAX:
        raise Unusable("unreadable_file", file=file, why="too_many_columns", value=COLUMNS_MAX)


def _columns(cells: Sequence[Any], file: str, row: int) -> tuple[str, ...]:
    names: list[str] = []
    for cell in cells:
        try:
            name = text_of(cell, "ce", "columns")
        except Refusal:
            raise Unusable("unreadable_file", file=file, why="header", row=row) from None
        if name and name in names:
            raise Unusable("duplicate_column", file=file, row=row, field=name)
        names.append(name)
    return tuple(names)


def _texts(
    columns: Sequence[str], record: Sequence[Any]
) -> tuple[Mapping[str, str], list[tuple[str, Refusal]]]:
    """The cells of a row by column, refused ones as they look, and what is wrong with those."""
    texts = dict.fromkeys((name for name in columns if name), "")
    refusals: list[tuple[str, Refusal]] = []
    for at, cell in enumerate(record):
        name = columns[at] if at < len(columns) else ""
        if not name and cell.value is not None:
            refusals.append(("", BadValue(field="row", why="ragged_row", cells=at + 1, columns=len(columns))))
        elif name:
            texts[name], refusal = _text(cell, name)
            if refusal:
                refusals.append((name, refusal))
    return texts, refusals


def _text(cell: Any, column: str) -> tuple[str, Refusal | None]:  # noqa: ANN401 - openpyxl has no types
    try:
        text = text_of(cell, "ce", column)
    except BadValue as refusal:
        shown = cell.value if isinstance(cell.value, str) else str(cell.value)
        why = "formula_cell" if refusal.facts["why"] == "formula" else refusal.facts["why"]
        return shown[:CELL_CHARACTERS_MAX], BadValue(**{**refusal.facts, "why": why, "value": shown[:40]})
    if type(cell.value) in (int, float) and len(_DIGITS.findall(text.strip("0."))) > EXCEL_DIGITS_MAX:
        return text, BadValue(field=column, why="digits_lost", value=text)
    return text, _unfit(text, column)


def _unfit(text: str, column: str) -> Refusal | None:
    """Why no field of any kind may be written so."""
    if text.startswith("="):
        return BadValue(field=column, why="formula_cell", value=text[:40])
    if len(text) > CELL_CHARACTERS_MAX:
        return BadValue(field=column, why="too_long", limit=CELL_CHARACTERS_MAX)
    return None


def _without_labels(page: Page, rows: Iterable[Row]) -> Iterator[Row]:
    for place, row in enumerate(rows):
        if place or not is_label_row(page.table.name, row.cells):
            yield row
