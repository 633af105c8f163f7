"""The workbook's writer: what every book made with it may rely on."""

from __future__ import annotations

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from ledger.texts import LANGUAGES
from reports import GENERATOR
from reports.cells import fitted
from reports.columns import SUM, Column, Live, Of, Record
from reports.digest import digest_text
from reports.imprint import Imprint
from reports.looks import Look
from reports.sheets import activities, deliveries, extract, findings, transfers, vouchers
from reports.sheets.lead import columns
from reports.table import Table, head
from reports.words import Words
from reports.workbook import writing
from tests.reports.workbooks import CREATED, cells

IMPRINT = Imprint(
    agency="สำนัก A & B",
    scope="",
    cut_off=date(2026, 3, 31),
    position=7,
    root="ab" * 32,
    draft=False,
    created=CREATED,
    currency="บาท",
    minor="satang",
)
TABLE = Table(
    ref="D1",
    columns=(
        Column(key="control", kind="text", width=20),
        Column(key="amount", kind="money", width=5, total=SUM),
        Column(key="difference", kind="money", width=5),
    ),
    records=[
        Record(("one", 123_456_789_012, Live("=ROUND({amount}*2,2)", 246_913_578_024))),
        Record(("two", -50, Of("text", "=no formula"))),
    ],
    system={"amount": 123_456_788_962},
)


def made(path: Path, table: Table = TABLE, look: Look | None = None) -> Path:
    with writing(path, Words("en"), IMPRINT, look or Look()) as book:
        for ref in ("A1", table.ref):
            book.open(ref)
        book.table(table)
    return path


def test_money_is_whole_satang_shown_as_baht_and_totals_are_live(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx")
    shown = cells(path)
    assert (shown["D1", "B6"], shown["D1", "B7"], shown["D1", "B8"]) == (
        1_234_567_890.12,
        -0.5,
        1_234_567_889.62,
    )
    assert cells(path, values=False)["D1", "B8"] == "=ROUND(SUM(B6:B7),2)"
    assert cells(path, values=False)["D1", "C6"] == "=ROUND(B6*2,2)"


def test_a_column_of_numbers_is_as_wide_as_its_widest(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "a.xlsx")).worksheets[1]
    assert sheet.column_dimensions["B"].width > len("(1,234,567,890.12)") - 1


def test_font_and_row_height_are_those_that_do_not_clip_thai_marks_unless_set_otherwise(
    tmp_path: Path,
) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "a.xlsx")).worksheets[1]
    assert (sheet["A6"].font.name, sheet["A6"].font.size) == ("TH Sarabun New", 14)
    assert sheet.sheet_format.defaultRowHeight == 22.5
    other = openpyxl.load_workbook(made(tmp_path / "b.xlsx", look=Look(font="Sarabun", size=12))).worksheets[
        1
    ]
    assert other["A6"].font.name == "Sarabun"


def test_an_ampersand_in_a_name_is_no_command_of_the_page_header(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(made(tmp_path / "a.xlsx")).worksheets[1]
    assert "A && B" in sheet.oddHeader.left.text


def test_a_failure_while_writing_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with writing(tmp_path / "a.xlsx", Words("th"), IMPRINT, Look()) as book:
            book.open("A1")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("old")
    made(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == ["A1 Index", "D1 Checks"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_every_sheet_has_a_header(language: str) -> None:
    words = Words(language)
    sheets = {
        "B1": columns(exempt=True),
        "B2": activities.COLUMNS,
        "C1": findings.COLUMNS,
        "E1": transfers.COLUMNS,
        "E2": vouchers.COLUMNS,
        "E3": deliveries.COLUMNS,
        "E8": extract.COLUMNS,
    }
    heads = [head(words, ref, column.key, "satang") for ref, found in sheets.items() for column in found]
    assert all(heads)


def test_the_generator_is_the_version_of_the_project() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert f"Khlang {project['version']}" == GENERATOR


@pytest.mark.parametrize(
    ("value", "scale", "told"),
    (
        (140_000_050, 2, "1400000.50"),
        (-1, 2, "-0.01"),
        (Fraction(1, 8), None, "0.12"),
        (Fraction(-1, 1000), None, "0.00"),
        (date(2026, 3, 31), None, "2026-03-31"),
        ("a\\b\nc\td\re", None, "a\\\\b\\nc\\td\\re"),
    ),
)
def test_the_digest_reads_values_as_published(
    value: int | str | date | Fraction, scale: int | None, told: str
) -> None:
    assert digest_text(value, scale) == told


def test_a_text_longer_than_a_cell_is_cut_where_excel_would_refuse_it() -> None:
    assert fitted("x" * 30_000) == "x" * 30_000
    assert len(fitted("\U0001f600" * 30_000).encode("utf-16-le")) // 2 <= 32_767
