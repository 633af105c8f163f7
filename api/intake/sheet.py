"""Sheet: one CSV file as rows of named cells, or the reason why it is no such file.

A row's number is the number of its record counted from 1 at the top of the file, blank records
included: what Excel shows beside it. (A quoted line break does not start a new record.) Cells are
stripped, because exports pad them; wholly blank records are passed over.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from ledger.commands.base import LISTED_MAX
from ledger.errors import BadValue, Refusal, Unusable

FILE_BYTES_MAX: Final = 256 * 1024 * 1024
# The longest list a cell may hold is the hashes of a lot: 64 digits each, with a bar between spaces.
CELL_CHARACTERS_MAX: Final = 67 * LISTED_MAX["list:digest"]
# The csv module has one limit for the whole process.
csv.field_size_limit(CELL_CHARACTERS_MAX)
ENCODINGS: Final = ("utf-8", "cp874")


class Row(NamedTuple):
    """One record: where it stands, its cells by column, and what is already wrong with it.

    `place` orders rows that several files feed into one table: (which file, row number).
    """

    file: str
    number: int
    cells: Mapping[str, str]
    refusal: Refusal | None = None
    place: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written: its encoding, delimiter, and the record that names the columns."""

    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that could be read: its column names in order, and its rows."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


COMMON_FORM: Final = Form()


def read_sheet(path: Path, form: Form = COMMON_FORM) -> Sheet:
    """Read a CSV file; raises Unusable (missing_file, unreadable_file, duplicate_column …)."""
    return parse_sheet(read_bytes(path), path.name, form)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of bearable size; raises Unusable (missing_file, unreadable_file)."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise Unusable("unreadable_file", file=path.name, why="too_large", limit=FILE_BYTES_MAX)
        return path.read_bytes()
    except FileNotFoundError:
        raise Unusable("missing_file", file=path.name) from None
    except OSError as trouble:
        raise Unusable("unreadable_file", file=path.name, why="not_opened", value=trouble.strerror) from None


def parse_sheet(data: bytes, file: str, form: Form = COMMON_FORM) -> Sheet:
    r"""Read the bytes of a CSV file; raises Unusable naming the file and the row.

    >>> sheet = parse_sheet(b"number,amount\nA-1, 10.00 \n", "x.csv")
    >>> sheet.rows[0].number, dict(sheet.rows[0].cells)
    (2, {'number': 'A-1', 'amount': '10.00'})
    """
    records = _records(decoded(data, file, form.encoding), file, form)
    for number, record in records:
        if number >= form.header_row and any(record):
            columns = _columns(record, file, number)
            rows = tuple(_row(file, at, columns, cells) for at, cells in records if any(cells))
            return Sheet(file, columns, rows)
    raise Unusable("unreadable_file", file=file, why="empty")


def decoded(data: bytes, file: str, encoding: str = "utf-8") -> str:
    """The text of a file, without a byte order mark; raises Unusable (unreadable_file)."""
    if b"\0" in data:
        row = data[: data.index(b"\0")].count(b"\n") + 1
        raise Unusable("unreadable_file", file=file, why="null_byte", row=row)
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as trouble:
        row = data[: trouble.start].count(b"\n") + 1
        raise Unusable("unreadable_file", file=file, why="encoding", row=row, encoding=encoding) from None


def _records(text: str, file: str, form: Form) -> Iterator[tuple[int, list[str]]]:
    """Numbered records of stripped cells; strict, so that an unclosed quote swallows nothing."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as trouble:
            raise Unusable("unreadable_file", file=file, why=_why(trouble), row=number) from None
        # The limit of csv is one for the whole process, so another module may have raised it since.
        if any(len(cell) > CELL_CHARACTERS_MAX for cell in record):
            raise Unusable("unreadable_file", file=file, why="cell_too_long", row=number)
        yield number, [cell.strip() for cell in record]


def _why(trouble: csv.Error) -> str:
    return "cell_too_long" if "field larger" in str(trouble) else "quotes"


def _columns(record: Sequence[str], file: str, row: int) -> tuple[str, ...]:
    """The column names; an unnamed column at the end of an export holds nothing we could use."""
    seen: set[str] = set()
    for name in record:
        if name and name in seen:
            raise Unusable("duplicate_column", file=file, row=row, field=name)
        seen.add(name)
    return tuple(record)


def _row(file: str, number: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    named = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    refusal = None
    if len(cells) != len(columns):
        refusal = BadValue(field="row", why="ragged_row", cells=len(cells), columns=len(columns))
    return Row(file, number, named, refusal, (0, number))
