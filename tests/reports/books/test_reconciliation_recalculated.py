"""LibreOffice computes the reconciliation workbook anew and comes to every cached value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from reconciliation.narrow import narrowed
from reconciliation.runs.dossier import Dossier
from reports.books.reconciliation import write_workbook
from reports.journal import journal_rows
from reports.journal import narrowed as narrowed_rows
from tests.reconciliation.builders import Book
from tests.reconciliation.everything import a_book_of_everything
from tests.reconciliation.programmes import carried_out, programmes
from tests.reports.workbooks import CREATED, cells, era2_book, miscomputed, pilot, written

pytestmark = pytest.mark.libreoffice


@pytest.mark.parametrize("lang", ("th", "en"))
def test_on_the_pilot(tmp_path: Path, lang: str) -> None:
    written(*pilot(), tmp_path / "book.xlsx", lang)
    assert miscomputed(tmp_path / "book.xlsx", tmp_path) == []


def test_on_a_real_programme_of_hundreds_of_recipients(tmp_path: Path) -> None:
    book = era2_book()
    written(book, book.statement("2024-09-30"), tmp_path / "book.xlsx", "en")
    assert miscomputed(tmp_path / "book.xlsx", tmp_path) == []
    assert "✓ all figures agree" in cells(tmp_path / "book.xlsx").values()


@settings(max_examples=3, derandomize=True)
@given(programmes)
def test_on_random_programmes_continued_over_several_sheets(
    chosen: list[tuple[str, Mapping[str, Any]]],
) -> None:
    book = carried_out(chosen).book
    statement = book.statement("2026-06-30")
    dossier = Dossier(statement=statement, before=book.statement("2026-01-31"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        written(book, statement, path, "en", rows_max=7, dossier=dossier)
        assert miscomputed(path, Path(folder)) == []
        assert "✓ all figures agree" in cells(path).values()


def test_on_a_book_in_which_everything_is_noticed_and_on_one_of_its_units(tmp_path: Path) -> None:
    book = a_book_of_everything()
    for units in ((), ("D1",)):
        path = tmp_path / f"book{len(units)}.xlsx"
        _written(book, date(2026, 9, 30), path, units)
        assert miscomputed(path, tmp_path) == []
        assert "✓ all figures agree" in cells(path).values()


def _written(book: Book, on: date, path: Path, units: tuple[str, ...]) -> None:
    statement = book.statement(on.isoformat())
    rows = journal_rows(book.entries)
    if units:
        statement, rows = narrowed(statement, units), narrowed_rows(rows, units)
    write_workbook(statement, path, lang="en", created=CREATED, journal=rows)
