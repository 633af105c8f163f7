"""Templates: what is written can be filled in as it stands, and is read back by the same definitions."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from api.intake.tables import BY_NAME, TABLES
from api.uploads.definitions import definitions_of, tables_called
from api.uploads.reading import read_upload
from api.uploads.templates import csv_template, workbook_template
from ledger.commands import OpenBook, RegisterUnit
from ledger.errors import Unusable
from ledger.rules import Reference
from tests.api.uploads.books import RIGHT, a_book, check, held, told
from tests.reports.workbooks import recalculated

EVIL = "=1+1\n😀 <b>&"


def a_reference(units: int = 2) -> Reference:
    reference = Reference()
    reference.book = OpenBook(id="b", name_th=EVIL, currency="USD", centre="U0")
    for n in range(units):
        reference.units[f"U{n}"] = RegisterUnit(code=f"U{n}", name_th=f"{EVIL} {n}")
    return reference


def opened(data: bytes) -> Any:  # noqa: ANN401 - openpyxl has no types
    return load_workbook(io.BytesIO(data))


def choices(book: Any, sheet: str) -> dict[str, str]:  # noqa: ANN401 - openpyxl has no types
    """The source of each drop-down, by column."""
    found = {}
    for each in book[sheet].data_validations.dataValidation:
        first = str(each.sqref).split(":", maxsplit=1)[0]
        if each.type == "list":
            found[book[sheet][f"{first[0]}1"].value] = each.formula1
    return found


@pytest.mark.parametrize("language", ("th", "en"))
def test_a_template_of_every_table_is_read_as_an_empty_upload(language: str) -> None:
    upload = read_upload(workbook_template(TABLES, a_reference(), language), "x.xlsx")
    assert [page.table.name for page in upload.pages] == [*BY_NAME]
    assert [page.columns for page in upload.pages] == [
        tuple(each.column for each in definitions_of(name)) for name in BY_NAME
    ]
    assert [page.rows for page in upload.pages] == [()] * len(BY_NAME)
    assert (upload.ignored_sheets, [page.ignored for page in upload.pages if page.ignored]) == ((), [])


@pytest.mark.parametrize("language", ("th", "en"))
def test_a_csv_template_is_read_as_an_empty_upload(language: str) -> None:
    for table in TABLES:
        data = csv_template((table,), language)
        assert data.startswith(b"\xef\xbb\xbf")
        assert read_upload(data, table.file).pages[0].rows == ()


def test_a_filled_in_template_is_right(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        book = opened(workbook_template(tables_called("transfer"), held(journal)))
        for at, text in enumerate(RIGHT, 1):
            book["transfers"].cell(3, at).value = text
        filled = io.BytesIO()
        book.save(filled)
        checked = check(journal, read_upload(filled.getvalue(), "x.xlsx"))
        assert told(checked) == []
        assert [each.document.row for each in checked.planned] == [3]


def test_what_a_book_holds_and_closed_lists_can_be_chosen() -> None:
    book = opened(workbook_template(tables_called("transfer", "grant_role"), a_reference(300)))
    lists = choices(book, "transfers")
    assert lists["from"] == lists["to"] == "'รายการเลือก'!$A$2:$A$301"
    assert lists["kind"] == '"allotting,reallotting,return,on_behalf,grant,change"'
    assert "line" not in lists  # this book has no lines yet
    assert "auditor" in choices(book, "grants")["roles"]
    assert [cell.value for cell in book["รายการเลือก"]["A"]][:3] == ["หน่วยงาน", "U0", "U1"]


def test_every_cell_to_fill_in_is_a_text() -> None:
    sheet = opened(workbook_template(tables_called("transfer"), a_reference()))["transfers"]
    widths = sheet.column_dimensions
    assert {widths[name].number_format for name in widths} == {"@"}


def test_instructions_say_how_each_column_is_filled_in() -> None:
    book = opened(workbook_template(tables_called("define_activity"), a_reference(), "en"))
    rows = {row[1]: row[3] for row in book["Instructions"].iter_rows(values_only=True) if row[1]}
    assert rows["code"] == "Required · Code"
    assert rows["basis"].endswith("; One of: unit_rate, contract, actual_cost, overhead, exempt")
    assert rows["remark"].startswith("May be empty")


def test_nothing_in_a_template_runs_whatever_things_are_called() -> None:
    data = workbook_template(TABLES, a_reference())
    book = opened(data)
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    assert {
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"
    } == {None}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]
        assert b'TargetMode="External"' not in b"".join(map(archive.read, archive.namelist()))


def test_the_same_book_makes_the_same_template() -> None:
    data = workbook_template(TABLES, a_reference())
    assert data == workbook_template(TABLES, a_reference())
    assert opened(data).properties.created.year == 2000  # and not the moment in which it was made


@pytest.mark.parametrize("names", ((), ("transfer", "receipts")))
def test_a_csv_holds_one_table(names: tuple[str, ...]) -> None:
    with pytest.raises(Unusable) as refused:
        csv_template(tables_called(*names))
    assert refused.value.code == "one_table"


@pytest.mark.libreoffice
def test_a_template_of_every_table_saved_by_libreoffice_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    path.write_bytes(workbook_template(TABLES, a_reference(300)))
    saved = recalculated(path, tmp_path)
    upload = read_upload(saved.read_bytes(), "x.xlsx")
    assert [page.table.name for page in upload.pages] == [*BY_NAME]
    assert [page.rows for page in upload.pages] == [()] * len(BY_NAME)
    assert choices(opened(saved.read_bytes()), "transfers")["from"] == "รายการเลือก!$A$2:$A$301"
