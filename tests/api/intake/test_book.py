"""Book files: what opens a book, or the field that keeps it from opening."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.intake.book import read_book
from ledger.errors import Unusable
from tests.api.intake.folders import BOOK, PILOT


def test_the_pilot_names_its_book_its_centre_and_its_cut_off() -> None:
    book = read_book(PILOT / "book.toml")
    assert (book.command.id, book.command.centre, book.cut_off) == (
        "bma-housing-survey",
        "DEPT",
        date(2026, 3, 31),
    )


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    (
        ("[book\n", "bad_toml", {"row": "1"}),
        ("a = 1\na = 2\n", "bad_toml", {"row": "2"}),
        ("", "bad_book", {"field": "book", "why": "missing"}),
        ('book = "x"', "bad_book", {"field": "book", "why": "missing"}),
        (BOOK.replace("centre", "center"), "bad_book", {"field": "center", "why": "unknown_field"}),
        (BOOK.replace('centre = "DEPT"\n', ""), "bad_book", {"field": "centre", "why": "missing"}),
        (BOOK.replace("THB", "XXX"), "bad_book", {"field": "currency", "why": "unknown_currency"}),
        (BOOK.replace('"test"', "7"), "bad_book", {"field": "id", "why": "not_text"}),
        (BOOK + "cut_off = 2569-03-31\n", "bad_book", {"field": "cut_off", "why": "buddhist_year"}),
        (BOOK.replace("ทดสอบ", "3100600445635"), "bad_book", {"field": "name_th", "why": "personal_data"}),
        (BOOK + "[other]\n", "bad_book", {"field": "other", "why": "unknown_field"}),
    ),
)
def test_a_bad_book_file_is_unusable_and_says_why(
    tmp_path: Path, text: str, code: str, facts: dict[str, str]
) -> None:
    (tmp_path / "book.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as refused:
        read_book(tmp_path / "book.toml")
    assert refused.value.code == code
    assert refused.value.facts.items() >= {**facts, "file": "book.toml"}.items()
