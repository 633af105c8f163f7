"""Payments and advances: each with what must be noticed and what must be left alone."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import (
    Row,
    an_advance,
    funded,
    pay,
    rows,
    satang,
)


@pytest.mark.parametrize(
    ("payments", "subjects"),
    (
        ((("2026-01-05", "60000.00"), ("2026-01-12", "40000.00")), ["P1 P2"]),
        ((("2026-01-05", "60000.00"), ("2026-01-13", "40000.00")), []),
        ((("2026-01-05", "60000.00"), ("2026-01-06", "39999.99")), []),
        ((("2026-01-05", "60000.00"), ("2026-01-06", "100000.00")), []),
        (
            (("2026-01-05", "60000.00"), ("2026-01-06", "60000.00"), ("2026-01-07", "60000.00")),
            ["P1 P2 P3"],
        ),
        (
            (
                ("2026-01-05", "60000.00"),
                ("2026-01-12", "60000.00"),
                ("2026-01-13", "60000.00"),
                ("2026-01-20", "60000.00"),
            ),
            ["P1 P2", "P3 P4"],
        ),
        (
            (("2026-01-05", "10000.00"), ("2026-01-09", "50000.00"), ("2026-01-14", "50000.00")),
            ["P2 P3"],
        ),
    ),
)
def test_payments_below_the_limit_that_together_reach_it(
    payments: tuple[tuple[str, str], ...], subjects: list[str]
) -> None:
    book = funded()
    for number, (day, amount) in enumerate(payments, 1):
        pay(book, day, f"P{number}", amount)
    assert [one.subject for one in book.findings("E-SPLIT")] == subjects


@pytest.mark.parametrize(
    "other", ({"vendor": "W"}, {"activity": "OH"}, {"source": "PO"}, {"unit": "D2"}, {"vendor": ""})
)
def test_payments_to_another_vendor_or_cell_or_on_a_contract_are_apart(other: dict[str, str]) -> None:
    book = funded(book=funded(unit="D2"))
    book.post("2025-11-01", "commit", number="PO", line="L", unit="D1", amount="90000.00")
    activity = other.pop("activity", "HH")
    pay(book, "2026-01-05", "P1", "60000.00", activity, **({"vendor": ""} if other == {"vendor": ""} else {}))
    pay(book, "2026-01-06", "P2", "60000.00", "HH", **other)
    assert book.findings("E-SPLIT") == []


@pytest.mark.parametrize(("commitment", "subjects"), (("", ["P1 P2"]), ("PO", [])))
def test_what_was_carried_over_is_on_a_contract_only_as_the_rest_of_one(
    commitment: str, subjects: list[str]
) -> None:
    book = funded()
    book.post("2025-12-01", "commit", number="PO", line="L", unit="D1", amount="150000.00")
    carry = {"line": "L", "unit": "D1", "approval_no": "x", "end_on": "2027-03-31", "commitment": commitment}
    book.post("2026-09-29", "carry_forward", number="F", amount="150000.00", **carry)
    for number in ("P1", "P2"):
        pay(book, "2026-11-02", number, "60000.00", source="F")
    assert [one.subject for one in book.findings("E-SPLIT", "2026-11-30")] == subjects


def test_payments_from_an_advance_are_not_on_a_contract() -> None:
    book = funded()
    book.post(
        "2026-01-02",
        "advance",
        number="AV",
        line="L",
        unit="D1",
        borrower="E",
        amount="70000.00",
        due_on="2026-04-01",
    )
    pay(book, "2026-01-05", "P1", "60000.00", source="AV")
    pay(book, "2026-01-06", "P2", "60000.00")
    assert rows(book.findings("E-SPLIT")) == [("HIGH", "P1 P2", satang("120000.00"))]


@pytest.mark.parametrize(
    ("day", "noticed"),
    (("2026-01-02", True), ("2026-01-03", True), ("2026-01-04", True), ("2026-01-05", False)),
)
def test_a_voucher_of_a_closed_day(day: str, noticed: bool) -> None:  # noqa: FBT001 - a table's last column
    book = funded()
    book.post("2026-01-01", "set_holidays", year=2026, days=[{"day": "2026-01-02", "name_th": "หยุด"}])
    pay(book, day, "PV", "50.00")
    assert rows(book.findings("E-WEEKEND")) == ([("NOTE", "PV", 5000)] if noticed else [])


@pytest.mark.parametrize(
    ("amount", "noticed"),
    (("50000.00", True), ("120000.00", True), ("40000.00", False), ("55000.00", False), ("50000.01", False)),
)
def test_a_round_amount(amount: str, noticed: bool) -> None:  # noqa: FBT001 - a table's last column
    book = funded()
    pay(book, "2026-01-05", "PV", amount)
    assert rows(book.findings("E-ROUND")) == ([("NOTE", "PV", satang(amount))] if noticed else [])


@pytest.mark.parametrize(
    ("amount", "noticed"),
    (("94999.99", False), ("95000.00", True), ("99999.99", True), ("100000.00", False)),
)
def test_an_amount_just_below_the_limit(amount: str, noticed: bool) -> None:  # noqa: FBT001 - a table's last column
    book = funded()
    pay(book, "2026-01-05", "PV", amount)
    assert rows(book.findings("E-NEAR-LIMIT")) == ([("NOTE", "PV", satang(amount))] if noticed else [])


def test_reversed_vouchers_are_looked_at_like_others() -> None:
    book = funded()
    entry = pay(book, "2026-01-03", "PV", "99000.00")
    book.post("2026-01-05", "reverse", seq=entry.seq, reason="x", number="RV")
    codes = [one.code for one in book.statement().findings]
    assert codes == ["E-NEAR-LIMIT", "E-REV-PAIR", "E-WEEKEND"]


@pytest.mark.parametrize(
    ("due_on", "refund", "found"),
    (
        ("2026-03-30", "", [("HIGH", "AV", 10_000)]),
        ("2026-03-30", "30.00", [("HIGH", "AV", 7000)]),
        ("2026-03-30", "100.00", []),
        ("2026-03-31", "", []),
    ),
)
def test_an_advance_due_before_the_cut_off_and_open(due_on: str, refund: str, found: list[Row]) -> None:
    book = funded()
    an_advance(book, "2026-01-05", "AV", due_on)
    if refund:
        book.post("2026-02-05", "refund", advance="AV", unit="D1", amount=refund)
    assert rows(book.findings("E-ADV-OVERDUE")) == found


@pytest.mark.parametrize(
    ("refunded_on", "borrower", "found"),
    (
        ("2026-02-06", "E", [("HIGH", "A2", 10_000)]),
        ("2026-02-04", "E", []),
        ("2026-02-06", "F", []),
    ),
)
def test_a_new_advance_while_one_of_the_borrower_was_open(
    refunded_on: str, borrower: str, found: list[Row]
) -> None:
    book = funded()
    an_advance(book, "2026-01-05", "A1")
    if refunded_on < "2026-02-05":
        book.post(refunded_on, "refund", advance="A1", unit="D1", amount="100.00")
    an_advance(book, "2026-02-05", "A2", borrower=borrower)
    if refunded_on > "2026-02-05":
        book.post(refunded_on, "refund", advance="A1", unit="D1", amount="100.00")
    assert rows(book.findings("E-ADV-REPEAT")) == found
