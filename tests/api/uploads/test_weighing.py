"""Weighing: what nobody should send is refused early and cheaply, with the place named.

Each file is read in a process of its own, whose processor time and memory are measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.intake.workbooks import a_workbook, zipped
from tests.api.uploads.hostile import (
    HEADER,
    MEGABYTE,
    RIGHT,
    crowded,
    linked,
    lying,
    nested,
    row,
    sheet,
    streamed,
    strings,
    with_part,
    with_row,
    words,
)
from tests.sources import ROOT

SECONDS_MAX = 2
MEGABYTES_MAX = 300
BOOK = "x.xlsx"
CSV = "transfers.csv"
XXE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def read_apart(data: bytes, at: Path, name: str = BOOK) -> dict[str, Any]:
    """What a process of its own answers to an upload, within bounds of time and memory."""
    file = at / "upload.bin"
    file.write_bytes(data)
    words_typed = [sys.executable, "-m", "tests.api.uploads.child", str(file), name]
    said = subprocess.run(words_typed, cwd=ROOT, capture_output=True, check=True, timeout=60)
    told: dict[str, Any] = json.loads(said.stdout)
    assert told["seconds"] < SECONDS_MAX, told
    assert told["megabytes"] < MEGABYTES_MAX, told
    return told


FAR: Final = '<row r="1048576"><c r="A1048576"/></row>'
FARTHER_THAN_TYPED: Final = '<row r="20000"><c r="A20000"><v>1</v></c></row>'
WIDE: Final = '<row r="2"><c r="IU2"><v>1</v></c></row>'
SHARED: Final = "xl/sharedStrings.xml"
SHEET: Final = "xl/worksheets/sheet1.xml"
LINK: Final = "xl/externalLinks/externalLink1.xml"
Make = Callable[[], bytes]
WHOLE: Final[Mapping[str, tuple[Make, str, str]]] = {
    "bomb": (lambda: streamed("xl/media/a.bin", "zeros", 1024 * MEGABYTE), "too_large_inside", ""),
    "bomb of rows": (lambda: zipped(sheet("<row/>" * 2_500_000)), "too_many_cells", ""),
    "bomb of cells": (lambda: zipped(sheet(f"<row>{'<c/>' * 3_000_000}</row>")), "too_many_cells", ""),
    "bomb that overlaps": (nested, "not_a_workbook", "names"),
    "bomb that lies": (lambda: lying(100), "not_a_workbook", "BadZipFile"),
    "many parts": (lambda: crowded(170_000), "too_many_parts", "500"),
    "XXE": (lambda: zipped(sheet(before=XXE)), "dtd", SHEET),
    "a billion laughs": (lambda: zipped(sheet(before=LAUGHS)), "dtd", SHEET),
    "sparse": (lambda: zipped(sheet(FAR)), "too_many_rows", ""),
    "sparse within Excel": (lambda: zipped(sheet(FARTHER_THAN_TYPED)), "too_many_rows", "10000"),
    "wide": (lambda: zipped(sheet(WIDE)), "too_many_columns", "100"),
    "100 MB of strings": (lambda: streamed(SHARED, "words", 100 * MEGABYTE), "too_large", ""),
    "100 MB of one": (lambda: with_part(SHARED, strings("x" * 100 * MEGABYTE)), "too_large_inside", ""),
    "one long string": (lambda: with_part(SHARED, strings(words(7 * MEGABYTE))), "text_too_long", SHARED),
    "macro": (lambda: with_part("xl/vbaProject.bin"), "macro", "xl/vbaProject.bin"),
    "embedded program": (lambda: with_part("xl/embeddings/o.bin"), "macro", "xl/embeddings/o.bin"),
    "external link": (lambda: with_part(LINK), "external_link", LINK),
    "link by relation": (lambda: zipped(linked("oleObject", "file:///x")), "external_link", "file:///x"),
    "path name": (lambda: with_part("../../evil.xml"), "not_a_workbook", "names"),
    "absolute path name": (lambda: with_part("/etc/cron.d/x.xml"), "not_a_workbook", "names"),
    "no workbook": (lambda: zipped({"a.txt": "hello"}), "not_a_workbook", ""),
    "half a workbook": (lambda: zipped(sheet())[:700], "not_a_workbook", "BadZipFile"),
}


@pytest.mark.parametrize(("make", "why", "value"), WHOLE.values(), ids=WHOLE.keys())
def test_a_hostile_workbook_is_refused_as_a_whole(
    make: Callable[[], bytes], why: str, value: str, tmp_path: Path
) -> None:
    told = read_apart(make(), tmp_path)
    assert (told["code"], told["facts"]["why"]) == ("unreadable_file", why)
    assert told["facts"]["file"] == BOOK
    if value:
        assert told["facts"]["value"] == value


@pytest.mark.parametrize(
    ("make", "why"),
    (
        (lambda: b"number,date\n" + b"x," * 8 * MEGABYTE, "too_large"),
        (lambda: b"," * 6 * MEGABYTE, "too_many_cells"),
        (lambda: b"\n" * 6 * MEGABYTE, "too_many_cells"),
        (lambda: b"a" + b"," * 150_000, "too_many_columns"),
        (lambda: b'number,"' + b"x" * 7 * MEGABYTE, "cell_too_long"),
        (lambda: b"number,date\n\0\0", "null_byte"),
        (lambda: b"number,date\n\xff\xfe", "encoding"),
    ),
)
def test_a_hostile_csv_is_refused_as_a_whole(make: Callable[[], bytes], why: str, tmp_path: Path) -> None:
    told = read_apart(make(), tmp_path, "transfers.csv")
    assert (told["code"], told["facts"]["why"], told["facts"]["file"]) == (
        "unreadable_file",
        why,
        "transfers.csv",
    )


HOSTILE_CELLS: Final = (
    (with_row(date="2568-10-15"), CSV, {"B2": "buddhist_year"}),
    (with_row(date="๒๕๖๘-๑๐-๑๕"), CSV, {"B2": "thai_digits"}),
    (with_row(amount="4๐0.00"), CSV, {"F2": "thai_digits"}),
    (with_row(to="1๐32", number="TR-1๑"), CSV, {"A2": "mixed_digits", "E2": "mixed_digits"}),
    (with_row(number="=cmd|' /C calc'!A0"), CSV, {"A2": "formula_cell"}),
    (with_row(number="../../etc:passwd"), CSV, {"A2": "not_a_code"}),
    (a_workbook((HEADER, (*RIGHT[:-1], "=SUM(1,2)")), "transfers"), BOOK, {"F2": "formula_cell"}),
    (zipped(sheet(row(2, ("x" * 40_000, *RIGHT[1:])))), BOOK, {"A2": "too_long"}),
)


@pytest.mark.parametrize(("data", "name", "cells"), HOSTILE_CELLS)
def test_a_hostile_cell_is_refused_at_its_place(
    data: bytes, name: str, cells: dict[str, str], tmp_path: Path
) -> None:
    told = read_apart(data, tmp_path, name)["cells"]
    assert dict(told) == {f"transfers!{at}": why for at, why in cells.items()}


def test_a_full_upload_of_what_people_fill_in_is_read_within_the_same_bounds(tmp_path: Path) -> None:
    told = read_apart(a_workbook((HEADER, *(RIGHT for _ in range(3_000))), "transfers"), tmp_path)
    assert told["cells"] == []
