"""Placing: a refusal of the ledger stands at the cell it is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.intake.documents import documents_of
from api.intake.requests import Lines
from api.uploads.placing import place_of
from ledger.errors import NotPermitted, Short
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
