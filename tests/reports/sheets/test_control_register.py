"""F2: what was brought forward, every movement in order, the sums so far, what is carried forward."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from reports.sheets.control_register import control_register
from tests.reconciliation.builders import Book, a_contract, funded, pay
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reports.sheets.footing import (
    BOOKS,
    DAYS,
    a_book_of_two_years,
    assert_foots,
    held,
    off,
    row,
    told,
)


def shown(book: Book, on: str = "2026-03-31") -> list[dict[str, Any]]:
    table = control_register(told(book, book.statement(on)), frozenset())
    return [row(table, record) for record in held(table)]


@pytest.mark.parametrize("name", BOOKS)
def test_every_sum_agrees_with_the_buckets(name: str) -> None:
    assert_foots(control_register, BOOKS[name](), *DAYS)


@given(programmes, days)
def test_every_sum_agrees_over_random_programmes(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    assert_foots(control_register, carried_out(chosen).book, on.isoformat(), "2026-09-30", "2026-10-01")


def test_an_account_runs_from_what_was_brought_to_what_is_carried_forward() -> None:
    book = funded("1000.00")
    a_contract(book, "2025-11-03", "PO", "200.00")
    entry = pay(book, "2025-12-01", "P", "50.00")
    book.post("2025-12-02", "reverse", seq=entry.seq, number="RV", reason="x")
    lines = [
        (one["movement"], one.get("paper"), one.get("in"), one.get("out"), one.get("balance"))
        for one in shown(book)
    ]
    assert lines == [
        ("Brought forward (รายการ)", None, None, None, 0),
        ("receipt", "T-D1", 100_000, None, 100_000),
        ("Total of this month (Oct 2025)", None, None, None, 100_000),
        ("Total since the year began", None, None, None, 100_000),
        ("commitment", "PO", None, 20_000, 80_000),
        ("Total of this month (Nov 2025)", None, None, None, 80_000),
        ("Total since the year began", None, None, None, 80_000),
        ("disbursement", "P", None, 5_000, 75_000),
        ("reversal: disbursement", "RV", 5_000, None, 80_000),
        ("Total of this month (Dec 2025)", None, None, None, 80_000),
        ("Total since the year began", None, None, None, 80_000),
        ("Carried forward", None, None, None, None),
    ]


def test_months_and_the_year_so_far_are_summed() -> None:
    book = funded("1000.00")
    pay(book, "2025-12-01", "P", "50.00")
    sums = [(one["sum_in"], one["sum_out"]) for one in shown(book) if "sum_in" in one]
    assert sums == [(100_000, 0), (100_000, 0), (0, 5_000), (100_000, 5_000), (100_000, 5_000)]


def test_a_new_fiscal_year_begins_with_what_the_old_one_left() -> None:
    book = a_book_of_two_years()
    before = {
        one["unit"] + one["line"]: one["closing"] for one in shown(book, "2026-09-30") if "closing" in one
    }
    after = {
        one["unit"] + one["line"]: one["opening"] for one in shown(book, "2026-10-08") if "opening" in one
    }
    assert before == after
    assert 2_000 in after.values()


@pytest.mark.parametrize(("on", "brought"), (("2026-09-30", 95_000), ("2026-10-01", 100_000)))
def test_a_fiscal_year_begins_on_the_first_of_october(on: str, brought: int) -> None:
    book = funded("1000.00")
    book.post(on, "lapse", line="L", unit="D1", amount="50.00")
    assert shown(book, "2026-10-31")[0]["opening"] == brought


def test_movements_stand_in_the_order_in_which_they_take_effect() -> None:
    book = funded("1000.00")
    entry = pay(book, "2025-12-20", "P", "50.00")
    book.post("2025-12-01", "reverse", seq=entry.seq, reason="x")
    pay(book, "2025-12-10", "Q", "30.00")
    moves = [(one["on"], one["paper"]) for one in shown(book) if one.get("paper") and one["on"].month == 12]
    # What takes a voucher back cannot take effect before it.
    assert moves == [(date(2025, 12, 10), "Q"), (date(2025, 12, 20), "P"), (date(2025, 12, 20), "P/1")]


def test_rows_carry_the_entry_that_proves_them() -> None:
    book = funded("1000.00")
    found = next(one for one in shown(book) if one["movement"] == "receipt")
    entry = next(one for one in book.entries if one.kind == "confirm")
    assert found["entry"] == entry.seq
    assert len(found["leaf"]) == 16


def test_a_row_left_out_is_noticed() -> None:
    book = funded("1000.00")
    table = control_register(told(book, book.statement()), frozenset())
    assert set(off(table, held(table)[:1])) == {"in", "closing"}
