"""The district statement: figures, words, cases and seal of one unit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.errors import UnknownUnit
from ledger.money import Money, baht_text
from ledger.texts import LANGUAGES
from reports.pdf.district_statement import write_district_statement
from reports.pdf.labels import figure
from reports.sheets.source import Source
from tests.reconciliation.builders import CUT_OFF, a_book, funded
from tests.reports.pdf.papers import (
    CLOSED,
    CREATED,
    NOTE,
    PAPERS,
    found,
    named_book,
    pages,
    pilot_source,
    source_from,
    squeezed,
)


def statement_of(source: Source, unit: str, path: Path, closed: date | None = CLOSED) -> bytes:
    return write_district_statement(
        source, unit, path, created=CREATED, checkpoint=NOTE, closed_through=closed
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_shows_the_figures_of_the_unit_and_says_them_in_thai_words(lang: str, tmp_path: Path) -> None:
    source = pilot_source(lang)
    row = next(one for one in source.statement.districts if one.district == "1033")
    text = found(statement_of(source, "1033", tmp_path / "x.pdf"))
    for amount in (row.allotment, row.used, row.disbursed, row.available, row.ev, row.unsupported_all):
        assert figure(amount) in text
    for amount in (row.allotment, row.disbursed, row.available):
        assert f"({baht_text(Money(amount))})" in text
    for cell in source.statement.cells:
        if cell.district == "1033":
            assert squeezed(source.activity(cell.activity)) in text


def test_it_carries_position_root_and_checkpoint(tmp_path: Path) -> None:
    source = pilot_source()
    text = found(statement_of(source, "1032", tmp_path / "x.pdf"))
    assert source.statement.root in text
    assert squeezed(NOTE) in text


def test_it_tells_every_case_of_the_unit_and_of_no_other(tmp_path: Path) -> None:
    source = pilot_source()
    text = found(statement_of(source, "1032", tmp_path / "x.pdf"))
    mine = {subject for one in source.statement.findings if one.unit == "1032" for subject in one.subjects}
    others = {subject for one in source.statement.findings for subject in one.subjects if one.unit != "1032"}
    assert [one for one in sorted(mine) if squeezed(one) not in text] == []
    assert [one for one in sorted(others - mine) if one.startswith("PV-") and one in text] == []


@pytest.mark.parametrize(
    ("closed", "marks"),
    ((None, True), (date(2026, 3, 30), True), (CUT_OFF, False), (date(2026, 4, 30), False)),
)
def test_a_cut_off_in_an_open_period_is_a_draft_on_every_page(
    closed: date | None, *, marks: bool, tmp_path: Path
) -> None:
    pdf = statement_of(pilot_source(), "1033", tmp_path / "x.pdf", closed)
    assert [("ฉบับร่าง" in page) is marks for page in pages(pdf)] == [True] * len(pages(pdf))


@pytest.mark.parametrize("unit", ("9999", "", "DEPT"))
def test_a_unit_that_no_money_is_handed_down_to_has_no_statement(unit: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownUnit) as refused:
        statement_of(pilot_source(), unit, tmp_path / "x.pdf")
    assert refused.value.facts == {"unit": unit}
    assert list(tmp_path.iterdir()) == []


def test_a_book_in_other_money_has_figures_and_no_thai_words(tmp_path: Path) -> None:
    text = found(statement_of(source_from(named_book("Unit", "USD"), "en"), "D1", tmp_path / "x.pdf"))
    assert "21.21USdollars" in text or "21.21USdollar" in text
    assert "บาท" not in text


def test_a_unit_with_nothing_yet_has_a_statement(tmp_path: Path) -> None:
    text = found(statement_of(source_from(a_book()), "D2", tmp_path / "x.pdf"))
    assert "ศูนย์บาทถ้วน" in text
    assert "ไม่มีกรณีที่ต้องชี้แจง" in text


def test_every_unit_of_a_book_has_one(tmp_path: Path) -> None:
    source = pilot_source("en")
    for row in source.statement.districts:
        assert row.name_en in pages(statement_of(source, row.district, tmp_path / "x.pdf"))[0]


def test_the_largest_amounts_stay_in_their_columns(tmp_path: Path) -> None:
    book = funded("9999999.99")
    text = found(statement_of(source_from(book), "D1", tmp_path / "x.pdf"))
    assert "9,999,999.99" in text


def test_the_file_holds_what_was_returned(tmp_path: Path) -> None:
    assert PAPERS["statement"](pilot_source(), tmp_path / "x.pdf") == (tmp_path / "x.pdf").read_bytes()
