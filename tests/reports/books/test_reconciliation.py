"""The reconciliation workbook of the pilot: right figures, provable, and safe from what people write."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ledger.errors import Unusable
from reconciliation.statement import Statement
from tests.reconciliation.builders import CUT_OFF, EXPECTED, Book, funded, pay, survey
from tests.reports.workbooks import (
    cells,
    column,
    digest_of,
    pilot,
    recalculated,
    with_cached,
    written,
)

ALLOWED = {
    *("SUM", "SUMIFS", "COUNTIFS", "SUMPRODUCT", "INDEX", "MATCH", "ROUND", "IF", "IFERROR", "MIN", "MAX"),
    *("SUBTOTAL", "TEXT", "GAMMAINV"),
}
HOSTILE = (
    '=HYPERLINK("x","y")',
    "+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-1+1",
    "a\nb\tc",
    "\U0001f600" * 10,
    "{=1}",
    "_x0041_",
)


@pytest.fixture(scope="module")
def told() -> tuple[Book, Statement]:
    return pilot()


@pytest.fixture(scope="module")
def thai(told: tuple[Book, Statement], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("thai") / "pilot.xlsx"
    written(*told, path, closed_through=CUT_OFF)
    return path


def sheet_of(path: Path, ref: str) -> Any:  # noqa: ANN401 - openpyxl ships no types
    return next(one for one in openpyxl.load_workbook(path) if one.title.split(" ")[0] == ref)


def expected(name: str) -> list[dict[str, str]]:
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_sheets_stand_in_the_order_an_auditor_opens_them(thai: Path) -> None:
    titles = [title.split(" ")[0] for title in openpyxl.load_workbook(thai).sheetnames]
    assert titles == [
        *("A0", "A1", "C1", "B1", "F1", "B3", "E1", "E2", "E4", "F4", "E3", "B2", "D2", "F3", "C2", "F2"),
        *("F5", "B4", "B6", "B7", "D1", "D3", "D4", "A2", "B5", "C3", "C4", "C5", "E5", "E6", "E7", "E8"),
    ]


@pytest.mark.parametrize(
    ("ref", "header", "name", "key"),
    (
        ("B1", "เบิกจ่าย", "districts", "disbursed"),
        ("B1", "คงเหลือ", "districts", "available"),
        ("B1", "คาดการณ์ขาด (เกิน)", "districts", "forecast_gap"),
        ("B2", "มูลค่างานที่ตรวจรับ (EV)", "cells", "EV"),
        ("B2", "ยังไม่มีผลตรวจรับรองรับ", "cells", "unsupported"),
    ),
)
def test_figures_are_those_of_the_worked_example(
    thai: Path, ref: str, header: str, name: str, key: str
) -> None:
    rows = [int(row[key]) for row in expected(name)]
    shown = [round(value * 100) for value in column(thai, ref, header)[: len(rows)]]
    assert shown == rows


def test_every_total_agrees_with_the_systems_own_figure(thai: Path) -> None:
    values = cells(thai)
    results = [value for (ref, address), value in values.items() if ref == "D1" and re.match(r"G\d", address)]
    assert len(results) > 60
    assert set(results[2:]) == {"✓ ตรง"}
    names = openpyxl.load_workbook(thai).defined_names
    place = names["CHECK_ALL"].attr_text.rpartition("!")[2].replace("$", "")
    assert values["D1", place] == "✓ ทุกยอดตรงกัน"


def test_formulas_use_only_what_old_spreadsheets_know(thai: Path) -> None:
    book = openpyxl.load_workbook(thai)
    texts = [
        cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]
    used = {name for text in texts for name in re.findall(r"([A-Z]+)\(", re.sub(r'"[^"]*"', "", text))}
    assert used - ALLOWED == set()
    assert "SUM" in used


def test_days_are_real_days_shown_in_the_buddhist_era(thai: Path) -> None:
    sheet = sheet_of(thai, "E2")
    days = [cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, datetime | date)]
    assert {cell.number_format for cell in days} == {"[$-107041E]d mmm yyyy;@"}
    assert min(cell.value for cell in days).year == 2026


def test_each_sheet_prints_on_a4_landscape_one_page_wide_with_repeated_headers(thai: Path) -> None:
    for sheet in openpyxl.load_workbook(thai):
        page = sheet.page_setup
        assert (page.orientation, page.paperSize, page.fitToWidth, page.fitToHeight) == (
            "landscape",
            9,
            None,  # one page wide is the default
            0,
        )
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert "ณ 31 มี.ค. 2569" in sheet.oddHeader.right.text
        if sheet.title[:2] not in {"A0", "B6", "B7"}:  # pages, not tables
            assert sheet.print_title_rows == "$4:$5"
            assert sheet.freeze_panes == "C6"


def test_only_cells_for_replies_opinions_and_signatures_are_unlocked_and_yellow(thai: Path) -> None:
    open_cells = [
        (sheet.title[:2], cell.fill.fgColor.rgb)
        for sheet in openpyxl.load_workbook(thai)
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    ]
    assert set(open_cells) == {(ref, "FFFFFF99") for ref in ("A0", "B3", "B6", "C1", "D2", "F3")}


def test_anybody_can_recompute_the_content_digest(told: tuple[Book, Statement], tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    digest = written(*told, path, rows_max=60)
    assert digest_of(path) == digest
    assert digest in {value for (ref, _), value in cells(path).items() if ref == "A0"}


def test_a_cut_off_in_an_open_period_is_a_draft_on_every_sheet(
    told: tuple[Book, Statement], tmp_path: Path
) -> None:
    written(*told, tmp_path / "draft.xlsx", "en", closed_through=date(2026, 2, 28))
    for sheet in openpyxl.load_workbook(tmp_path / "draft.xlsx"):
        assert str(sheet["A2"].value).startswith("DRAFT")
        assert sheet.oddHeader.right.text.endswith("DRAFT")


def test_a_closed_period_is_no_draft(thai: Path) -> None:
    assert not any("ฉบับร่าง" in str(value) for value in cells(thai).values())


def test_a_long_register_goes_on_in_a_second_sheet_with_its_total_brought_forward(
    told: tuple[Book, Statement], tmp_path: Path
) -> None:
    path = tmp_path / "long.xlsx"
    written(*told, path, rows_max=20)
    titles = openpyxl.load_workbook(path).sheetnames
    assert [title for title in titles if title.startswith("E2")] == ["E2 ใบสำคัญ", "E2 ใบสำคัญ (2)"]
    assert "✓ ทุกยอดตรงกัน" in {value for (ref, _), value in cells(path).items() if ref == "A0"}
    second = openpyxl.load_workbook(path, data_only=True)["E2 ใบสำคัญ (2)"]
    assert second["A6"].value == "ยอดยกมา"


@pytest.mark.parametrize("zone", (("UTC", "0"), ("Asia/Bangkok", "1"), ("America/Santiago", "77")))
def test_two_builds_are_the_same_bytes(
    told: tuple[Book, Statement], tmp_path: Path, zone: tuple[str, str]
) -> None:
    written(*told, tmp_path / "here.xlsx")
    script = (
        "import sys; from pathlib import Path; from tests.reports.workbooks import pilot, written;"
        "written(*pilot(), Path(sys.argv[1]))"
    )
    there = tmp_path / "there.xlsx"
    environment = {**os.environ, "TZ": zone[0], "PYTHONHASHSEED": zone[1], "PYTHONPATH": str(Path.cwd())}
    subprocess.run([sys.executable, "-c", script, str(there)], env=environment, check=True, timeout=120)
    assert there.read_bytes() == (tmp_path / "here.xlsx").read_bytes()


def test_what_a_person_wrote_stays_text(tmp_path: Path) -> None:
    book = funded()
    for at, text in enumerate(HOSTILE, 1):
        pay(book, "2026-02-03", f"PV-{at}", "10.00", dika_no=text)
    pay(book, "2026-02-03", "=1+1", "10.00", dika_no="ก" * 30_000)
    path = tmp_path / "hostile.xlsx"
    written(book, book.statement(), path)
    sheet = sheet_of(path, "E2")
    found = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row if cell.column in (1, 2)}
    for text in (*HOSTILE[:-1], "=1+1", "ก" * 30_000):
        assert found[text] in ("s", "inlineStr"), text
    links = [cell.hyperlink for row in sheet.iter_rows(min_row=6) for cell in row if cell.hyperlink]
    assert {(link.target, str(link.location)[:4]) for link in links} == {(None, "'E8 ")}


def test_a_disk_that_takes_no_more_leaves_no_half_file(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from ledger.errors import Unusable\n"
        "from tests.reports.workbooks import pilot, written\n"
        "told = pilot()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try: written(*told, Path(sys.argv[1]))\n"
        "except Unusable as refusal: print(refusal.code, sorted(refusal.facts))\n"
    )
    target = tmp_path / "full.xlsx"
    run = subprocess.run(
        [sys.executable, "-c", script, str(target)],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.stdout == "cannot_write ['path', 'reason']\n", run.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_and_an_unknown_language_are_said_so(
    told: tuple[Book, Statement], tmp_path: Path
) -> None:
    with pytest.raises(Unusable) as refused:
        written(*told, tmp_path / "nowhere" / "book.xlsx")
    assert refused.value.code == "cannot_write"
    with pytest.raises(Unusable) as unknown:
        written(*told, tmp_path / "book.xlsx", "fr")
    assert unknown.value.code == "unknown_language"


def test_an_empty_book_makes_a_workbook_that_agrees(tmp_path: Path) -> None:
    book = funded()
    written(book, book.statement(), tmp_path / "empty.xlsx", "en")
    assert "✓ all figures agree" in cells(tmp_path / "empty.xlsx").values()


@pytest.mark.libreoffice
def test_a_changed_cell_is_found_by_check_all(told: tuple[Book, Statement], tmp_path: Path) -> None:
    path = tmp_path / "pilot.xlsx"
    written(*told, path)
    with_cached(path, tmp_path / "changed.xlsx", "E2", "P6", "185000.01")
    fresh = cells(recalculated(tmp_path / "changed.xlsx", tmp_path))
    assert "✗ มียอดไม่ตรงกัน ดูแผ่น D1" in {value for (ref, _), value in fresh.items() if ref == "A0"}


def test_texts_that_name_documents_lead_to_their_rows(thai: Path) -> None:
    sheet = sheet_of(thai, "C1")
    links = [cell.hyperlink.location for row in sheet.iter_rows(min_row=6) for cell in row if cell.hyperlink]
    assert any(link.startswith("'E2 ใบสำคัญ'!A") for link in links)
    assert any(link.startswith("'B1 ") for link in links)


def test_the_register_of_an_unpaid_lot_shows_what_it_earned(tmp_path: Path) -> None:
    book = funded()
    survey(book, "2026-02-01", "DN-1", 3)
    written(book, book.statement(), tmp_path / "lot.xlsx")
    assert column(tmp_path / "lot.xlsx", "E3", "มูลค่าตามอัตรา (ก่อนจำกัดตามแผน)")[:2] == [300, 300]
