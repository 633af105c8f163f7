"""Placing: a refusal of the ledger stands at the cell it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.intake.documents import documents_of
from api.intake.requests import Lines
from api.uploads.placing import hidden_place_of, place_of
from ledger.commands import OpenLine, RegisterUnit
from ledger.errors import NotPermitted, OutOfScope, Short, UnknownTransfer
from ledger.rules import Reference
from tests.api.uploads.books import HEADER, RIGHT, a_book, check, csv_of, told

VOUCHER = ("number", "unit", "line", "activity", "posted_on", "amount")
Row = tuple[str, ...]
RECEIPT = ("transfer", "date", "amount")
MONEY = ("number", "date", "line", "amount")
PAID = ("PV-9", "1032", "L69", "OH", "2025-11-05", "1.00")


@pytest.mark.parametrize(
    "case",
    (
        ("transfers", HEADER, (*RIGHT[:-1], "500.01"), ("F2", "short")),
        ("transfers", HEADER, (*RIGHT[:4], "1099", RIGHT[5]), ("E2", "unknown_unit")),
        ("transfers", HEADER, (*RIGHT[:2], "L70", *RIGHT[3:]), ("C2", "unknown_line")),
        ("transfers", HEADER, ("TR-1", *RIGHT[1:]), ("A2", "number_used")),
        ("transfers", HEADER, ("TR-9", "2026-10-20", *RIGHT[2:]), ("C2", "wrong_fiscal_year")),
        ("vouchers", VOUCHER, (*PAID[:3], "XX", *PAID[4:]), ("D2", "unknown_activity")),
        ("vouchers", (*VOUCHER, "from"), (*PAID, "PO-1"), ("G2", "unknown_document")),
        ("receipts", RECEIPT, ("TR-5", "2025-10-20", "1.00"), ("A2", "unknown_transfer")),
        ("appropriations", MONEY, ("AP-9", "2025-10-01", "L69", "5.00"), ("A2", "no_authority")),
        (
            "appropriations",
            (*MONEY, "authority"),
            ("AP-9", "2025-10-01", "L69", "5.00", ""),
            ("E2", "no_authority"),
        ),
    ),
)
def test_a_refusal_stands_at_its_cell(
    migrated_sqlite_url: str, tmp_path: Path, case: tuple[str, Row, Row, tuple[str, str]]
) -> None:
    table, header, row, expected = case
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        assert told(check(journal, csv_of(table, header, row))) == [expected]


def test_of_an_order_of_several_rows_the_right_one_is_named(migrated_sqlite_url: str, tmp_path: Path) -> None:
    header = (*HEADER, "order_no")
    other = ("TR-10", *RIGHT[1:4], "1099", RIGHT[5], "OR-9")
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, csv_of("transfers", header, (*RIGHT, "OR-9"), other))
    assert told(checked) == [("E3", "unknown_unit")]


def test_a_figure_of_the_book_is_not_sought_among_the_cells() -> None:
    page = csv_of("recall", ("transfer", "date", "reason"), ("TR-1", "2025-10-20", "40000")).pages[0]
    (document,) = documents_of(page.table, page.rows, Lines({}))
    wrong = place_of(page, document, Short(bucket="in_transit:1032:L69:TR-1", has="40000", needs="40001"))
    assert wrong.address == "A2"


def test_a_refusal_that_names_nothing_written_stands_at_the_row() -> None:
    page = csv_of("lapse", ("date", "line", "unit"), ("2025-10-20", "L69", "DEPT")).pages[0]
    (document,) = documents_of(page.table, page.rows, Lines({}))
    assert place_of(page, document, NotPermitted(actor="x", verb="lapse", roles="y")).address == "2"


def test_what_is_hidden_stands_at_the_same_cell_whatever_was_refused() -> None:
    """Else the cell would tell another's number from one that nobody has."""
    row = ("TR-7", "2025-10-20", "1.00", "1099")
    upload = csv_of("receipts", (*RECEIPT, "remark"), row)
    (page,) = upload.pages
    (document,) = documents_of(page.table, page.rows, Lines({}))
    refusals = (UnknownTransfer(number="TR-7"), OutOfScope(actor="x", unit="1099"), OutOfScope(unit="1032"))
    said = [hidden_place_of(page, document, Reference(), refusal) for refusal in refusals]
    assert {(each.address, each.code, tuple(each.facts), each.said("en")) for each in said} == {
        ("A2", "not_found", (), said[0].said("en"))
    }
    assert [place_of(page, document, refusal).address for refusal in refusals] == ["A2", "D2", "A2"]


def test_what_is_hidden_stands_at_the_first_code_that_its_reader_cannot_see() -> None:
    (page,) = csv_of("transfers", HEADER, RIGHT).pages
    (document,) = documents_of(page.table, page.rows, Lines({}))
    unit = RegisterUnit(code="DEPT", name_th="ส่วนกลาง")
    line = OpenLine(code="L69", fiscal_year=2569, name_th="x", owner_unit="DEPT")
    seen = Reference(units={"DEPT": unit}, lines={"L69": line})
    addresses = [
        hidden_place_of(page, document, reference, OutOfScope(unit="x")).address
        for reference in (seen, Reference(units={"DEPT": unit}), Reference(lines={"L69": line}))
    ]
    assert addresses == ["E2", "C2", "D2"]
