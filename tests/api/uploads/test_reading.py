"""Reading: pages of an upload with what is no plain text or figure in them."""

from __future__ import annotations

from datetime import date

import pytest

from api.uploads.reading import read_upload
from api.uploads.words import label
from ledger.errors import Unusable
from tests.api.intake.workbooks import a_workbook
from tests.api.uploads.books import HEADER, RIGHT, csv_of, workbook_of


def refused(data: bytes, name: str, table: str = "") -> dict[str, str]:
    with pytest.raises(Unusable) as unusable:
        read_upload(data, name, table)
    return {"code": unusable.value.code, **unusable.value.facts}


def test_a_workbook_and_a_csv_of_the_same_rows_read_the_same() -> None:
    text, book = csv_of("transfers", HEADER, RIGHT), workbook_of("transfers", HEADER, RIGHT)
    assert [dict(row.cells) for row in text.pages[0].rows] == [dict(row.cells) for row in book.pages[0].rows]
    assert [row.number for row in book.pages[0].rows] == [2]


@pytest.mark.parametrize(
    ("value", "text", "why"),
    (
        ("400.00", "400.00", None),
        (400.1, "400.1", None),
        (date(2026, 1, 31), "2026-01-31", None),
        (1032, "1032", None),
        ("=1+1", "=1+1", "formula_cell"),
        (1234567890123456.0, "1234567890123456", "digits_lost"),
        (True, "True", "not_text"),
    ),
)
def test_a_cell_is_what_it_shows_or_says_why_not(value: object, text: str, why: str | None) -> None:
    page = workbook_of("transfers", HEADER, (*RIGHT[:-1], value)).pages[0]
    assert page.rows[0].cells["amount"] == text
    assert [(each.address, each.refusal.facts["why"]) for each in page.wrong] == (
        [("F2", why)] if why else []
    )


def test_a_text_that_begins_like_a_formula_is_refused_in_a_csv_too() -> None:
    page = csv_of("transfers", HEADER, ('=HYPERLINK("http://x")', *RIGHT[1:])).pages[0]
    assert [(each.address, each.refusal.facts["why"]) for each in page.wrong] == [("A2", "formula_cell")]


def test_a_cell_beyond_the_columns_has_no_name() -> None:
    page = workbook_of("transfers", HEADER, (*RIGHT, "more")).pages[0]
    assert [(each.address, each.refusal.facts["why"]) for each in page.wrong] == [("2", "ragged_row")]
    page = csv_of("transfers", HEADER, (*RIGHT, "more")).pages[0]
    assert [(each.address, each.refusal.facts["why"]) for each in page.wrong] == [("2", "ragged_row")]


@pytest.mark.parametrize("language", ("th", "en"))
def test_the_row_of_labels_is_passed_over_and_no_other(language: str) -> None:
    labels = tuple(label(column, "transfers", language) for column in HEADER)
    for upload in (
        csv_of("transfers", HEADER, labels, RIGHT),
        workbook_of("transfers", HEADER, labels, RIGHT),
    ):
        assert [row.number for row in upload.pages[0].rows] == [3]
    later = csv_of("transfers", HEADER, RIGHT, labels)
    assert [row.number for row in later.pages[0].rows] == [2, 3]


def test_one_cell_that_says_what_a_label_says_is_a_row() -> None:
    upload = csv_of(
        "transfers", (*HEADER, "remark"), ("", "", "", "", "", "", label("remark", "transfers", "th"))
    )
    assert [row.number for row in upload.pages[0].rows] == [2]


def test_sheets_that_nobody_reads_are_told_but_not_our_own() -> None:
    upload = read_upload(a_workbook((HEADER, RIGHT), "transfers"), "x.xlsx")
    assert upload.ignored_sheets == ()
    assert refused(a_workbook((HEADER, RIGHT), "Sheet1"), "x.xlsx")["code"] == "no_table"
    assert refused(a_workbook((), "transfers"), "x.xlsx")["code"] == "no_table"


def test_a_csv_is_told_by_its_name_or_by_its_sender() -> None:
    data = ",".join(HEADER).encode()
    assert read_upload(data, "งวด1.csv", "transfers").pages[0].table.name == "transfers"
    assert read_upload(a_workbook((HEADER, RIGHT), "Sheet1"), "x.xlsx", "transfers").pages[0].rows
    assert refused(data, "งวด1.csv")["code"] == "which_table"
    assert refused(data, "transfers.csv", "../transfers")["code"] == "unknown_table"


@pytest.mark.parametrize(
    ("cells", "code"), ((("a", "a"), "duplicate_column"), (("=1", "b"), "unreadable_file"))
)
def test_names_of_columns_are_texts_and_differ(cells: tuple[str, ...], code: str) -> None:
    found = refused(a_workbook((cells, ("1", "2")), "transfers"), "x.xlsx")
    assert (found["code"], found["file"], found["row"]) == (code, "x.xlsx: transfers", "1")


@pytest.mark.parametrize(
    ("name", "kept"),
    (
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\nb\x00.csv", "ab.csv"),
        ("x" * 500, "x" * 100),
        ("", "upload"),
        ("/", "upload"),
    ),
)
def test_a_name_is_no_path_and_can_be_printed(name: str, kept: str) -> None:
    assert refused(b"", name)["file"] == kept
