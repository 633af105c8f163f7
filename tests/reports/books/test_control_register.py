"""The control register as a book: it holds together alone, over several sheets, in both languages."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from reports.books.control_register import write_control_register
from reports.journal import journal_rows
from tests.reports.sheets.footing import BOOKS
from tests.reports.workbooks import CREATED, cells, digest_of, recalculated


def written(name: str, path: Path, lang: str = "th", on: str = "2026-10-08", rows_max: int = 900_000) -> str:
    book = BOOKS[name]()
    return write_control_register(
        book.statement(on),
        path,
        lang=lang,
        created=CREATED,
        journal=journal_rows(book.entries),
        rows_max=rows_max,
    )


@pytest.mark.parametrize("name", BOOKS)
@pytest.mark.parametrize("lang", ("th", "en"))
def test_the_register_stands_alone_and_agrees(name: str, lang: str, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    digest = written(name, path, lang)
    book = openpyxl.load_workbook(path, data_only=True)
    assert [title.partition(" ")[0] for title in book.sheetnames] == ["A0", "A1", "F2", "D1", "E8"]
    assert digest_of(path) == digest
    assert any(str(value).startswith("✓ ") for (ref, _), value in cells(path).items() if ref == "A0")


def test_a_register_of_several_sheets_recalculates_to_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    written("two years in dollars", path, on="2026-09-30", rows_max=9)
    assert len(openpyxl.load_workbook(path).sheetnames) > 4
    before, after = cells(path), cells(recalculated(path, tmp_path))
    formulas = {at for at, value in cells(path, values=False).items() if str(value).startswith("=")}
    assert len(formulas) > 20
    assert {at: (before[at], after[at]) for at in formulas if before[at] != after[at]} == {}


def test_two_builds_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        written("everything", tmp_path / f"{name}.xlsx")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
