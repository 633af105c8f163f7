"""Duplicates: one bill paid twice, and two bills that only look alike."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import Row, funded, pay, plan, rows, ruled, survey


@pytest.mark.parametrize(
    ("other", "found"),
    (
        ({}, [("HIGH", "P1 P2", 5000)]),
        ({"vendor": "W"}, []),
        ({"delivery": "LOT-2"}, []),
        ({"delivery": ""}, []),
        ({"amount": "50.01"}, []),
    ),
)
def test_the_same_vendor_amount_and_delivery(other: dict[str, str], found: list[Row]) -> None:
    book = funded()
    said = {"amount": "50.00", "delivery": "LOT", "vendor": "V", **other}
    pay(book, "2026-01-05", "P1", "50.00", delivery="LOT")
    pay(book, "2026-03-05", "P2", said.pop("amount"), **said)
    assert rows(book.findings("E-DUP")) == found


def test_a_reversed_voucher_is_no_duplicate() -> None:
    book = funded()
    pay(book, "2026-01-05", "P1", "50.00", delivery="LOT")
    entry = pay(book, "2026-01-06", "P2", "50.00", delivery="LOT")
    assert book.findings("E-DUP") != []
    book.post("2026-01-07", "reverse", seq=entry.seq, reason="ซ้ำ")
    assert book.findings("E-DUP") == book.findings("E-DUP-FUZZY") == []


@pytest.mark.parametrize(
    ("day", "other", "found"),
    (
        ("2026-01-12", {}, [("MED", "P1 P2", 5000)]),
        ("2026-01-13", {}, []),
        ("2026-01-12", {"vendor": "W"}, []),
        ("2026-01-12", {"amount": "50.01"}, []),
        ("2026-03-12", {"invoice_no": "INV-1008"}, [("MED", "P1 P2", 5000)]),
        ("2026-03-12", {"invoice_no": "INV-1088"}, []),
        ("2026-03-12", {"invoice_no": "INV-1008", "amount": "50.01"}, []),
    ),
)
def test_the_same_vendor_and_amount_near_in_days_or_invoices(
    day: str, other: dict[str, str], found: list[Row]
) -> None:
    book = funded()
    pay(book, "2026-01-05", "P1", "50.00", invoice_no="INV-1007")
    said = {"amount": "50.00", **other}
    pay(book, day, "P2", said.pop("amount"), **said)
    assert rows(book.findings("E-DUP-FUZZY")) == found


def test_a_blank_vendor_is_nobodys() -> None:
    book = funded()
    pay(book, "2026-01-05", "P1", "50.00", vendor="")
    pay(book, "2026-01-05", "P2", "50.00", vendor="")
    assert book.findings("E-DUP-FUZZY") == []


def test_what_hangs_together_is_told_once_and_not_where_it_is_told_already() -> None:
    book = funded()
    for place, day in enumerate(("2026-01-05", "2026-01-10", "2026-01-15"), 1):
        pay(book, day, f"P{place}", "50.00")
    assert rows(book.findings("E-DUP-FUZZY")) == [("MED", "P1 P2 P3", 5000)]
    assert book.findings("E-DUP-FUZZY", rules=ruled(duplicate_window_days=4)) == []
    for number in ("P4", "P5"):
        pay(book, "2026-03-05", number, "60.00", delivery="LOT")
    assert [one.subject for one in book.findings("E-DUP-FUZZY")] == ["P1 P2 P3"]


def test_payments_that_each_have_accepted_work_of_their_own_are_no_duplicates() -> None:
    book = funded()
    plan(book, 10)
    for number in (1, 2):
        survey(book, "2026-01-05", f"L{number}", 5, vendor="V")
        pay(book, f"2026-01-0{5 + number}", f"P{number}", "500.00", delivery=f"L{number}")
    assert book.findings("E-DUP-FUZZY") == []
