"""Transfers: what waits too long, and what arrives in part."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import Book, Row, a_book, rows, ruled


def issued(confirmed: str = "", *, recalled: bool = False) -> Book:
    """100.00 on the way from Thursday 2026-01-15; (partly) confirmed the day after."""
    book = a_book()
    leg = {"number": "T1", "line": "L", "from_unit": "C", "to_unit": "D1", "amount": "100.00"}
    book.post("2026-01-15", "transfer", legs=[leg])
    if confirmed:
        book.post("2026-01-16", "confirm", transfer="T1", amount=confirmed)
    if recalled:
        book.post("2026-01-17", "recall", transfer="T1")
    return book


@pytest.mark.parametrize(
    ("confirmed", "day", "found"),
    (
        ("", "2026-01-22", []),
        ("", "2026-01-23", [("MED", "T1", 10_000)]),
        ("60.00", "2026-01-23", [("MED", "T1", 4000)]),
        ("100.00", "2026-01-23", []),
    ),
)
def test_money_on_its_way_for_more_than_five_working_days(confirmed: str, day: str, found: list[Row]) -> None:
    assert rows(issued(confirmed).findings("E-TRANSIT", day)) == found


@pytest.mark.parametrize(
    ("confirmed", "day", "found"),
    (
        ("60.00", "2026-01-22", []),
        ("60.00", "2026-01-23", [("HIGH", "T1", 4000)]),
        ("", "2026-01-23", []),
        ("100.00", "2026-01-23", []),
    ),
)
def test_a_receipt_of_another_amount_than_was_issued(confirmed: str, day: str, found: list[Row]) -> None:
    assert rows(issued(confirmed).findings("E-RECEIPT", day)) == found


def test_what_was_called_back_is_settled() -> None:
    book = issued("60.00", recalled=True)
    assert book.findings("E-RECEIPT", "2026-03-31") == book.findings("E-TRANSIT", "2026-03-31") == []


def test_the_receiver_answers_within_the_windows_of_the_rule_set() -> None:
    book = issued("60.00")
    assert [one.owner for one in book.findings("E-TRANSIT", "2026-01-23")] == ["D1"]
    patient = ruled(transit_days_max=6, receipt_days_max=6)
    for code in ("E-TRANSIT", "E-RECEIPT"):
        assert book.findings(code, "2026-01-23", patient) == []
        assert book.findings(code, "2026-01-26", patient) != []


def test_holidays_do_not_count() -> None:
    book = issued()
    book.post("2026-01-01", "set_holidays", year=2026, days=[{"day": "2026-01-19", "name_th": "หยุด"}])
    assert book.findings("E-TRANSIT", "2026-01-23") == []
