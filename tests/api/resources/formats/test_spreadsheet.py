"""Spreadsheet: a list as a workbook: numbers exact, days days, and nothing in it that runs."""

from __future__ import annotations

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from api.resources.fields import Document, Listing, day, rows, text
from api.resources.formats.spreadsheet import label, title, xlsx_of
from api.resources.formats.table import Column, tables_of
from ledger.texts import LANGUAGES, table
from tests.api.resources.formats.samples import PEOPLE, People

MONEY = "-1234567890123.45"


def read(data: bytes) -> Any:  # noqa: ANN401 - openpyxl ships no types
    return openpyxl.load_workbook(BytesIO(data))


@pytest.fixture(autouse=True)
def worded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The texts of the sample list."""
    for language in LANGUAGES:
        texts = table("api", language)
        monkeypatch.setitem(texts["tables"], "people", "คน")
        monkeypatch.setitem(texts["tables"], "people_debts", "หนี้")
        for key in (
            "wage",
            "shares",
            "year",
            "open_ended",
            "born_on",
            "words_th",
            "words_en",
            "likes",
            "more",
            "to",
        ):
            monkeypatch.setitem(texts["labels"], key, key.upper())


def test_money_is_a_number_with_two_decimals_and_a_day_is_a_day() -> None:
    book = read(xlsx_of(tables_of(People), PEOPLE, "th"))
    sheet = book.worksheets[0]
    names = [cell.value for cell in sheet[1]]
    cells = dict(zip(names, sheet[3], strict=True))
    assert cells["wage"].value == float(MONEY)
    assert ".00" in cells["wage"].number_format
    assert cells["born_on"].value == datetime(1990, 3, 31)  # noqa: DTZ001 - a workbook's days know no zone
    assert cells["born_on_th"].value == "31 มี.ค. 2533"
    assert (cells["shares"].value, cells["year"].value, cells["year"].number_format) == (12, 2569, "0")
    assert cells["open_ended"].value == "true"
    assert cells["likes"].value == "a|b"


def test_what_people_wrote_stays_text() -> None:
    sheet = read(xlsx_of(tables_of(People), PEOPLE, "th")).worksheets[0]
    cell = sheet.cell(3, 1)
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert cell.hyperlink is None


def test_a_number_that_a_spreadsheet_would_round_is_told_as_text() -> None:
    huge = {"people": [{**PEOPLE["people"][0], "wage": "12345678901234567.89", "debts": []}]}
    sheet = read(xlsx_of(tables_of(People), huge, "th")).worksheets[0]
    names = [cell.value for cell in sheet[1]]
    assert sheet.cell(3, names.index("wage") + 1).value == "12345678901234567.89"


def test_the_second_row_speaks_the_readers_language_and_both_stay_in_sight() -> None:
    monthly = {each: read(xlsx_of(tables_of(People), PEOPLE, each)).worksheets[0] for each in LANGUAGES}
    said = {language: sheet.cell(2, 1).value for language, sheet in monthly.items()}
    assert said == {"th": "ชื่อภาษาไทย", "en": "Name in Thai"}
    assert monthly["th"].cell(1, 1).value == "name_th"
    assert monthly["th"].freeze_panes == "C3"


def test_each_table_has_a_sheet_and_rows_within_rows_say_whose_they_are() -> None:
    book = read(xlsx_of(tables_of(People), PEOPLE, "th"))
    assert book.sheetnames == ["คน", "หนี้"]
    rows = [[cell.value for cell in row] for row in book["หนี้"].iter_rows()]
    assert rows[0] == ["name_th", "to", "amount"]
    assert rows[2] == ["=HYPERLINK(1)", "bank", 1.5]


def test_the_same_document_gives_the_same_bytes() -> None:
    first, again = (xlsx_of(tables_of(People), PEOPLE, "th") for _ in range(2))
    assert first == again
    with zipfile.ZipFile(BytesIO(first)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}


def test_no_rows_give_a_workbook_all_the_same() -> None:
    sheet = read(xlsx_of(tables_of(People), {"people": []}, "en")).worksheets[0]
    assert sheet.cell(1, 1).value == "name_th"


def lists() -> list[type[Listing]]:
    waiting, found = [Listing], []
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        found += [
            kind for kind in kinds if kind.__module__.startswith("api.") or kind.__module__ == "marshmallow"
        ]
    return found


def test_every_table_and_column_of_the_api_has_words_in_both_languages() -> None:
    assert len(lists()) > 10
    for each in lists():
        for found in tables_of(each):
            for language in LANGUAGES:
                assert title(found, language)
                assert all(label(column, language) for column in found.columns)


def test_a_title_is_one_that_a_spreadsheet_takes() -> None:
    for language in LANGUAGES:
        for said in table("api", language)["tables"].values():
            assert len(said) <= 31
            assert not set(said) & set("[]:*?/\\'")


def test_a_column_nobody_named_has_no_words() -> None:
    with pytest.raises(KeyError):
        label(Column("nobody", "text", ()), "th")


class Named(Document):
    """A row with a long name, a day and what only programs read."""

    entry = text("id")
    name_th = text("name_th")
    effective_on = day()


class AllNamed(Listing):
    """Such rows."""

    people = rows(Named)


def test_a_name_has_room_a_day_needs_little_and_what_programs_read_makes_no_row_high() -> None:
    row = {
        "entry": "W" * 60,
        "name_th": "ค่าใช้จ่าย",
        "effective_on": {"iso": "2026-03-31", "th": "31 มี.ค. 2569"},
    }
    sheet = read(xlsx_of(tables_of(AllNamed), {"people": [row]}, "th")).worksheets[0]
    at = {cell.value: cell for cell in sheet[1]}
    widths = {name: sheet.column_dimensions[cell.column_letter].width for name, cell in at.items()}
    assert max(widths["effective_on"], widths["effective_on_th"]) < widths["entry"] < 40 < widths["name_th"]
    assert not sheet.cell(3, at["entry"].column).alignment.wrap_text
    assert sheet.cell(3, at["name_th"].column).alignment.wrap_text
