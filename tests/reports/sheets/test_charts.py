"""B7: native charts over the figures beside them, each with an alternative text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

from reports.book import Contents, write_book
from reports.sheets.charts import charts_page
from tests.reconciliation.builders import Book, a_book_of_costs
from tests.reports.workbooks import CREATED, pilot

ALONE = Contents(title="title", order=("A0", "A1", "B7", "D1"), tables={}, pages={"B7": charts_page})


def drawn(path: Path) -> tuple[str, list[str]]:
    """The drawing of the sheet, and its charts."""
    with zipfile.ZipFile(path) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist() if name.endswith(".xml")}
    pictures = [text for name, text in texts.items() if "drawings/drawing" in name and "graphicFrame" in text]
    return pictures[0], [text for name, text in sorted(texts.items()) if "charts/chart" in name]


def test_three_charts_draw_the_cells_beside_them_and_say_what_they_show(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_book(ALONE, pilot()[1], path, lang="en", created=CREATED)
    drawing, found = drawn(path)
    assert len(found) == 3
    assert drawing.count('descr="Bars for ') == 3
    sheet = next(one for one in openpyxl.load_workbook(path) if one.title.startswith("B7"))
    heads = [cell.row for cell in sheet["A"] if cell.value == "District or age"]
    assert all(f"$A${row + 1}:" in chart for row, chart in zip(heads, found, strict=True))
    assert sheet.cell(heads[0] + 1, 1).value == "1032 Prawet"
    assert len(sheet.row_breaks.brk) == 2


def test_a_book_of_many_units_is_drawn_all_the_same(tmp_path: Path) -> None:
    book: Book = a_book_of_costs([70] * 40)
    path = tmp_path / "book.xlsx"
    write_book(ALONE, book.statement(), path, lang="th", created=CREATED)
    assert len(drawn(path)[1]) == 3
