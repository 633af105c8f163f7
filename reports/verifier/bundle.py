"""The bundle: its files as text, lines and rows, and a CSV file compared row by row."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from reports.verifier.said import (
    CHECKPOINTS,
    ENTRIES,
    FORMAT,
    KEY,
    LINE_MAX,
    MANIFEST,
    NOTE,
    REGISTER_FILES,
    WORKBOOK,
    Plain,
    Row,
    Wrong,
    reading_as,
)


class Bundle:
    """The files of a bundle: a zip, or the folder it was unpacked into."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = None if path.is_dir() else zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise Wrong("unusable", str(path), found=error) from None
        self._folder = path
        found = self._zip.namelist() if self._zip else self._walk()
        self.names = sorted(found)
        twice = [name for at, name in enumerate(self.names[1:]) if name == self.names[at]]
        if twice:
            raise Wrong("extra_file", twice[0], found="2")
        self.manifest: Plain = {}
        with reading_as("malformed", MANIFEST):
            self.manifest = json.loads(self.text(MANIFEST))
            self.files = {one["name"]: one for one in self.manifest["files"]}
            self.position = int(self.manifest["position"])
            self.cut_off = str(self.manifest["cut_off"])
            if self.manifest["format"] != FORMAT:
                raise Wrong("manifest", MANIFEST, "format", FORMAT, self.manifest["format"])

    def close(self) -> None:
        """Let go of the zip."""
        if self._zip:
            self._zip.close()

    def _walk(self) -> list[str]:
        files = (file for file in self._folder.rglob("*") if file.is_file())
        return [file.relative_to(self._folder).as_posix() for file in files]

    def complete(self) -> None:
        """Raise Wrong unless exactly the files of the manifest are there."""
        wanted = {*self.files, MANIFEST, NOTE}
        for name in sorted({*wanted, WORKBOOK, ENTRIES, KEY, CHECKPOINTS, *REGISTER_FILES} - set(self.names)):
            raise Wrong("missing_file", name)
        for name in sorted(set(self.names) - wanted):
            raise Wrong("extra_file", name)

    def open(self, name: str) -> Any:  # noqa: ANN401 - a binary file
        """A file's bytes as a stream."""
        if name not in self.names:
            raise Wrong("missing_file", name)
        with reading_as("damaged_file", name):
            return self._zip.open(name) if self._zip else (self._folder / name).open("rb")

    def text(self, name: str) -> str:
        """A small text file."""
        with self.open(name) as file, reading_as("damaged_file", name):
            return str(file.read(LINE_MAX).decode("utf-8"))

    def lines(self, name: str) -> Iterator[str]:
        """The lines of a text file, without their ends; each must end."""
        with self.open(name) as file, reading_as("damaged_file", name):
            while True:
                line = file.readline(LINE_MAX)
                if not line:
                    return
                if not line.endswith(b"\n"):
                    raise Wrong("malformed", name, "last line", "\\n", repr(line[-20:]))
                yield line[:-1].decode("utf-8")

    def rows(self, name: str) -> Iterator[list[str]]:
        """The rows of a CSV file, header first."""
        csv.field_size_limit(LINE_MAX)
        with self.open(name) as file, reading_as("damaged_file", name):
            reader = csv.reader(io.TextIOWrapper(file, "utf-8-sig", newline=""), strict=True)
            yield from reader

    def digest(self, name: str) -> tuple[str, int]:
        """SHA-256 and size of a file."""
        hashed, size = hashlib.sha256(), 0
        with self.open(name) as file, reading_as("damaged_file", name):
            for part in iter(lambda: file.read(1 << 20), b""):
                hashed.update(part)
                size += len(part)
        return hashed.hexdigest(), size


def guarded(text: str) -> str:
    """A text as it stands in a CSV file: what a spreadsheet might take for a formula gets an apostrophe."""
    return f"'{text}" if text.lstrip()[:1] in GUARDED or text[:1] in BREAKS else text


GUARDED, BREAKS = frozenset("=+-@'＝＋－＠"), frozenset("\t\r\n")


def compare(bundle: Bundle, name: str, header: str, expected: Iterable[Row]) -> None:
    """Raise Wrong unless a CSV file holds exactly these rows under this header."""
    columns, rows = header.split(), bundle.rows(name)
    found = next(rows, [])
    if found != columns:
        raise Wrong("header", name, "row 1", " ".join(columns), " ".join(found))
    for number, (row, wanted) in enumerate(zip_longest(rows, expected), 2):
        if row is None or wanted is None:
            code, side = ("row_missing", wanted) if row is None else ("row_extra", row)
            raise Wrong(code, name, f"row {number}", **{"expected" if row is None else "found": side})
        told = ["" if one is None else str(one) if isinstance(one, int) else guarded(one) for one in wanted]
        for column, value, good in zip_longest(columns, row, told):
            if value != good:
                raise Wrong("cell", name, f"row {number} ({row[0]}), column {column}", good, value)


def figure(row: Plain, column: str) -> int:
    """A whole figure of a CSV row; 0 where the file has no such column or it is blank."""
    return int(row.get(column) or "0")


def records(bundle: Bundle, name: str) -> list[Plain]:
    """All rows of a small CSV file by column."""
    rows = bundle.rows(name)
    header = next(rows, [])
    return [dict(zip_longest(header, row)) for row in rows]
