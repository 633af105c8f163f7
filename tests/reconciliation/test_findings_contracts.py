"""Contracts: payments without one, contracts without movement, work after the due date."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import (
    Row,
    a_contract,
    a_lot,
    an_advance,
    decided,
    funded,
    pay,
    rows,
    satang,
)


@pytest.mark.parametrize(
    ("amount", "vendor", "found"),
    (
        ("100000.00", "V", []),
        ("100000.01", "V", [("HIGH", "PV", satang("100000.01"))]),
        ("100000.01", "", []),
    ),
)
def test_a_payment_above_the_limit_without_a_contract(amount: str, vendor: str, found: list[Row]) -> None:
    book = funded()
    pay(book, "2026-01-05", "PV", amount, "OH", vendor=vendor)
    assert rows(book.findings("E-NO-COMMIT")) == found


def test_a_payment_on_a_contract_has_one_and_only_the_rest_counts() -> None:
    book = funded()
    a_contract(book, "2025-12-01", amount="300000.00")
    pay(book, "2026-01-05", "P1", "200000.00", "OH", source="PO")
    an_advance(book, "2026-01-05", "AV", amount="150000.00")
    pay(book, "2026-01-06", "P2", "120000.00", "OH", source="AV")
    lines = [
        {"line": "L", "activity": "OH", "amount": "90000.00", "source": "PO"},
        {"line": "L", "activity": "OH", "amount": "90000.00"},
    ]
    book.post("2026-01-07", "disburse", number="P3", unit="D1", vendor="V", lines=lines)
    assert rows(book.findings("E-NO-COMMIT")) == [("HIGH", "P2", satang("120000.00"))]


def test_what_is_carried_over_of_a_contract_is_on_a_contract() -> None:
    book = funded()
    a_contract(book, "2025-12-01", amount="300000.00")
    carry = {"line": "L", "unit": "D1", "approval_no": "x", "end_on": "2027-03-31"}
    book.post("2026-09-29", "carry_forward", number="F1", commitment="PO", amount="200000.00", **carry)
    book.post("2026-09-29", "carry_forward", number="F2", amount="200000.00", **carry)
    pay(book, "2026-11-02", "P1", "150000.00", "OH", source="F1")
    pay(book, "2026-11-02", "P2", "150000.00", "OH", source="F2")
    assert [one.subject for one in book.findings("E-NO-COMMIT", "2026-11-30")] == ["P2"]


@pytest.mark.parametrize(("day", "found"), (("2026-03-01", []), ("2026-03-02", [("MED", "PO", 100_000)])))
def test_a_contract_without_movement_for_ninety_days(day: str, found: list[Row]) -> None:
    book = funded()
    a_contract(book, "2025-12-01")
    assert rows(book.findings("E-STALE-COMMIT", day)) == found


@pytest.mark.parametrize("moved", ("paid", "released", "delivered", "decided", "not_due", "used_up"))
def test_a_contract_that_lives_is_not_stale(moved: str) -> None:
    book = funded()
    a_contract(book, "2025-12-01", due_on="2026-03-31" if moved == "not_due" else "")
    if moved == "paid":
        pay(book, "2026-01-05", "PV", "10.00", "OH", source="PO")
    if moved == "used_up":
        pay(book, "2025-12-02", "PV", "1000.00", "OH", source="PO")
    if moved == "released":
        book.post("2026-01-05", "release_commitment", commitment="PO", unit="D1", amount="10.00")
    if moved in ("delivered", "decided"):
        day = "2026-01-05" if moved == "delivered" else "2025-12-02"
        a_lot(book, day, "LOT", 1, "KM", commitment="PO")
    if moved == "decided":
        decided(book, "2026-01-05", "LOT", 1)
    assert book.findings("E-STALE-COMMIT") == []


@pytest.mark.parametrize(
    ("delivered", "fields", "found"),
    (
        ("2026-01-31", {}, []),
        ("2026-02-01", {}, [("HIGH", "LOT", 0)]),
        ("2026-02-01", {"fine": "5.00"}, []),
        ("2026-02-01", {"accepted": 0, "rejected": 1}, []),
    ),
)
def test_a_delivery_after_the_due_date_without_a_fine(
    delivered: str, fields: dict[str, object], found: list[Row]
) -> None:
    book = funded()
    a_contract(book, "2025-12-01", due_on="2026-01-31")
    a_lot(book, delivered, "LOT", 1, "KM", commitment="PO")
    book.post("2026-02-02", "decide", delivery="LOT", **{"accepted": 1, **fields})
    assert rows(book.findings("E-LATE-NOFINE")) == found


def test_the_contract_of_a_delivery_is_also_the_one_its_voucher_draws_on() -> None:
    book = funded()
    a_contract(book, "2025-12-01", due_on="2026-01-31")
    a_lot(book, "2026-02-01", "LOT", 1)
    decided(book, "2026-02-02", "LOT", 1)
    assert book.findings("E-LATE-NOFINE") == []
    pay(book, "2026-02-03", "P1", "50.00", source="PO", delivery="LOT")
    assert rows(book.findings("E-LATE-NOFINE")) == [("HIGH", "LOT", 0)]
    pay(book, "2026-02-04", "P2", "50.00", source="PO", delivery="LOT", fine="1.00")
    assert book.findings("E-LATE-NOFINE") == []


@pytest.mark.parametrize(("until", "found"), (("2026-11-15", []), ("2026-10-31", ["LOT"])))
def test_a_carry_over_of_the_contract_is_an_extension(until: str, found: list[str]) -> None:
    book = funded()
    a_contract(book, "2025-12-01", due_on="2026-08-31")
    carry = {"line": "L", "unit": "D1", "approval_no": "x", "commitment": "PO", "amount": "1000.00"}
    book.post("2026-09-29", "carry_forward", number="F1", end_on=until, **carry)
    a_lot(book, "2026-11-15", "LOT", 1, "KM", commitment="PO")
    decided(book, "2026-11-16", "LOT", 1)
    assert [one.subject for one in book.findings("E-LATE-NOFINE", "2026-11-30")] == found
