"""B6: a page for each unit with its money, its outputs and its cases, to print and sign."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from reports.book import Contents, write_book
from reports.sheets.one_pagers import one_pagers
from tests.reconciliation.builders import a_book, funded
from tests.reports.workbooks import CREATED, cells, pilot

ALONE = Contents(title="title", order=("A0", "A1", "B6", "D1"), tables={}, pages={"B6": one_pagers})


def test_every_unit_has_a_printed_page_of_its_own(tmp_path: Path) -> None:
    statement, path = pilot()[1], tmp_path / "book.xlsx"
    write_book(ALONE, statement, path, lang="th", created=CREATED)
    sheet = next(one for one in openpyxl.load_workbook(path) if one.title.startswith("B6"))
    assert len(sheet.row_breaks.brk) == len(statement.districts) - 1
    said = [str(value) for (ref, _), value in cells(path).items() if ref == "B6"]
    assert [row for row in statement.districts if not any(row.name_th in text for text in said)] == []
    assert "สี่แสนสองหมื่นห้าพันเจ็ดร้อยห้าสิบบาทถ้วน" in said


def test_an_amount_of_other_money_is_not_told_in_baht(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_book(ALONE, funded(book=a_book("USD")).statement(), path, lang="th", created=CREATED)
    assert not any("บาท" in str(value) for (ref, _), value in cells(path).items() if ref == "B6")
