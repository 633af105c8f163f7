"""A workbook of strangers is read exactly, or refused before it can do harm."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake import zip_check
from api.intake.sheet import Sheet
from api.intake.xlsx import exact, is_workbook, parse_workbook
from ledger.calendar import Era
from ledger.errors import Unusable
from tests.api.intake.workbooks import MAIN, a_workbook, parts, relations, zipped

CELL = '<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def refused(data: bytes, **form: str) -> dict[str, str]:
    with pytest.raises(Unusable) as why:
        parse_workbook(data, "x.xlsx", sheet=form.get("sheet", ""))
    assert why.value.facts["file"] == "x.xlsx"
    return {"code": why.value.code, **why.value.facts}


def troubles(sheet: Sheet) -> list[tuple[int, str, str]]:
    return [
        (row.number, row.refusal.facts["field"], row.refusal.facts["why"])
        for row in sheet.rows
        if row.refusal
    ]


def test_cells_are_read_exactly_with_the_row_that_excel_shows() -> None:
    rows = (
        ("ระบบ e-budget",),
        (),
        ("เลขที่", "จำนวนเงิน", "วันที่", None, "หมายเหตุ"),
        ("ฎ 1", 1234.56, date(2026, 3, 31), None, " ก "),
        (),
        (7, 1400000, datetime(2026, 3, 31, 14, 5), None, ""),  # noqa: DTZ001 - Excel knows no zones
    )
    sheet = parse_workbook(a_workbook(rows), "x.xlsx", header_row=3)
    assert sheet.columns == ("เลขที่", "จำนวนเงิน", "วันที่", "", "หมายเหตุ")
    assert [(row.number, *row.cells.values()) for row in sheet.rows] == [
        (4, "ฎ 1", "1234.56", "2026-03-31", "ก"),
        (6, "7", "1400000", "2026-03-31", ""),
    ]


@pytest.mark.parametrize(("era", "text"), (("ce", "2026-03-31"), ("be", "2569-03-31")))
def test_a_date_cell_is_a_day_in_the_era_of_the_profile(era: Era, text: str) -> None:
    sheet = parse_workbook(a_workbook((("on",), (date(2026, 3, 31),))), "x.xlsx", era=era)
    assert sheet.rows[0].cells == {"on": text}


def test_a_sheet_is_chosen_by_its_name() -> None:
    data = a_workbook((("a",), (1,)), sheet="งบกระทบยอด")
    assert parse_workbook(data, "x.xlsx", sheet="งบกระทบยอด").rows[0].cells == {"a": "1"}
    assert refused(data, sheet="อื่น")["why"] == "no_sheet"


@pytest.mark.parametrize(
    ("row", "expected"),
    (
        (("=1+1", 2), [(2, "a", "formula")]),
        ((1, "={1;2}"), [(2, "b", "formula")]),
        ((1, True), [(2, "b", "not_text")]),
        ((1, 2, None, 4), [(2, "row", "ragged_row")]),
        ((1,), []),
    ),
)
def test_a_cell_that_is_no_plain_figure_or_text_refuses_its_row(
    row: tuple[object, ...], expected: list[tuple[int, str, str]]
) -> None:
    assert troubles(parse_workbook(a_workbook((("a", "b"), row, (5, 6))), "x.xlsx")) == expected


def test_an_error_and_an_impossible_date_refuse_their_rows() -> None:
    error = '<c r="A2" t="e"><v>#REF!</v></c>'
    data = f'<row r="1">{CELL.format(at="A1", text="a")}</row><row r="2">{error}</row>'
    assert troubles(parse_workbook(zipped(parts(data)), "x.xlsx")) == [(2, "a", "cell_error")]


@pytest.mark.parametrize("cells", (("a", "a"), ("=1",)))
def test_the_names_of_columns_are_texts_and_differ(cells: tuple[str, ...]) -> None:
    found = refused(a_workbook((cells, (1, 2))))
    assert (found["code"], found["row"]) in (("duplicate_column", "1"), ("unreadable_file", "1"))


@given(st.integers(-(10**13), 10**13))
def test_every_amount_of_two_decimals_comes_through_exactly(minor: int) -> None:
    written = minor / 100
    assert Decimal(exact(written)) * 100 == minor


@pytest.mark.parametrize(
    ("name", "why"),
    (
        ("xl/vbaProject.bin", "macro"),
        ("xl/macrosheets/sheet1.xml", "macro"),
        ("xl/embeddings/oleObject1.bin", "macro"),
        ("xl/activeX/activeX1.xml", "macro"),
        ("xl/externalLinks/externalLink1.xml", "external_link"),
        ("xl/connections.xml", "external_link"),
        ("../evil.xml", "not_a_workbook"),
        ("XL/workbook.xml", "not_a_workbook"),
    ),
)
def test_what_is_more_than_a_table_is_refused(name: str, why: str) -> None:
    assert refused(zipped({**parts(), name: "<x/>"}))["why"] == why


def test_macros_and_links_are_seen_by_what_they_are_whatever_they_are_called() -> None:
    macro = parts()
    macro["[Content_Types].xml"] = macro["[Content_Types].xml"].replace(
        "sheet.main", "sheet.macroEnabled.main"
    )
    assert refused(zipped(macro))["why"] == "macro"
    link = relations("oleObject", "file:///etc/passwd", ' TargetMode="External"')
    assert refused(zipped({**parts(), "xl/worksheets/_rels/sheet1.xml.rels": link}))["why"] == "external_link"


def test_a_link_that_a_person_may_click_is_only_text() -> None:
    link = relations("hyperlink", "https://example.org/", ' TargetMode="External"')
    data = f'<row r="1">{CELL.format(at="A1", text="a")}</row>'
    sheet = parse_workbook(zipped({**parts(data), "xl/worksheets/_rels/sheet1.xml.rels": link}), "x.xlsx")
    assert sheet.columns == ("a",)


@pytest.mark.parametrize("encoding", ("utf-8", "utf-16"))
@pytest.mark.parametrize(
    "declared",
    (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        "<!DOCTYPE x>",
    ),
)
@pytest.mark.parametrize("part", ("xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/workbook.xml"))
def test_no_part_may_declare_entities(part: str, declared: str, encoding: str) -> None:
    files: dict[str, str | bytes] = {**parts()}
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    body = str(files[part]).removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    files[part] = f"{head}{declared}{body}".encode(encoding)
    assert refused(zipped(files))["why"] == "dtd"


@pytest.mark.parametrize(
    ("data", "head", "why"),
    (
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "", "too_many_rows"),
        ('<row r="99999999999999999999"><c><v>1</v></c></row>', "", "too_many_rows"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "", "too_many_columns"),
        ('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>', "", "too_many_columns"),
        ("<row>" + "<c/>" * 300 + "</row>", "", "too_many_columns"),
        ("<a>" * 70 + "</a>" * 70, "", "too_deep"),
        ("", "", "empty"),
        ("", '<dimension ref="A1:XFD1048576"/>', "empty"),
    ),
)
def test_a_small_sheet_that_claims_a_million_rows_is_refused_at_once(data: str, head: str, why: str) -> None:
    packed = zipped(parts(data, head))
    assert len(packed) < 4096
    started = time.perf_counter()
    assert refused(packed)["why"] == why
    assert time.perf_counter() - started < 5


def test_what_a_sheet_claims_to_be_does_not_matter() -> None:
    data = f'<row r="1">{CELL.format(at="A1", text="a")}</row><row r="9"><c r="A9"><v>1.5</v></c></row>'
    sheet = parse_workbook(zipped(parts(data, '<dimension ref="A1:XFD1048576"/>')), "x.xlsx")
    assert [(row.number, row.cells) for row in sheet.rows] == [(9, {"a": "1.5"})]
    assert refused(zipped({**parts(), "junk.txt": "no xml"}))["why"] == "not_a_workbook"


def test_a_zip_bomb_is_refused_without_unpacking_it() -> None:
    bomb = zipped({**parts(), "xl/media/pixels.bin": b"\0" * (200 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    tracemalloc.start()
    try:
        assert refused(bomb)["why"] == "too_large_inside"
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    data = bytearray(zipped(parts("<row/>" * 50_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = bytes(data).replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert refused(lying)["why"] == "not_a_workbook"


def test_many_parts_and_many_cells_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        refused(zipped({**parts(), **{f"p{n}.xml": "<x/>" for n in range(600)}}))["why"] == "too_many_parts"
    )
    monkeypatch.setattr(zip_check, "CELLS_MAX", 100)
    assert refused(zipped(parts("<row>" + "<c/>" * 60 + "</row>" + "<row>" + "<c/>" * 60 + "</row>")))[
        "why"
    ] == ("too_many_cells")


def test_a_csv_is_no_workbook() -> None:
    assert not is_workbook(b"a,b\n")
    assert is_workbook(a_workbook(()))
    assert refused(b"PK\x03\x04 and nothing else")["why"] == "not_a_workbook"


def test_a_sheet_under_another_prefix_is_counted_too() -> None:
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="300000"/></x:sheetData></x:worksheet>'
    assert refused(zipped({**parts(), "xl/worksheets/sheet1.xml": sheet}))["why"] == "too_many_rows"


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=30))
def test_any_damage_leaves_a_sheet_or_unusable(at: int, junk: bytes) -> None:
    whole = a_workbook((("a", "b"), (1, "x"), (2.5, date(2026, 1, 1))))
    at %= len(whole)
    with suppress(Unusable):
        assert isinstance(parse_workbook(whole[:at] + junk + whole[at + len(junk) :], "x.xlsx"), Sheet)
