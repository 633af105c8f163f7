"""Commas: a table as CSV that spreadsheets and programs read alike.

UTF-8 with a byte order mark, comma, CRLF (RFC 4180); texts stand in quotes, numbers bare. A text that a
spreadsheet would take for a formula begins with an apostrophe, which a program takes off again
(`reports.exports.guarded`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from api.resources.formats.table import Cell, Column, Table
from reports.exports.guarded import BOM, guarded


def csv_of(table: Table, document: Mapping[str, Any]) -> bytes:
    """The rows of a table, under one row with the names of the fields."""
    page = io.StringIO(newline="")
    page.write(BOM)
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(column.key for column in table.columns)
    for row in table.rows(document):
        writer.writerow(_told(column, cell) for column, cell in zip(table.columns, row, strict=True))
    return page.getvalue().encode()


def _told(column: Column, cell: Cell) -> str | int | Decimal:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case int():
            return cell
        case _:
            return Decimal(cell) if column.kind in {"money", "figure"} else guarded(cell)
