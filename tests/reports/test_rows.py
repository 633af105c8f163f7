"""The rows of a table: the fast way to write a cell writes what the slow one does."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.columns import KINDS, LAST, SUM, Column, Link, Live, Of, Record, State, Value
from reports.looks import Look
from reports.table import Table
from reports.words import Words
from reports.workbook import Workbook, writing
from tests.reports.test_workbook import IMPRINT
from tests.reports.workbooks import cells

FIGURES = st.one_of(st.none(), st.integers(-(10**14), 10**14), st.sampled_from([0, 1, -1, 99, -99, 100]))
LIVE = FIGURES.map(lambda value: Live("=ROUND({one}*1,2)", value))
TEXTS = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.sampled_from(
        ["", "a\\b", "a\tb", "a\nb", "ก" * 40, "ปทุมวัน " * 9, "=1+1", "_x0041_", "\U0001f600" * 9000]
    ),
)
DAYS = st.one_of(st.none(), st.dates(date(1890, 1, 1), date(2200, 1, 1)))
STATES = st.builds(State, st.sampled_from("✓✗"), TEXTS.map(str), st.sampled_from(["good", "bad"]))
RATIOS = st.one_of(st.none(), st.decimals(0, 10**6, places=4).map(str), st.fractions(0, 10**6))
VALUES = {
    **dict.fromkeys(("money", "whole", "number"), st.one_of(FIGURES, LIVE)),
    **dict.fromkeys(("text", "code", "digest"), TEXTS),
    **dict.fromkeys(("percent", "index"), RATIOS),
    "date": DAYS,
    "state": st.one_of(st.none(), STATES),
}


def test_every_kind_has_values_to_try() -> None:
    assert VALUES.keys() == KINDS.keys()


def sheet(path: Path, kind: str, values: Iterable[Value]) -> tuple[str, bytes]:
    """The digest and the bytes of a sheet of one column."""
    columns = (Column(key="one", kind=kind, width=12),)
    with writing(path, Words("th"), IMPRINT, Look()) as book:
        for ref in ("A1", "D1"):
            book.open(ref)
        book.sheets["D1"].widths([12])
        book.sheets["D1"].line([("title", "D1")])
        book.sheets["D1"].records(columns, [Record((value,)) for value in values])
    return book.sheets["D1"].written.digest.hex(), zipfile.ZipFile(path).read("xl/worksheets/sheet2.xml")


@given(st.sampled_from(sorted(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), st.lists(VALUES[kind]))))
def test_a_kinds_own_writer_writes_the_cells_and_the_digest_that_the_pen_does(
    tmp_path_factory: pytest.TempPathFactory, told: tuple[str, list[Value]]
) -> None:
    kind, values = told
    folder = tmp_path_factory.mktemp("ways")
    fast = sheet(folder / "fast.xlsx", kind, values)
    assert fast == sheet(folder / "slow.xlsx", kind, [Of(kind, value) for value in values])


def table(many: int, /, **about: Any) -> Table:  # noqa: ANN401 - the table's own fields
    columns = (
        Column(key="number", kind="text", width=9),
        Column(key="amount", kind="money", width=5, total=SUM),
        Column(key="used", kind="money", width=5, total=LAST),
    )
    running = "=ROUND(SUM({above_used},{amount}),2)"
    records = (Record((f"{at}", at, Live(running, at * (at + 1) // 2))) for at in range(1, many + 1))
    total = many * (many + 1) // 2
    said: dict[str, Any] = {
        "records": records,
        "rows": many,
        "system": {"amount": total, "used": total},
        **about,
    }
    return Table(ref="E2", columns=columns, **said)


def made(path: Path, one: Table, rows_max: int = 4) -> Workbook:
    with writing(path, Words("en"), IMPRINT, Look(), rows_max) as book:
        for ref in ("A1", "E2"):
            book.open(ref, one.count if ref == "E2" else 0)
        book.table(one)
    return book


def test_a_stream_goes_on_in_further_sheets_that_bring_sums_and_running_figures_forward(
    tmp_path: Path,
) -> None:
    book = made(tmp_path / "a.xlsx", table(10))
    shown, live = cells(tmp_path / "a.xlsx"), cells(tmp_path / "a.xlsx", values=False)
    assert list(book.sheets) == ["A1", "E2", "E2 (2)", "E2 (3)"]
    assert [book.sheets[ref].written.rows for ref in book.sheets][1:] == [4, 4, 2]
    assert (shown["E22", "A6"], shown["E22", "B6"], shown["E22", "C6"]) == ("Brought forward", 0.1, 0.1)
    assert live["E22", "B6"] == "='E2 Vouchers'!$B$10"
    assert live["E22", "C7"] == "=ROUND(SUM(C6,B7),2)"
    assert live["E2", "C6"] == "=ROUND(SUM(C5,B6),2)"
    assert (shown["E23", "B9"], shown["E23", "C9"]) == (0.55, 0.55)
    assert live["E23", "C9"] == "=ROUND(SUM(C8),2)"
    assert not any(control.difference for control in book.controls)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").defined_names
    assert {name for name in names if name.startswith(("DATA", "TOTAL"))} == {
        *("DATA_E2_1", "DATA_E2_2", "DATA_E2_3", "TOTAL_E2_amount", "TOTAL_E2_used")
    }


def test_a_stream_that_does_not_say_how_long_it_is_is_counted_first(tmp_path: Path) -> None:
    book = made(tmp_path / "a.xlsx", table(10, rows=0).counted())
    assert [book.sheets[ref].written.rows for ref in book.sheets][1:] == [4, 4, 2]


def test_a_table_without_rows_names_the_row_of_its_dash(tmp_path: Path) -> None:
    made(tmp_path / "a.xlsx", table(0).counted())
    shown = cells(tmp_path / "a.xlsx")
    assert (shown["E2", "A6"], shown["E2", "B7"], shown["E2", "C7"]) == ("–", 0, 0)
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").defined_names
    assert names["DATA_E2_1"].attr_text == "'E2 Vouchers'!$A$6:$C$6"


@pytest.mark.parametrize("said", (9, 11))
def test_a_table_of_other_rows_than_it_said_is_a_defect(tmp_path: Path, said: int) -> None:
    with pytest.raises(ValueError, match=rf"'E2', {said}, 10"):
        made(tmp_path / "a.xlsx", table(10, rows=said))


def test_more_rows_than_excel_has_are_not_left_out_silently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.sheet._ROWS_OF_EXCEL", 15)
    made(tmp_path / "a.xlsx", table(9), rows_max=100)
    with pytest.raises(ValueError, match="E2 Vouchers"):
        made(tmp_path / "b.xlsx", table(10), rows_max=100)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    (
        ("money", -123_456_789_012, "(1,234,567,890.12)"),
        ("whole", 1_234_567, "1,234,567"),
        ("number", 123_456_789, "123456789"),
        ("percent", "1234567.8912", "123,456,789.12%"),
        ("index", Fraction(10**9), "1000000000.0000"),
        ("money", Live("=1*1", 10**12), "10,000,000,000.00"),
    ),
)
def test_a_streamed_column_ends_as_wide_as_its_widest_figure(
    tmp_path: Path, kind: str, value: Value, shown: str
) -> None:
    column = Column(key="amount", kind=kind, width=3)
    records = iter([Record((value,)), Record((None,))])
    with writing(tmp_path / "a.xlsx", Words("en"), IMPRINT, Look()) as book:
        for ref in ("A1", "D1"):
            book.open(ref)
        book.table(Table(ref="D1", columns=(column,), records=records))
    found = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    assert found.column_dimensions["A"].width >= len(shown)


def test_the_total_makes_room_for_itself(tmp_path: Path) -> None:
    column = Column(key="amount", kind="money", width=3, total=SUM)
    records = iter([Record((999_999_99,))] * 11)
    with writing(tmp_path / "a.xlsx", Words("en"), IMPRINT, Look()) as book:
        for ref in ("A1", "E2"):
            book.open(ref)
        name = Column(key="number", kind="text", width=9)
        rows = (Record(("x", *record.values)) for record in records)
        book.table(Table(ref="E2", columns=(name, column), records=rows, system={"amount": 0}))
    found = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    assert found.column_dimensions["B"].width >= len("(10,999,999.89)")


def test_a_long_text_makes_its_row_higher_however_many_rows_there_are(tmp_path: Path) -> None:
    column = Column(key="number", kind="text", width=10)
    rows = (Record(("สำนักงานเขตปทุมวัน",)) for _ in range(1500))
    with writing(tmp_path / "a.xlsx", Words("en"), IMPRINT, Look()) as book:
        for ref in ("A1", "E2"):
            book.open(ref)
        book.table(Table(ref="E2", columns=(column,), records=rows))
    found = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    assert {found.row_dimensions[at].height for at in range(6, 1506)} == {48.75}


def test_a_row_is_as_high_as_its_own_longest_text_or_state(tmp_path: Path) -> None:
    columns = (Column(key="number", kind="text", width=10), Column(key="state", kind="state", width=10))
    short = State("✓", "มีผล", "good")
    rows = (
        ("สำนักงานเขตปทุมวัน", short),
        ("ปทุมวัน", short),
        ("ปทุมวัน", State("✓", "กลับรายการโดย PV-1", "good")),
        (Link("สำนักงานเขตปทุมวัน", ""), short),
        ("a\nb\nc", short),
    )
    with writing(tmp_path / "a.xlsx", Words("en"), IMPRINT, Look()) as book:
        for ref in ("A1", "E2"):
            book.open(ref)
        book.table(Table(ref="E2", columns=columns, records=[Record(row) for row in rows]))
    found = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[1]
    default = found.sheet_format.defaultRowHeight
    heights = [found.row_dimensions[at].height or default for at in range(6, 11)]
    assert heights == [48.75, default, 71.25, 48.75, 71.25]
