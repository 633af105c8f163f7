"""Table: rows and columns of a document, from its schema."""

from __future__ import annotations

import pytest

from api.resources.fields import Document, Listing, rows, text
from api.resources.formats.table import tables_of
from tests.api.resources.formats.samples import PEOPLE, People, Person


def test_columns_are_the_fields_in_order_and_a_day_is_two() -> None:
    first, _ = tables_of(People)
    assert [(column.key, column.kind) for column in first.columns] == [
        ("name_th", "text"),
        ("wage", "money"),
        ("shares", "whole"),
        ("year", "number"),
        ("open_ended", "flag"),
        ("born_on", "day"),
        ("born_on_th", "text"),
        ("words_th", "text"),
        ("words_en", "text"),
        ("likes", "texts"),
        ("more", "json"),
    ]


def test_what_is_absent_is_an_empty_cell() -> None:
    person = {**PEOPLE["people"][0], "born_on": None}
    del person["words"]
    (row,) = tables_of(People)[0].rows({"people": [person]})
    assert row[5:9] == [None] * 4


def test_rows_within_rows_begin_with_whose_they_are() -> None:
    _, second = tables_of(People)
    assert (second.name, second.title) == ("debts", "people_debts")
    assert list(second.rows(PEOPLE)) == [
        ["=HYPERLINK(1)", "bank", "1.50"],
        ["=HYPERLINK(1)", "@friend", "3"],
    ]


def test_two_columns_of_one_name_are_refused_when_the_program_starts() -> None:
    class Inner(Document):
        name_th = text()

    class Outer(Person):
        parts = rows(Inner)

    class Clash(Listing):
        people = rows(Outer)

    with pytest.raises(ValueError, match="name_th"):
        tables_of(Clash)
