"""Sheets: bytes become numbered rows, or one clear reason why not."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.intake.sheet import Form, Sheet, parse_sheet, read_sheet
from ledger.errors import Unusable

HEAD = b"number,amount\n"


def rows(data: bytes, form: Form | None = None) -> list[tuple[int, tuple[str, ...]]]:
    sheet = parse_sheet(data, "x.csv", form or Form())
    return [(row.number, tuple(row.cells.values())) for row in sheet.rows]


@pytest.mark.parametrize(
    ("data", "expected"),
    (
        (HEAD + b"A,1\nB,2\n", [(2, ("A", "1")), (3, ("B", "2"))]),
        (b"\xef\xbb\xbf" + HEAD + b"A,1", [(2, ("A", "1"))]),
        (HEAD.replace(b"\n", b"\r\n") + b"A,1\r\nB,2\r\n", [(2, ("A", "1")), (3, ("B", "2"))]),
        (HEAD.replace(b"\n", b"\r") + b"A,1\rB,2", [(2, ("A", "1")), (3, ("B", "2"))]),
        (HEAD + b"\nA,1\n,,\n , \nB,2\n", [(3, ("A", "1")), (6, ("B", "2"))]),
        (HEAD + b'"A\nof two lines",1\nB,2\n', [(2, ("A\nof two lines", "1")), (3, ("B", "2"))]),
        (HEAD + b"  A\t, 1 \n", [(2, ("A", "1"))]),
        (b" number , amount \nA,1\n", [(2, ("A", "1"))]),
        (b"number,amount,,\nA,1,,\n", [(2, ("A", "1"))]),
        ("number,amount\nฎ 1/2569,1\n".encode(), [(2, ("ฎ 1/2569", "1"))]),
        (b"\n\n" + HEAD + b"A,1\n", [(4, ("A", "1"))]),
        (HEAD, []),
    ),
)
def test_a_row_has_the_number_that_a_person_sees_beside_it(
    data: bytes, expected: list[tuple[int, tuple[str, ...]]]
) -> None:
    assert rows(data) == expected


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    (
        (b"", "unreadable_file", {"why": "empty"}),
        (b"\n \n", "unreadable_file", {"why": "empty"}),
        (HEAD + b"A,\xff\xfe\n", "unreadable_file", {"why": "encoding", "row": "2"}),
        ("number,amount\nสวัสดี,1\n".encode("cp874"), "unreadable_file", {"why": "encoding", "row": "2"}),
        (HEAD + b"A,\x00\n", "unreadable_file", {"why": "null_byte", "row": "2"}),
        (HEAD + b'A,1\n"B,2\nC,3\n', "unreadable_file", {"why": "quotes", "row": "3"}),
        (HEAD + b'A,1\n"B" x,2\n', "unreadable_file", {"why": "quotes", "row": "3"}),
        (b"number,number\nA,1\n", "duplicate_column", {"field": "number", "row": "1"}),
        (b"number, number\nA,1\n", "duplicate_column", {"field": "number"}),
    ),
)
def test_a_garbled_file_is_refused_as_a_whole_with_the_row(
    data: bytes, code: str, facts: dict[str, str]
) -> None:
    with pytest.raises(Unusable) as refused:
        parse_sheet(data, "x.csv")
    assert refused.value.code == code
    assert refused.value.facts.items() >= {**facts, "file": "x.csv"}.items()


def test_a_cell_of_a_hundred_megabytes_is_refused_and_kills_nobody() -> None:
    with pytest.raises(Unusable) as refused:
        parse_sheet(HEAD + b"A," + b"9" * 100_000_000 + b"\n", "x.csv")
    assert refused.value.facts["why"] == "cell_too_long"


@pytest.mark.parametrize("line", (b"A\n", b"A,1,2\n", b"A,1,\n"))
def test_a_row_with_other_cells_than_the_header_is_refused_and_its_neighbours_are_read(line: bytes) -> None:
    sheet = parse_sheet(HEAD + line + b"B,2\n", "x.csv")
    assert [row.refusal.facts["why"] if row.refusal else "" for row in sheet.rows] == ["ragged_row", ""]


def test_an_old_thai_export_is_read_as_its_form_says() -> None:
    data = "ระบบ e-budget;\nเลขที่;จำนวนเงิน\nฎ 1;1,000.00\n".encode("cp874")
    assert rows(data, Form("cp874", ";", 2)) == [(3, ("ฎ 1", "1,000.00"))]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        read_sheet(tmp_path / "x.csv")
    assert (refused.value.code, refused.value.facts) == ("missing_file", {"file": "x.csv"})


@given(st.binary(max_size=400))
def test_any_bytes_are_a_sheet_or_unusable(data: bytes) -> None:
    for encoding in ("utf-8", "cp874"):
        with suppress(Unusable):
            assert isinstance(parse_sheet(data, "x.csv", Form(encoding)), Sheet)
