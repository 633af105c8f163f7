"""Identities: whatever is posted, reversed or dated, documents and buckets tell the same figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.statement import District, Statement
from tests.reconciliation.builders import Book, a_book, funded, pay, pilot_statement, plan, survey
from tests.reconciliation.programmes import carried_out, days, programmes


def broken(statement: Statement) -> list[tuple[str, str, int]]:
    return [(one.name, one.subject, one.difference) for one in statement.identities if not one.holds]


@given(programmes, days)
def test_identities_hold_over_random_programmes_at_any_cut_off(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    programme = carried_out(chosen)
    assert broken(programme.book.statement(on.isoformat())) == []
    assert broken(programme.book.statement("2027-12-31")) == []


@given(programmes, st.randoms(use_true_random=False))
def test_a_statement_does_not_depend_on_the_order_entries_come_in(
    chosen: list[tuple[str, Mapping[str, Any]]],
    random: Any,  # noqa: ANN401 - hypothesis has no public type for it
) -> None:
    book = carried_out(chosen).book
    before = book.statement("2026-03-31")
    random.shuffle(book.entries)
    assert book.statement("2026-03-31") == before


@pytest.mark.parametrize(
    "day", ("2025-09-30", "2025-10-15", "2026-01-31", "2026-03-23", "2026-03-31", "2026-12-31")
)
def test_the_pilot_balances_on_any_day(day: str) -> None:
    assert broken(pilot_statement(date.fromisoformat(day))) == []


def a_busy_book() -> Book:
    """One of everything that a reversal could undo, on one district."""
    book = funded("1000000.00")
    plan(book, 100)
    book.post("2025-10-20", "retain", number="RT", line="L", amount="5000.00")
    book.post(
        "2025-10-20", "commit", number="PO", line="L", unit="D1", activity="KM", amount="3000.00",
        quantity=10, unit_price="200.00",
    )  # fmt: skip
    book.post(
        "2025-10-21",
        "advance",
        number="AV",
        line="L",
        unit="D1",
        borrower="E",
        amount="900.00",
        due_on="2025-12-01",
    )
    survey(book, "2025-11-01", "LOT", 10)
    survey(book, "2025-11-02", "LOT-KM", 4, "KM", commitment="PO")
    pay(book, "2025-11-03", "PV", "700.00")
    return book


UNDONE: tuple[tuple[str, Mapping[str, Any]], ...] = (
    (
        "transfer",
        {"legs": [{"number": "T9", "line": "L", "from_unit": "D1", "to_unit": "D2", "amount": "10.00"}]},
    ),
    (
        "transfer",
        {"legs": [{"number": "T9", "line": "L", "from_unit": "D1", "to_unit": "C", "amount": "10.00"}]},
    ),
    ("retain", {"number": "RT9", "line": "L", "amount": "10.00"}),
    ("retain_back", {"number": "RB9", "line": "L", "amount": "10.00"}),
    ("commit", {"number": "PO9", "line": "L", "unit": "D1", "activity": "HH", "amount": "10.00"}),
    ("release_commitment", {"commitment": "PO", "unit": "D1", "amount": "10.00"}),
    (
        "advance",
        {
            "number": "A9",
            "line": "L",
            "unit": "D1",
            "borrower": "X",
            "amount": "10.00",
            "due_on": "2026-01-01",
        },
    ),
    ("refund", {"advance": "AV", "unit": "D1", "amount": "10.00"}),
    (
        "disburse",
        {"number": "PV9", "unit": "D1", "lines": [{"line": "L", "activity": "HH", "amount": "10.00"}]},
    ),
    (
        "disburse",
        {"number": "PV9", "unit": "D1", "lines": [{"line": "L", "activity": "OH", "amount": "10.00"}]},
    ),
    (
        "disburse",
        {
            "number": "PV9",
            "unit": "D1",
            "lines": [{"line": "L", "activity": "KM", "amount": "1.00", "source": "PO"}],
        },
    ),
    ("disallow", {"voucher": "PV", "unit": "D1", "amount": "10.00", "reason": "x"}),
    (
        "carry_forward",
        {
            "number": "CF",
            "line": "L",
            "unit": "D1",
            "amount": "10.00",
            "approval_no": "x",
            "end_on": "2027-03-31",
        },
    ),
    ("lapse", {"line": "L", "unit": "D1", "amount": "10.00"}),
    ("lapse", {"line": "L", "unit": "C", "stage": "released", "amount": "10.00"}),
    ("set_target", {"unit": "D1", "activity": "HH", "due_on": "2026-03-31", "quantity": 7}),
    ("deliver", {"number": "LOT9", "unit": "D1", "activity": "HH", "quantity": 3}),
)


@pytest.mark.parametrize(("verb", "fields_"), UNDONE)
def test_a_reversal_takes_back_every_effect_of_what_it_reverses(
    verb: str, fields_: Mapping[str, Any]
) -> None:
    book = a_busy_book()
    before = book.statement()
    entry = book.post("2026-01-05", verb, **fields_)
    done = book.statement()
    assert broken(done) == []
    book.post("2026-01-06", "reverse", seq=entry.seq, reason="x")
    after = book.statement()
    assert broken(after) == []
    assert (after.cells, after.districts, after.total) == (before.cells, before.districts, before.total)


@pytest.mark.parametrize(
    ("kind", "verb", "fields_"),
    (
        ("confirm", "confirm", {"transfer": "T9", "amount": "10.00"}),
        ("recall", "recall", {"transfer": "T9"}),
        ("recover", "recover", {"voucher": "PV", "unit": "D1", "amount": "5.00"}),
        ("decide", "decide", {"delivery": "LOT9", "accepted": 2, "rejected": 1}),
        (
            "rework",
            "deliver",
            {"number": "LOT10", "unit": "D1", "activity": "HH", "quantity": 1, "rework_of": "LOT8"},
        ),
    ),
)
def test_a_reversed_answer_leaves_its_document_as_it_was(
    kind: str, verb: str, fields_: Mapping[str, Any]
) -> None:
    book = a_busy_book()
    leg = {"number": "T9", "line": "L", "from_unit": "D1", "to_unit": "D2", "amount": "10.00"}
    book.post("2026-01-02", "transfer", legs=[leg])
    book.post("2026-01-02", "disallow", voucher="PV", unit="D1", amount="10.00", reason="x")
    for lot in ("LOT8", "LOT9"):
        book.post("2026-01-02", "deliver", number=lot, unit="D1", activity="HH", quantity=3)
    book.post("2026-01-03", "decide", delivery="LOT8", rejected=3)
    before = book.statement()
    entry = book.post("2026-01-05", verb, **fields_)
    assert book.statement().facts != before.facts, kind
    book.post("2026-01-06", "reverse", seq=entry.seq, reason="x")
    after = book.statement()
    assert broken(after) == []
    assert (after.cells, after.districts, after.total) == (before.cells, before.districts, before.total)


def test_a_reversed_target_in_the_middle_leaves_the_later_change() -> None:
    book = a_book()
    for quantity in (10, 15, 20):
        plan(book, quantity)
    middle = [e for e in book.entries if e.kind == "set_target"][1]
    book.post("2026-01-06", "reverse", seq=middle.seq, reason="x")
    cell = book.statement().cells[0]
    assert (cell.plan_qty, cell.plan_qty_to_date) == (15, 15)


def test_a_correction_dated_before_what_it_corrects_corrects_nothing_before_it() -> None:
    book = funded()
    entry = pay(book, "2026-01-20", "PV", "100.00")
    book.post("2026-01-10", "reverse", seq=entry.seq, reason="x")
    for day in ("2026-01-15", "2026-01-20"):
        assert broken(book.statement(day)) == []
        assert book.statement(day).total.disbursed == 0


def test_after_the_budget_year_reversals_and_refunds_go_to_the_treasury() -> None:
    book = a_busy_book()
    voucher = next(e for e in book.entries if e.kind == "disburse")
    before = book.statement().districts[1]
    book.post("2026-10-05", "reverse", seq=voucher.seq, reason="x")
    book.post("2026-10-05", "refund", advance="AV", unit="D1", amount="900.00")
    statement = book.statement("2026-10-31")
    after = statement.districts[1]
    assert broken(statement) == []
    assert (after.disbursed, after.advances_open) == (0, 0)
    assert (after.allotment, after.available) == (before.allotment - 70_000 - 90_000, before.available)


def test_what_a_proposal_holds_is_reserved_and_not_available() -> None:
    book = funded("100.00")
    lines = [{"line": "L", "activity": "HH", "amount": "30.00"}]
    inner = {"verb": "disburse", "number": "PV", "unit": "D1", "lines": lines}
    book.post("2026-01-05", "propose", number="P1", command=inner)
    row = book.statement().districts[0]
    assert (row.reserved, row.used, row.available) == (3000, 0, 7000)
    assert broken(book.statement()) == []


def test_a_proposal_to_take_spending_back_changes_no_spending() -> None:
    book = funded("100.00")
    pay(book, "2026-01-05", "PV", "40.00")
    inner = {"verb": "disallow", "voucher": "PV", "unit": "D1", "amount": "40.00", "reason": "x"}
    book.post("2026-01-06", "propose", number="P1", command=inner)
    row = book.statement().districts[0]
    assert (row.disbursed, row.reserved, row.available) == (4000, 0, 6000)
    assert broken(book.statement()) == []


def test_a_total_is_the_sum_of_its_districts_in_every_column_of_whole_numbers() -> None:
    statement = pilot_statement()
    for column in fields(District):
        if column.type == "int":
            below = sum(getattr(row, column.name) for row in statement.districts)
            assert getattr(statement.total, column.name) == below
