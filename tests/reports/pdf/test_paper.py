"""Papers of books nobody has thought of: every unit, every transfer and every run has one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings

from ledger.texts import LANGUAGES, table
from reports.journal import journal_rows
from reports.pdf.district_statement import write_district_statement
from reports.pdf.labels import figure
from reports.pdf.letters import FONTS
from reports.pdf.paper import is_draft
from reports.pdf.signing_sheet import write_signing_sheet
from reports.pdf.transfer_letter import write_transfer_letter
from reports.sheets.source import source_of
from reports.words import Words
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.pdf.papers import CREATED, found, pilot_source, squeezed


@settings(max_examples=4, deadline=None)
@given(programmes, days)
def test_every_unit_and_transfer_of_a_random_programme_has_its_paper(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    book = carried_out(chosen).book
    source = source_of(book.statement(on.isoformat()), journal_rows(book.entries), Words("th"))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.pdf"
        for row in source.statement.districts:
            text = found(write_district_statement(source, row.district, path, created=CREATED))
            assert figure(row.available) in text
            assert figure(row.unsupported_all) in text
        for leg in source.facts.transfers[:2]:
            pdf = write_transfer_letter(source, leg.number, path, created=CREATED)
            assert figure(leg.amount) in found(pdf)
        assert figure(source.statement.total.allotment) in found(
            write_signing_sheet(source, path, created=CREATED)
        )


@pytest.mark.parametrize(
    ("closed", "draft"), ((None, True), (date(2026, 3, 30), True), (date(2026, 3, 31), False))
)
def test_a_cut_off_after_the_last_closed_day_is_a_draft(closed: date | None, *, draft: bool) -> None:
    assert is_draft(date(2026, 3, 31), closed) is draft


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("subject", ("pdf", "findings"))
def test_our_fonts_have_every_letter_of_our_texts(subject: str, lang: str) -> None:
    for file in FONTS.glob("*.ttf"):
        known = set(map(chr, TTFont(file).getBestCmap()))
        assert set(str(table(subject, lang))) - known == set(), file.name


def test_a_paper_in_english_shows_english_names(tmp_path: Path) -> None:
    source = pilot_source("en")
    text = found(write_district_statement(source, "1032", tmp_path / "x.pdf", created=CREATED))
    for expected in ("Prawet", "Social Development Department", "As of 31 Mar 2026", "DRAFT"):
        assert squeezed(expected) in text
