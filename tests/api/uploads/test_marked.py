"""Marked copies: the rows as they came, wrong cells red, the reason beside them, and nothing that runs."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from api.uploads.marked import marked_copy
from api.uploads.reading import read_upload
from tests.api.intake.workbooks import a_workbook
from tests.api.uploads.books import HEADER, RIGHT, a_book, check, told, transfers, workbook_of

RED = "FFF8B4B4"


def opened(data: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(io.BytesIO(data))["transfers"]


def red(sheet: Any) -> list[str]:  # noqa: ANN401 - openpyxl has no types
    cells = (cell for row in sheet.iter_rows() for cell in row)
    return [cell.coordinate for cell in cells if cell.fill.fgColor.rgb == RED]


def test_wrong_cells_are_red_where_they_stood_and_the_reason_stands_beside(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    upload = transfers(RIGHT, ("", "2568-10-20", *RIGHT[2:]))
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, upload)
        sheet = opened(marked_copy(checked, "en"))
    assert red(sheet) == ["A3", "B3"]
    assert sheet["G1"].value == "Errors"
    assert sheet["G2"].value is None
    said = sheet["G3"].value.split("\n")
    assert [line.partition(":")[0] for line in said] == ["A3", "B3"]
    assert "Gregorian date 2025-10-20" in said[1]
    assert [cell.value for cell in sheet[2]][:6] == list(RIGHT)


def test_a_marked_copy_mended_is_a_right_upload(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, transfers(RIGHT, ("TR-10", "2568-10-20", *RIGHT[2:])))
        book = load_workbook(io.BytesIO(marked_copy(checked)))
        book["transfers"]["B3"] = "2025-10-20"
        mended = io.BytesIO()
        book.save(mended)
        again = check(journal, read_upload(mended.getvalue(), "x.xlsx"))
        assert told(again) == []
        assert again.to_json()["ignored_columns"] == {}
        still = check(journal, read_upload(marked_copy(checked), "x.xlsx"))
        assert told(still) == [("B3", "buddhist_year")]
        assert opened(marked_copy(still)).max_column == len(HEADER) + 1


def test_what_a_file_brought_along_ends_here(migrated_sqlite_url: str, tmp_path: Path) -> None:
    rows = (HEADER, ("=1+1", *RIGHT[1:]), ('=HYPERLINK("http://evil.example")', *RIGHT[1:]))
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, workbook_of("transfers", *rows))
        data = marked_copy(checked)
    sheet = opened(data)
    assert red(sheet) == ["A2", "A3"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        everything = b"".join(map(archive.read, archive.namelist()))
    assert b"<f>" not in everything
    assert b"External" not in everything


def test_a_missing_column_and_a_refusal_of_the_ledger_are_told_too(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        short = check(journal, transfers((*RIGHT[:-1], "900.00")))
        assert red(opened(marked_copy(short))) == ["F2"]
        upload = read_upload(a_workbook((HEADER[:-1], RIGHT[:-1]), "transfers"), "x.xlsx")
        assert "amount" in opened(marked_copy(check(journal, upload)))["G1"].value


def test_texts_of_any_length_and_kind_are_written(migrated_sqlite_url: str, tmp_path: Path) -> None:
    rows = (("number", "remark"), ("😀" * 16_000, "a\tb\x07"))
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, read_upload("\n".join(map(",".join, rows)).encode(), "transfers.csv"))
    assert opened(marked_copy(checked))["A2"].value == "😀" * 16_000
