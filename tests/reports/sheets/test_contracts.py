"""F4: each contract with what was agreed, delivered, drawn, released, and is still open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from reports.sheets.contracts import contracts
from tests.reconciliation.builders import Book, a_contract, a_lot, decided, funded, pay
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import BOOKS, DAYS, assert_foots, held, off, row, told


def shown(book: Book, on: str = "2026-03-31") -> list[dict[str, Any]]:
    table = contracts(told(book, book.statement(on)), frozenset())
    return [row(table, record) for record in held(table)]


@pytest.mark.parametrize("name", BOOKS)
def test_every_sum_agrees_with_the_buckets(name: str) -> None:
    assert_foots(contracts, BOOKS[name](), *DAYS)


@given(programmes, days)
def test_every_sum_agrees_over_random_programmes(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    assert_foots(contracts, carried_out(chosen).book, on.isoformat(), "2026-09-30")


def test_a_contract_tells_what_became_of_its_amount() -> None:
    book = funded()
    a_contract(book, "2025-12-01", quantity=10, unit_price="90.00", due_on="2026-01-31", vendor="V")
    pay(book, "2025-12-05", "P", "300.00", source="PO")
    entry = pay(book, "2025-12-06", "Q", "50.00", source="PO")
    book.post("2025-12-07", "reverse", seq=entry.seq, reason="x")
    book.post("2025-12-08", "release_commitment", commitment="PO", amount="100.00")
    kept = {"line": "L", "unit": "D1", "approval_no": "x", "end_on": "2027-03-31"}
    book.post("2025-12-09", "carry_forward", number="CF", amount="200.00", commitment="PO", **kept)
    lines = [{"line": "L", "activity": "HH", "amount": "40.00", "source": "PO"}]
    asked = {"verb": "disburse", "number": "R", "unit": "D1", "lines": lines}
    book.post("2025-12-10", "propose", number="PP", command=asked)
    (found,) = shown(book)
    money = {key: found[key] for key in ("amount", "drawn", "released", "carried", "held", "outstanding")}
    assert list(money.values()) == [100000, 30000, 10000, 20000, 4000, 36000], money
    assert (found["quantity"], found["unit_price"], found["priced"]) == (10, 9000, 90000)


@pytest.mark.parametrize(
    ("due_on", "delivered", "state"),
    (
        ("2026-04-01", 0, "… bound"),
        ("2026-03-30", 0, "▲ delivery overdue"),
        ("2026-03-30", 9, "▲ delivery overdue"),
        ("2026-03-30", 10, "… bound"),
    ),
)
def test_a_contract_is_overdue_while_it_is_open_and_not_all_is_delivered(
    due_on: str, delivered: int, state: str
) -> None:
    book = funded()
    a_contract(book, "2025-12-01", quantity=10, due_on=due_on)
    if delivered:
        a_lot(book, "2026-01-10", "LOT", delivered, "KM", commitment="PO")
    (found,) = shown(book)
    assert (str(found["state"]), found["delivered"]) == (state, delivered)


def test_rework_is_not_delivered_twice_and_fines_are_the_committees() -> None:
    book = funded()
    a_contract(book, "2025-12-01", quantity=10)
    a_lot(book, "2026-01-10", "LOT", 10, "KM", commitment="PO")
    decided(book, "2026-01-12", "LOT", 6, 4, fine="12.50")
    a_lot(book, "2026-01-20", "AGAIN", 4, "KM", commitment="PO", rework_of="LOT")
    (found,) = shown(book)
    assert (found["delivered"], found["delivered_on"], found["fine"]) == (10, date(2026, 1, 20), 1250)


def test_a_lot_is_under_the_contract_that_the_voucher_citing_it_draws_on() -> None:
    book = funded()
    a_contract(book, "2025-12-01", quantity=10)
    a_lot(book, "2026-01-10", "LOT", 7, "KM")
    assert shown(book)[0]["delivered"] == 0
    pay(book, "2026-01-12", "P", "70.00", "KM", source="PO", delivery="LOT")
    assert shown(book)[0]["delivered"] == 7


def test_a_contract_without_anything_left_is_closed() -> None:
    book = funded()
    a_contract(book, "2025-12-01")
    pay(book, "2025-12-05", "P", "1000.00", source="PO")
    (found,) = shown(book)
    assert (str(found["state"]), found["outstanding"]) == ("✓ nothing open", 0)


def test_what_was_drawn_on_a_contract_that_is_not_in_force_yet_is_listed_all_the_same() -> None:
    book = funded()
    a_contract(book, "2025-12-20")
    pay(book, "2025-12-05", "P", "70.00", source="PO")
    (found,) = shown(book, "2025-12-10")
    assert (found["number"], found["outstanding"], str(found["state"])[:1]) == ("PO", -7000, "✗")


def test_a_row_left_out_is_noticed() -> None:
    book = funded()
    a_contract(book, "2025-12-20")
    table = contracts(told(book, book.statement()), frozenset())
    assert set(off(table, [])) == {"amount", "outstanding"}
