"""Zip check: whether the zip of a workbook is safe to unpack, told before openpyxl touches it.

First the directory, without unpacking anything; then every part, as a stream, once.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from ledger.errors import Unusable

WORKBOOK_BYTES_MAX: Final = 32 * 1024 * 1024
PARTS_MAX: Final = 500
UNPACKED_BYTES_MAX: Final = 128 * 1024 * 1024
RATIO_MAX: Final = 100
RATIO_FREE_BYTES: Final = 8 * 1024 * 1024  # small files of zeros compress better than any bomb
ROWS_MAX: Final = 200_000
COLUMNS_MAX: Final = 256
CELLS_MAX: Final = 2_000_000
DEPTH_MAX: Final = 64

# Parts that make a workbook more than a table of what its sender wrote.
_ACTIVE: Final = re.compile(
    r"vba|macrosheets|/activex/|/embeddings/|/ctrlprops/|customui",
    re.IGNORECASE,
)
_LINKED: Final = re.compile(r"/externallinks/|/querytables/|/connections\.xml", re.IGNORECASE)
# Kinds of parts that are no XML and that nothing here opens.
_PICTURES: Final = (".bin", ".emf", ".gif", ".jpeg", ".jpg", ".png", ".tiff", ".wmf", ".vml")
_COLUMN: Final = re.compile(r"[A-Z]{1,4}")
_HYPERLINK: Final = "/hyperlink"
_LETTERS: Final = 26


def check_zip(data: bytes, file: str) -> None:
    """Refuse a workbook that is no zip, too large inside, or more than a table.

    Raises Unusable (`unreadable_file`) with `why` = too_large | not_a_workbook | too_many_parts |
    too_large_inside | macro | external_link | dtd | too_deep | too_many_rows | too_many_columns |
    too_many_cells.
    """
    if len(data) > WORKBOOK_BYTES_MAX:
        raise Unusable("unreadable_file", file=file, why="too_large", limit=WORKBOOK_BYTES_MAX)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _check_directory(parts, file)
            for part in parts:
                if not part.filename.lower().endswith((*_PICTURES, "/")):
                    _check_part(archive, part, file)
    except Unusable:
        raise
    except Exception as trouble:  # noqa: BLE001 - a zip made to harm raises whatever zlib and zipfile know
        raise Unusable(
            "unreadable_file", file=file, why="not_a_workbook", value=type(trouble).__name__
        ) from None


def _check_directory(parts: Sequence[zipfile.ZipInfo], file: str) -> None:
    names = [part.filename for part in parts]
    if len(parts) > PARTS_MAX:
        raise Unusable("unreadable_file", file=file, why="too_many_parts", value=PARTS_MAX)
    if len({name.lower() for name in names}) != len(names) or any(_astray(part) for part in parts):
        raise Unusable("unreadable_file", file=file, why="not_a_workbook", value="names")
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if unpacked > UNPACKED_BYTES_MAX or (unpacked > RATIO_FREE_BYTES and unpacked > RATIO_MAX * packed):
        raise Unusable("unreadable_file", file=file, why="too_large_inside", value=unpacked)
    for name in names:
        if _LINKED.search(f"/{name}"):
            raise Unusable("unreadable_file", file=file, why="external_link", value=name)
        if _ACTIVE.search(f"/{name}"):
            raise Unusable("unreadable_file", file=file, why="macro", value=name)


def _astray(part: zipfile.ZipInfo) -> bool:
    """A name that leads out of the zip, or a part that is encrypted."""
    name = part.filename
    return name.startswith(("/", "\\")) or ".." in name or "\\" in name or bool(part.flag_bits & 1)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, file: str) -> None:
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(_Watch(file))
    try:
        with archive.open(part) as stream:
            parser.parse(stream)
    except DefusedXmlException:
        raise Unusable("unreadable_file", file=file, why="dtd", value=part.filename) from None
    except SAXException:
        raise Unusable("unreadable_file", file=file, why="not_a_workbook", value=part.filename) from None


class _Watch(ContentHandler):
    """Counts what is there: depth, and a sheet's rows, columns and cells; sees what leads outside."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file
        self.root = ""
        self.depth = self.row = self.column = self.cells = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the name is xml.sax's
        """Look at one element."""
        local = name.rpartition(":")[2]
        self.root = self.root or local
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise Unusable("unreadable_file", file=self.file, why="too_deep", value=DEPTH_MAX)
        if self.root == "worksheet":
            self._measure(local, attrs)
        elif self.root == "Relationships":
            self._look_outside(attrs)
        elif self.root == "Types" and "macroenabled" in attrs.get("ContentType", "").lower():
            raise Unusable("unreadable_file", file=self.file, why="macro", value=attrs.get("ContentType", ""))

    def _measure(self, local: str, attrs: AttributesImpl) -> None:
        if local == "row":
            self.row = _number(attrs.get("r")) or self.row + 1
            self.column = 0
        elif local == "c":
            self.column = _column(attrs.get("r")) or self.column + 1
            self.cells += 1
        if self.row > ROWS_MAX:
            raise Unusable("unreadable_file", file=self.file, why="too_many_rows", value=ROWS_MAX)
        if self.column > COLUMNS_MAX:
            raise Unusable("unreadable_file", file=self.file, why="too_many_columns", value=COLUMNS_MAX)
        if self.cells > CELLS_MAX:
            raise Unusable("unreadable_file", file=self.file, why="too_many_cells", value=CELLS_MAX)

    def _look_outside(self, attrs: AttributesImpl) -> None:
        """A link that a person may click is text; any other leads the program somewhere."""
        outside = attrs.get("TargetMode") == "External"
        if outside and not attrs.get("Type", "").endswith(_HYPERLINK):
            raise Unusable(
                "unreadable_file", file=self.file, why="external_link", value=attrs.get("Target", "")
            )

    def endElement(self, name: str) -> None:  # noqa: N802 - the name is xml.sax's
        """Leave one element."""
        del name
        self.depth -= 1


def _number(text: str | None) -> int:
    """A row number; one too long to be read is beyond every cap."""
    if not text or not (text.isascii() and text.isdigit()):
        return 0
    return int(text) if len(text) < len(str(ROWS_MAX)) + 2 else ROWS_MAX + 1


def _column(reference: str | None) -> int:
    """The column of "AB12", counted from 1."""
    found = _COLUMN.match(reference or "")
    number = 0
    for letter in found.group() if found else "":
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number
