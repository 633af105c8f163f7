"""What all kinds of workbook share: the order of sheets, the way from a figure to its proof, the cover."""

from __future__ import annotations

import re
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ledger.commands import OpenBook
from reconciliation.statement import Statement
from reports.book import Contents, write_book
from reports.books.control_register import write_control_register
from reports.books.district_statement import write_district_book
from reports.books.reconciliation import write_workbook
from reports.books.transfers import write_transfers
from reports.books.trial_balance import write_trial_balance
from reports.columns import Column, Record
from reports.digest import book_digest
from reports.journal import journal_rows
from reports.sheets.extract import extract
from reports.sheets.source import Source
from reports.sheets.vouchers import vouchers
from reports.table import Table
from reports.workbook import Workbook
from tests.reconciliation.builders import Book
from tests.reports.workbooks import CREATED, cells, digest_of, pilot


@pytest.fixture(scope="module")
def told() -> tuple[Book, Statement]:
    return pilot()


def a_page(book: Workbook, source: Source) -> None:
    sheet = book.sheets["B2"]
    sheet.widths([30, 30])
    book.heading("B2", sheet, over=2)
    for unit in source.facts.units:
        sheet.break_page()
        sheet.line([("label", "unit"), ("text", unit)])


CONTENTS = Contents(
    title="books.transfers",
    order=("A0", "A1", "C1", "B2", "E2", "D1", "E8"),
    tables={"E2": vouchers, "E8": extract},
    pages={"B2": a_page},
)
write = partial(write_book, CONTENTS)
KINDS = (write_workbook, write_district_book, write_transfers, write_control_register, write_trial_balance)


def made(told: tuple[Book, Statement], path: Path, **about: Any) -> Path:  # noqa: ANN401 - the book's own options
    book, statement = told
    given = {"lang": "th", "created": CREATED, "journal": journal_rows(book.entries), **about}
    digest = write(statement, path, **given)
    assert digest_of(path) == digest
    return path


def links(path: Path, ref: str) -> list[tuple[Any, str]]:
    """(value, place) of each cell of a sheet and those that continue it, below the headers, that leads on."""
    return [
        (cell.value, str(cell.hyperlink.location))
        for sheet in openpyxl.load_workbook(path, data_only=True)
        if sheet.title.startswith(f"{ref} ")
        for row in sheet.iter_rows(min_row=6)
        for cell in row
        if cell.hyperlink
    ]


def test_sheets_stand_in_order_and_a_page_is_no_table(told: tuple[Book, Statement], tmp_path: Path) -> None:
    path = made(told, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    assert [sheet.title.split(" ")[0] for sheet in book] == list(CONTENTS.order)
    shown = cells(path)
    assert shown["A0", "A1"] == "ทะเบียนคุมการโอนจัดสรรงบประมาณ · Transfer register"
    assert shown["B2", "B3"] == "DEPT"
    assert len(book.worksheets[3].row_breaks) == len(told[1].facts.units)
    assert book.properties.title == "ทะเบียนคุมการโอนจัดสรรงบประมาณ"


@pytest.mark.parametrize("rows_max", (900_000, 37))
def test_an_entry_number_is_a_number_that_leads_to_its_row_of_the_journal(
    told: tuple[Book, Statement], tmp_path: Path, rows_max: int
) -> None:
    path = made(told, tmp_path / "a.xlsx", rows_max=rows_max)
    book = openpyxl.load_workbook(path, data_only=True)
    found = [(value, place) for value, place in links(path, "E2") if "E8" in place]
    assert len(found) > 20
    for value, place in found:
        tab, address = re.findall(r"'(.+)'!(\w+)", place)[0]
        assert (type(value), book[tab][address].value) == (int, value)


def test_a_workbook_without_the_journal_leads_nowhere(told: tuple[Book, Statement], tmp_path: Path) -> None:
    assert links(made(told, tmp_path / "a.xlsx", journal=()), "E2") == []


def test_a_part_of_the_journal_with_gaps_leads_nowhere(told: tuple[Book, Statement], tmp_path: Path) -> None:
    rows = [row for row in journal_rows(told[0].entries) if row.seq != 70]
    assert links(made(told, tmp_path / "a.xlsx", journal=rows), "E2") == []


def test_entry_numbers_beyond_what_a_sheet_can_lead_stay_plain_numbers(
    told: tuple[Book, Statement], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(told, tmp_path / "a.xlsx")
    monkeypatch.setattr("reports.rows.PROOFS_MAX", 5)
    path = made(told, tmp_path / "b.xlsx")
    assert len(links(path, "E2")) == 5
    assert {place: v for place, v in cells(path).items() if place[0] == "E2"} == {
        place: v for place, v in cells(whole).items() if place[0] == "E2"
    }


def test_links_beyond_what_excel_takes_are_plain_text(
    told: tuple[Book, Statement], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(told, tmp_path / "a.xlsx")
    monkeypatch.setattr("reports.pen.LINKS_MAX", 7)
    path = made(told, tmp_path / "b.xlsx")
    assert len(links(path, "C1")) < len(links(whole, "C1"))
    same = [{at: v for at, v in cells(one).items() if at[0] == "C1"} for one in (path, whole)]
    assert same[0] == same[1]


def test_of_two_rows_of_one_key_findings_lead_to_the_later_tables(
    told: tuple[Book, Statement], tmp_path: Path
) -> None:
    def first(_source: Source, wanted: frozenset[str]) -> Table:
        columns = (Column(key="number", kind="text", width=20),)
        return Table(
            ref="B2", columns=columns, records=[Record(("x",), key) for key in wanted], wanted=wanted
        )

    contents = Contents(
        title="title",
        order=("A0", "A1", "C1", "B2", "E2", "D1"),
        tables={"B2": first, "E2": vouchers},
    )
    path = tmp_path / "a.xlsx"
    write_book(contents, told[1], path, lang="th", created=CREATED)
    assert {place.split(" ")[0] for _, place in links(path, "C1")} == {"'B2", "'E2"}


def test_the_digest_of_a_book_is_that_of_its_sheets_in_order() -> None:
    assert book_digest([("B1", "aa"), ("E2", "bb")]) != book_digest([("E2", "bb"), ("B1", "aa")])


def test_a_book_that_was_only_opened_makes_every_kind_of_workbook(tmp_path: Path) -> None:
    opened = Book(OpenBook(id="b", name_th="ทดสอบ", currency="USD", centre="HQ"))
    for number, write_kind in enumerate(KINDS):
        path = tmp_path / f"{number}.xlsx"
        write_kind(opened.statement(), path, lang="en", created=CREATED, journal=journal_rows(opened.entries))
        assert "✓ all figures agree" in cells(path).values()
        assert any("HQ" in str(value) for (ref, _), value in cells(path).items() if ref == "A0")


def test_the_code_on_the_cover_stands_in_one_row_whatever_it_holds(
    told: tuple[Book, Statement], tmp_path: Path
) -> None:
    for length in (0, 200, 650):
        path = made(told, tmp_path / f"{length}.xlsx", checkpoint="x" * length)
        with zipfile.ZipFile(path) as packed:
            drawing = packed.read("xl/drawings/drawing1.xml").decode()
        begun, ended = re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing)
        assert begun == ended
