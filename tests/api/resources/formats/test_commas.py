"""Commas: a list as CSV that no spreadsheet runs and every program reads back."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from api.resources.formats.commas import csv_of
from api.resources.formats.table import tables_of
from reports.exports.guarded import unguarded
from tests.api.resources.formats.samples import PEOPLE, People


def one(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"people": [{**PEOPLE["people"][0], **changes}]}


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_it_is_utf_8_with_a_mark_and_lines_end_as_rfc_4180_says() -> None:
    data = csv_of(tables_of(People)[0], one())
    assert data.startswith(b'\xef\xbb\xbf"name_th",')
    assert data.endswith(b"\r\n")
    assert data.replace(b"\r\n", b"").count(b"\n") == 1  # the one somebody wrote, in quotes


def test_numbers_stand_bare_and_all_else_in_quotes() -> None:
    (row,) = csv_of(tables_of(People)[0], one(words=None)).decode("utf-8-sig").split("\r\n")[1:-1]
    numbers, texts = "-1234567890123.45,12,2569", '"true","1990-03-31","31 มี.ค. 2533","","","a|b","{""x"":1}"'
    assert row == f'"\'=HYPERLINK(1)",{numbers},{texts}'


@pytest.mark.parametrize("text", ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "'x", "＝1"))
def test_no_text_is_taken_for_a_formula_and_each_is_read_back(text: str) -> None:
    (row,) = read(csv_of(tables_of(People)[0], one(name_th=text)))
    assert row["name_th"] == f"'{text}"
    assert unguarded(row["name_th"]) == text


def test_rows_within_rows_are_a_table_of_their_own() -> None:
    rows = read(csv_of(tables_of(People)[1], PEOPLE))
    assert [row["to"] for row in rows] == ["bank", "'@friend"]
    assert {row["name_th"] for row in rows} == {"'=HYPERLINK(1)"}
    assert [row["amount"] for row in rows] == ["1.50", "3"]


def test_no_rows_give_the_names_alone() -> None:
    assert read(csv_of(tables_of(People)[0], {"people": []})) == []
