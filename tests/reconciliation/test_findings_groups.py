"""Groups: what was paid beyond accepted work, why, and on which day."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import (
    Book,
    Row,
    a_contract,
    a_lot,
    an_advance,
    decided,
    funded,
    pay,
    plan,
    rows,
    ruled,
    satang,
)


def paid(amount: str, accepted: int, rejected: int, quantity: int = 10) -> Book:
    """A lot of ten at 100.00 each, delivered on 2026-03-02, and a voucher that cites it."""
    book = funded()
    plan(book, quantity)
    a_lot(book, "2026-03-02", "LOT", quantity)
    if accepted or rejected:
        decided(book, "2026-03-05", "LOT", accepted, rejected)
    pay(book, "2026-03-06", "PV", amount, delivery="LOT")
    return book


# (paid, accepted, rejected) -> the parts of what was paid beyond accepted work
CASES: tuple[tuple[str, int, int, tuple[str, str, str]], ...] = (
    ("1000.00", 10, 0, ("", "", "")),
    ("900.00", 10, 0, ("", "", "")),
    ("700.00", 5, 5, ("200.00", "", "")),
    ("1000.00", 5, 5, ("500.00", "", "")),
    ("1100.00", 5, 5, ("500.00", "", "100.00")),
    ("700.00", 5, 0, ("", "200.00", "")),
    ("1000.00", 5, 2, ("200.00", "300.00", "")),
    ("1100.00", 5, 2, ("200.00", "300.00", "100.00")),
    ("800.00", 5, 2, ("", "300.00", "")),
    ("1000.00", 0, 0, ("", "1000.00", "")),
    ("1000.00", 0, 10, ("1000.00", "", "")),
    ("1000.05", 5, 5, ("500.00", "", "")),
    ("1000.06", 5, 5, ("500.00", "", "0.06")),
)


@pytest.mark.parametrize(("amount", "accepted", "rejected", "beyond"), CASES)
def test_what_was_paid_beyond_accepted_work_is_explained_in_order(
    amount: str, accepted: int, rejected: int, beyond: tuple[str, str, str]
) -> None:
    book = paid(amount, accepted, rejected)
    for code, part in zip(("E-SPEND-REJ", "E-SPEND-PEND", "E-RATE-OVER"), beyond, strict=True):
        told = [(one.subject, one.amount) for one in book.findings(code)]
        assert told == ([("PV", satang(part))] if part else []), code


def test_rework_takes_the_place_of_what_was_rejected() -> None:
    book = paid("1000.00", 5, 5)
    a_lot(book, "2026-03-10", "L2", 5, rework_of="LOT")
    assert book.findings("E-SPEND-REJ") == []
    assert rows(book.findings("E-SPEND-PEND")) == [("MED", "PV", satang("500.00"))]
    decided(book, "2026-03-12", "L2", 5)
    assert book.findings("E-SPEND-PEND") == []


@pytest.mark.parametrize(("day", "severity"), (("2026-04-01", "MED"), ("2026-04-02", "HIGH")))
def test_work_that_waits_for_more_than_thirty_days_is_grave(day: str, severity: str) -> None:
    found = paid("700.00", 5, 0).findings("E-SPEND-PEND", day)
    assert rows(found) == [(severity, "PV", satang("200.00"))]


def test_what_exceeds_the_ceiling_of_a_cell_at_cost_is_unsupported_and_above_no_rate() -> None:
    book = funded()
    ceiling = {"measure": "room", "basis": "actual_cost", "ceiling": "100.00"}
    book.post("2025-10-01", "define_activity", code="ROOM", name_th="ROOM", **ceiling)
    a_lot(book, "2026-03-02", "LOT", 1, "ROOM")
    decided(book, "2026-03-05", "LOT", 1)
    pay(book, "2026-03-06", "P1", "100.00", "ROOM")
    pay(book, "2026-03-07", "P2", "20.00", "ROOM")
    assert [one.unsup_other for one in book.statement().cells if one.activity == "ROOM"][:1] == [2000]
    assert book.findings("E-RATE-OVER") == []
    assert book.findings("E-TOL") == []


@pytest.mark.parametrize(
    ("day", "fields", "found"),
    (
        ("2026-03-05", {}, []),
        ("2026-03-04", {}, [("HIGH", "PV", 100_000)]),
        ("2026-03-04", {"paid_on": "2026-03-05"}, []),
        ("2026-03-05", {"paid_on": "2026-03-04"}, [("HIGH", "PV", 100_000)]),
        ("2026-03-04", {"source": "AV"}, []),
        ("2026-03-04", {"source": "PO"}, [("HIGH", "PV", 100_000)]),
        ("2026-03-04", {"delivery": ""}, [("MED", "PV", 100_000)]),
        ("2026-03-01", {"delivery": "", "source": "PO"}, []),
        ("2026-03-04", {"delivery": "", "source": "PO"}, [("MED", "PV", 100_000)]),
    ),
)
def test_paid_before_the_decision(day: str, fields: dict[str, str], found: list[Row]) -> None:
    book = funded()
    plan(book, 10)
    an_advance(book, "2026-01-05", "AV", amount="1000.00")
    a_contract(book, "2026-01-05")
    a_lot(book, "2026-03-02", "LOT", 10)
    decided(book, "2026-03-05", "LOT", 10)
    pay(book, day, "PV", "1000.00", **{"delivery": "LOT", **fields})
    assert rows(book.findings("E-PAY-EARLY")) == found


def test_paid_before_a_decision_that_never_came_is_early_and_rework_does_not_count() -> None:
    book = paid("500.00", 5, 5)
    a_lot(book, "2026-03-10", "L2", 5, rework_of="LOT")
    decided(book, "2026-03-12", "L2", 5)
    assert book.findings("E-PAY-EARLY") == []
    assert rows(paid("500.00", 0, 0).findings("E-PAY-EARLY")) == [("HIGH", "PV", 50_000)]


@pytest.mark.parametrize(("day", "found"), (("2026-04-04", []), ("2026-04-05", [("LOW", "P1", 60_000)])))
def test_a_first_payment_more_than_thirty_days_after_the_decision(day: str, found: list[Row]) -> None:
    book = funded()
    plan(book, 10)
    a_lot(book, "2026-03-02", "LOT", 10)
    decided(book, "2026-03-05", "LOT", 10)
    pay(book, day, "P1", "600.00", delivery="LOT")
    pay(book, "2026-05-30", "P2", "400.00", delivery="LOT")
    assert rows(book.findings("E-PAY-SLOW", "2026-05-31")) == found
    assert book.findings("E-PAY-SLOW", "2026-05-31", ruled(payment_days_max=99)) == []
