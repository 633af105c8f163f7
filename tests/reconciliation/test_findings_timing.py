"""Timing: before the money came, in the last days of the year, long before or behind a signature."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reconciliation.builders import Book, Row, a_book, a_contract, funded, pay, rows, ruled


@pytest.mark.parametrize(("day", "found"), (("2025-10-15", [("HIGH", "PV", 5000)]), ("2025-10-16", [])))
def test_a_voucher_before_any_receipt_of_its_unit(day: str, found: list[Row]) -> None:
    book = funded()
    pay(book, day, "PV", "50.00")
    assert rows(book.findings("E-SPEND-EARLY")) == found


@pytest.mark.parametrize(("day", "found"), (("2025-10-15", [("HIGH", "PV", 5000)]), ("2025-10-16", [])))
def test_a_voucher_dated_before_any_receipt_of_its_unit(day: str, found: list[Row]) -> None:
    book = funded()
    pay(book, "2025-10-20", "PV", "50.00", document_on=day)
    assert rows(book.findings("E-SPEND-EARLY")) == found


@pytest.mark.parametrize(("day", "found"), (("2025-10-15", [("HIGH", "PO", 100_000)]), ("2025-10-16", [])))
def test_a_contract_before_any_receipt_of_its_unit(day: str, found: list[Row]) -> None:
    book = funded()
    a_contract(book, day)
    assert rows(book.findings("E-COMMIT-EARLY")) == found


def test_what_the_centre_keeps_is_a_receipt() -> None:
    book = a_book()
    book.post("2025-11-03", "retain", number="RT", line="L", amount="100.00")
    pay(book, "2025-11-03", "P1", "10.00", "OH", unit="C")
    pay(book, "2025-11-02", "P2", "10.00", "OH", unit="C")
    assert rows(book.findings("E-SPEND-EARLY")) == [("HIGH", "P2", 1000)]


@pytest.mark.parametrize(("day", "found"), (("2026-08-31", []), ("2026-09-01", [("LOW", "PO", 100_000)])))
def test_a_contract_in_the_last_thirty_days_of_the_year(day: str, found: list[Row]) -> None:
    book = funded()
    a_contract(book, day)
    assert rows(book.findings("E-YEAREND", "2026-09-30")) == found


def handed_on(book: Book, day: str, kind: str = "allotting") -> None:
    sides = {"from_unit": "D1", "to_unit": "C"} if kind == "return" else {"from_unit": "C", "to_unit": "D1"}
    legs = [
        {"number": number, "line": "L", "kind": kind, "amount": "5.00", **sides} for number in ("T8", "T9")
    ]
    book.post(day, "transfer", order_no="O", legs=legs)


def test_an_order_in_the_last_thirty_days_is_one_finding_of_who_issued_it() -> None:
    book = funded()
    handed_on(book, "2026-09-20")
    found = book.findings("E-YEAREND", "2026-09-30")
    assert (rows(found), [one.owner for one in found]) == ([("LOW", "T8 T9", 1000)], ["C"])


def test_what_is_returned_at_the_end_of_the_year_is_no_rush() -> None:
    book = funded()
    handed_on(book, "2026-09-20", "return")
    assert book.findings("E-YEAREND", "2026-09-30") == []


def test_a_programme_of_one_day_is_no_rush() -> None:
    book = a_book()
    book.post("2026-09-20", "open_line", code="N", fiscal_year=2569, name_th="ใหม่", owner_unit="C")
    book.post("2026-09-20", "appropriate", number="A2", line="N", amount="9.00", authority="ข้อบัญญัติ")
    book.post("2026-09-20", "release", number="R2", line="N", amount="9.00")
    leg = {"number": "T1", "line": "N", "from_unit": "C", "to_unit": "D1", "amount": "9.00"}
    book.post("2026-09-20", "transfer", legs=[leg])
    assert book.findings("E-YEAREND", "2026-09-30") == []


@pytest.mark.parametrize(
    ("dated", "found"),
    (
        ({"document_on": "2026-01-08"}, []),
        ({"document_on": "2026-01-07"}, [("MED", "PV", 5000)]),
        ({"original_on": "2026-01-07"}, [("MED", "PV", 5000)]),
        ({"document_on": "2026-01-08", "original_on": "2026-01-07"}, []),
        ({}, []),
    ),
)
def test_a_voucher_posted_more_than_seven_days_after_its_document(
    dated: dict[str, str], found: list[Row]
) -> None:
    book = funded()
    # A request's own fields are values, those of a command are in wire form.
    days = {name: date.fromisoformat(day) if name == "original_on" else day for name, day in dated.items()}
    pay(book, "2026-01-15", "PV", "50.00", **days)
    assert rows(book.findings("E-LATE")) == found
    assert book.findings("E-LATE", rules=ruled(posting_days_max=8)) == []


@pytest.mark.parametrize(
    ("dated", "found"),
    (("2025-12-31", [("HIGH", "P2", 6000)]), ("2026-01-01", [])),
)
def test_a_document_dated_in_a_period_that_was_signed_before(dated: str, found: list[Row]) -> None:
    book = funded()
    pay(book, "2025-12-30", "P1", "50.00", document_on="2025-12-30")
    book.post("2026-01-05", "close_period", through="2025-12-31")
    pay(book, "2026-01-06", "P2", "60.00", document_on=dated)
    assert rows(book.findings("E-BACKDATE")) == found


def test_a_later_signature_makes_no_earlier_voucher_backdated() -> None:
    book = funded()
    pay(book, "2026-01-06", "PV", "60.00", document_on="2026-01-06")
    book.post("2026-02-05", "close_period", through="2026-01-31")
    assert book.findings("E-BACKDATE") == []
