"""Weighing: an upload is refused by its size and its count of things before any of it is understood.

An upload is what people filled in by hand; what programs wrote goes through `khlang import`. So the
caps are far below those of a statement (api/intake/zip_check.py), and each is found by counting bytes,
which costs next to nothing whatever the file holds.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from api.intake.xlsx import is_workbook
from api.intake.zip_check import PARTS_MAX, check_zip
from ledger.errors import Unusable

UPLOAD_BYTES_MAX: Final = 8 * 1024 * 1024
UNPACKED_BYTES_MAX: Final = 16 * 1024 * 1024
ROWS_MAX: Final = 10_000
COLUMNS_MAX: Final = 100
CELLS_MAX: Final = 100_000
CELL_CHARACTERS_MAX: Final = 32_767  # of Excel
_TAGS_PER_CELL: Final = 4  # <c><v></v></c>
# The longest text of a cell, each character written as a reference such as &#128512;
_TEXT_BYTES_MAX: Final = 10 * CELL_CHARACTERS_MAX
_DIRECTORY_ENTRY: Final = b"PK\x01\x02"


def weigh(data: bytes, file: str) -> None:
    """Refuse a file that holds more than people fill in, or that is more than tables.

    Raises Unusable (`unreadable_file`) with `why` = too_large | too_large_inside | too_many_parts |
    too_many_cells | text_too_long | not_a_workbook, and those of `check_zip`; `value` names the part
    of the workbook where there is one.
    """
    if len(data) > UPLOAD_BYTES_MAX:
        raise Unusable("unreadable_file", file=file, why="too_large", limit=UPLOAD_BYTES_MAX)
    if not is_workbook(data):
        _weigh_text(data, file)
        return
    # Each entry of the directory becomes an object when the zip is opened.
    if data.count(_DIRECTORY_ENTRY) > PARTS_MAX:
        raise Unusable("unreadable_file", file=file, why="too_many_parts", value=PARTS_MAX)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _weigh_parts(archive, file)
    except Unusable:
        raise
    except Exception as trouble:  # noqa: BLE001 - a zip made to harm raises whatever zlib and zipfile know
        raise Unusable(
            "unreadable_file", file=file, why="not_a_workbook", value=type(trouble).__name__
        ) from None
    check_zip(data, file)


def _weigh_text(data: bytes, file: str) -> None:
    """A CSV by its commas and line ends; those inside quotation marks count too."""
    if data.count(b",") + data.count(b"\n") + data.count(b"\r") > 2 * CELLS_MAX:
        raise Unusable("unreadable_file", file=file, why="too_many_cells", value=CELLS_MAX)


def _weigh_parts(archive: zipfile.ZipFile, file: str) -> None:
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > UNPACKED_BYTES_MAX:
        raise Unusable("unreadable_file", file=file, why="too_large_inside", value=unpacked)
    tags = cells = 0
    for part in archive.infolist():
        if part.flag_bits & 1 or part.is_dir():  # encrypted: check_zip says so
            continue
        # No part can unpack to more than the directory said of it.
        text = archive.read(part)
        tags += text.count(b"<")
        cells += text.count(b"<c")  # columns and colours too, which are few
        if tags > _TAGS_PER_CELL * CELLS_MAX or cells > CELLS_MAX:
            raise Unusable("unreadable_file", file=file, why="too_many_cells", value=CELLS_MAX)
        if max(map(len, text.split(b"<"))) > _TEXT_BYTES_MAX and _is_xml(part.filename):
            raise Unusable("unreadable_file", file=file, why="text_too_long", value=part.filename)


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))
