"""Frames: declared columns, whole numbers that stay whole, and CSV files as agreed."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from errno import ENOSPC
from pathlib import Path

import pandas as pd
import pytest

from reports.frames import (
    CELL_COLUMNS,
    DISTRICT_COLUMNS,
    cells_frame,
    csv_text,
    districts_frame,
    findings_frame,
    write_csvs,
)
from tests.reconciliation.builders import EXPECTED, a_book, funded, pay, pilot_statement


def test_the_files_of_the_worked_example_are_equal_to_the_last_byte(tmp_path: Path) -> None:
    written = write_csvs(pilot_statement(), tmp_path / "out")
    assert {path.name for path in written} == {path.name for path in EXPECTED.glob("*.csv")}
    assert [path.name for path in written if path.read_bytes() != (EXPECTED / path.name).read_bytes()] == []


def test_a_disk_that_fills_up_leaves_none_of_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter(["a\n", "b\n"])

    def filling(_: pd.DataFrame) -> str:
        text = next(told, None)
        if text is None:
            raise OSError(ENOSPC, os.strerror(ENOSPC))
        return text

    monkeypatch.setattr("reports.frames.csv_text", filling)
    with pytest.raises(OSError, match=os.strerror(ENOSPC)):
        write_csvs(pilot_statement(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_columns_are_those_that_are_declared() -> None:
    statement = pilot_statement()
    assert list(cells_frame(statement).columns) == list(CELL_COLUMNS)
    assert list(districts_frame(statement).columns) == list(DISTRICT_COLUMNS)


def test_exempt_spending_has_a_last_column_only_where_a_book_knows_it(tmp_path: Path) -> None:
    book = a_book()
    book.post("2025-10-01", "define_activity", code="XX", name_th="x", basis="exempt")
    funded("100.00", book=book)
    pay(book, "2026-01-05", "PV", "40.00", "XX")
    frame = districts_frame(book.statement())
    assert list(frame.columns) == [*DISTRICT_COLUMNS, "exempt"]
    assert list(frame["exempt"]) == [4000, 0, 4000]
    write_csvs(book.statement(), tmp_path)
    assert (tmp_path / "districts.csv").read_text("utf-8").splitlines()[0].endswith(",SPI,exempt")


@pytest.mark.parametrize(("column", "dtype"), (("EAC_cpi", "Int64"), ("plan_qty", "Int64"), ("CPI", "str")))
def test_whole_numbers_stay_whole_beside_blanks(column: str, dtype: str) -> None:
    assert str(cells_frame(pilot_statement())[column].dtype) == dtype


def test_money_beyond_the_reach_of_a_float_is_exact_beside_a_blank() -> None:
    statement = pilot_statement()
    first, second, *rest = statement.cells
    odd = 2**53 + 1
    cells = (replace(first, ev=odd, eac_cpi=odd), replace(second, eac_cpi=None), *rest)
    frame = cells_frame(replace(statement, cells=cells))
    assert (frame["EV"][0], frame["EAC_cpi"][0], frame["EAC_cpi"][1]) == (odd, odd, pd.NA)
    assert csv_text(frame).splitlines()[1].endswith(f",{odd}")


def test_a_subject_with_spaces_survives_a_csv_reader() -> None:
    book = funded()
    pay(book, "2026-01-03", "ฎ 1/2569", "50.00")
    text = csv_text(findings_frame(book.statement()))
    read = list(csv.reader(text.splitlines()))
    assert ["E-WEEKEND", "NOTE", '"ฎ 1/2569"', "5000"] in read


def test_a_book_without_findings_or_units_still_has_its_columns() -> None:
    frame = findings_frame(a_book().statement())
    assert (list(frame.columns), len(frame)) == (["code", "severity", "subject", "amount_satang"], 0)
    assert isinstance(frame, pd.DataFrame)
