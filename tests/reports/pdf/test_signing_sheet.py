"""The signing sheet: a run's totals, findings and signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reconciliation.runs.digests import output_digest
from reconciliation.runs.dossier import Dossier
from reconciliation.runs.run import Run, Step
from reports.pdf.labels import figure
from reports.pdf.signing_sheet import write_signing_sheet
from reports.sheets.source import Source
from tests.reconciliation.builders import CUT_OFF, a_book
from tests.reports.pdf.papers import CLOSED, CREATED, NOTE, found, pages, pilot_source, source_from, squeezed


def sheet_of(source: Source, path: Path, closed: date | None = CLOSED) -> bytes:
    return write_signing_sheet(source, path, created=CREATED, checkpoint=NOTE, closed_through=closed)


def run_source(*steps: str, lang: str = "th", touched_by: int = 0) -> Source:
    """The pilot as a run on which people took steps."""
    source = pilot_source(lang)
    run = Run(
        number="RUN-0001",
        seq=151,
        on=CUT_OFF,
        position=150,
        made_by="os:maker",
        rules_version="pilot-1",
        rules_digest="00",
        input_digest="11" * 32,
        output_digest=output_digest(source.statement),
        opening="",
        counts={},
        steps=tuple(Step(name=name, by=f"os:{name}", on=date(2026, 4, 7), seq=152) for name in steps),
        touched_by=touched_by,
    )
    return replace(source, dossier=Dossier(statement=source.statement, run=run))


def test_it_shows_the_totals_the_findings_and_the_digest_that_is_signed(tmp_path: Path) -> None:
    source = run_source("prepared")
    text = found(sheet_of(source, tmp_path / "x.pdf"))
    total = source.statement.total
    for amount in (total.allotment, total.disbursed, total.ev, total.supported_all, total.unsupported_all):
        assert figure(amount) in text
    grave = sum(one.severity == "HIGH" for one in source.statement.findings)
    assert f"สูง{grave}{grave}" in text
    assert f"รวม{len(source.statement.findings)}{len(source.statement.findings)}" in text
    for expected in ("RUN-0001", output_digest(source.statement), source.statement.root, "os:maker", NOTE):
        assert squeezed(expected) in text


@pytest.mark.parametrize(
    ("steps", "touched_by", "state"),
    (
        ((), 0, "กระทบยอดแล้ว"),
        (("prepared",), 0, "ผู้จัดทำลงนามแล้ว"),
        (("prepared", "reviewed"), 0, "ผู้สอบทานลงนามแล้ว"),
        (("prepared", "reviewed", "signed"), 0, "ลงนามรับรองแล้ว"),
        (("prepared", "reviewed", "signed"), 160, "ลงนามแล้วแต่มีรายการภายหลังที่กระทบงวดนี้"),
    ),
)
def test_it_names_who_has_signed_and_leaves_lines_for_the_others(
    steps: tuple[str, ...], touched_by: int, state: str, tmp_path: Path
) -> None:
    text = found(sheet_of(run_source(*steps, touched_by=touched_by), tmp_path / "x.pdf"))
    assert f"สถานะ{state}" in text or state in text
    assert [name for name in ("prepared", "reviewed", "signed") if f"os:{name}" in text] == list(steps)
    assert text.count("ลงนามในระบบเมื่อ7เมษายน2569") == len(steps)


@pytest.mark.parametrize(("closed", "marks"), ((None, True), (date(2026, 2, 28), True), (CUT_OFF, False)))
def test_a_run_in_an_open_period_is_a_draft_on_every_page(
    closed: date | None, *, marks: bool, tmp_path: Path
) -> None:
    found_on = [
        "DRAFT" in page for page in pages(sheet_of(run_source(lang="en"), tmp_path / "x.pdf", closed))
    ]
    assert found_on == [marks] * len(found_on)


def test_what_nobody_has_recorded_is_a_draft_even_in_a_closed_period(tmp_path: Path) -> None:
    assert "ฉบับร่าง(ยังไม่บันทึกเป็นรอบกระทบยอด)" in found(sheet_of(pilot_source(), tmp_path / "x.pdf"))


@pytest.mark.parametrize(("currency", "words"), (("THB", "ศูนย์บาทถ้วน"), ("USD", "0.00ดอลลาร์สหรัฐ")))
def test_a_book_without_any_spending_has_one(currency: str, words: str, tmp_path: Path) -> None:
    text = found(sheet_of(source_from(a_book(currency)), tmp_path / "x.pdf"))
    assert words in text
    assert "ไม่มีกรณีที่ต้องชี้แจง" in text
