"""Value: the worked example, every term by hand, and a second implementation over random programmes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from reconciliation.statement import Cell
from reports.frames import cells_frame, csv_text, districts_frame, findings_frame
from tests.reconciliation.builders import (
    EXPECTED,
    Book,
    a_book,
    folder_book,
    funded,
    pay,
    pilot_statement,
    plan,
    satang,
    survey,
)
from tests.reconciliation.programmes import carried_out, days, programmes
from tests.reconciliation.second import second_cells


def cell(book: Book, unit: str, activity: str, on: str = "2026-03-31") -> Cell:
    statement = book.statement(on)
    return next(c for c in statement.cells if (c.district, c.activity) == (unit, activity))


@pytest.mark.parametrize(("name", "frame"), (("cells", cells_frame), ("districts", districts_frame)))
def test_the_worked_example_is_equal_to_the_last_byte(name: str, frame: Any) -> None:  # noqa: ANN401 - a function
    expected = (EXPECTED / f"{name}.csv").read_bytes()
    assert csv_text(frame(pilot_statement())).encode() == expected


def test_the_findings_of_the_worked_example_are_equal_for_every_code_that_is_built() -> None:
    statement = pilot_statement()
    expected = (EXPECTED / "findings.csv").read_text("utf-8").splitlines()
    later = [row for row in expected if row.split(",")[0] in statement.not_built]
    assert csv_text(findings_frame(statement)).splitlines() == [r for r in expected if r not in later]


def test_an_estimate_at_completion_is_rounded_as_a_whole_a_half_up() -> None:
    book = funded()
    book.post("2026-02-01", "set_rate", activity="HH", rate="50.00", valid_from="2026-02-01")
    plan(book, 1)
    survey(book, "2026-01-10", "LOT", 1)
    pay(book, "2026-01-20", "PV", "1.01")
    own = cell(book, "D1", "HH")
    assert (own.bac, own.ev, own.direct, own.eac_cpi) == (5000, 10000, 101, 51)


@given(programmes, days)
def test_a_second_implementation_in_sql_finds_the_same_cells(
    chosen: list[tuple[str, Mapping[str, Any]]], on: date
) -> None:
    programme = carried_out(chosen)
    for day in (on, date(2026, 9, 30)):
        cells = programme.book.statement(day.isoformat()).cells
        units = dict.fromkeys(c.district for c in cells)
        assert [asdict(c) for c in cells] == [
            {name: row[name] for name in asdict(c)}
            for c, row in zip(cells, second_cells(programme, day, units), strict=True)
        ]


def test_work_above_the_plan_earns_nothing_until_the_plan_is_amended() -> None:
    book = funded()
    plan(book, 10)
    survey(book, "2026-01-10", "LOT", 14)
    before = cell(book, "D1", "HH")
    assert (before.qty_accepted, before.ev, before.bac) == (14, satang("1000.00"), satang("1000.00"))
    plan(book, 12)
    assert cell(book, "D1", "HH").ev == satang("1200.00")


def test_the_first_accepted_units_earn_in_order_of_decision_day_then_lot_then_row() -> None:
    book = funded()
    plan(book, 4)
    book.post("2026-01-15", "set_rate", activity="HH", rate="50.00", valid_from="2026-01-15")
    for lot in ("L2", "L1"):
        book.post("2026-01-05", "deliver", number=lot, unit="D1", activity="HH", quantity=3)
    book.post("2026-01-20", "decide", delivery="L1", accepted=3)
    book.post("2026-01-10", "decide", delivery="L2", accepted=3)
    assert cell(book, "D1", "HH").ev == satang("300.00") + satang("50.00")


def test_each_unit_earns_the_rate_of_its_decision_day_and_plans_are_at_the_rate_of_the_cut_off() -> None:
    book = funded()
    plan(book, 10)
    survey(book, "2026-01-10", "L1", 2)
    book.post("2026-02-01", "set_rate", activity="HH", rate="120.00", valid_from="2026-02-01")
    survey(book, "2026-02-01", "L2", 3)
    found = cell(book, "D1", "HH")
    assert (found.rate, found.bac) == (satang("120.00"), satang("1200.00"))
    assert found.ev == 2 * satang("100.00") + 3 * satang("120.00")
    assert cell(book, "D1", "HH", "2026-01-31").rate == satang("100.00")


def test_a_units_own_rate_comes_before_a_later_general_one() -> None:
    book = funded()
    book.post("2025-11-01", "set_rate", activity="HH", unit="D1", rate="80.00", valid_from="2025-11-01")
    book.post("2026-01-01", "set_rate", activity="HH", rate="90.00", valid_from="2026-01-01")
    book.post("2026-01-01", "set_rate", activity="HH", rate="95.00", valid_from="2026-01-01")
    assert cell(book, "D1", "HH").rate == satang("80.00")
    assert cell(book, "D2", "HH").rate == satang("95.00")


def test_price_reductions_may_leave_less_than_nothing() -> None:
    book = funded()
    survey(book, "2026-01-10", "LOT", 3)
    book.post("2026-01-11", "decide", delivery="LOT", price_reduction="120.00")
    pay(book, "2026-01-12", "PV", "50.00")
    found = cell(book, "D1", "HH")
    assert (found.ev, found.supported, found.unsupported) == (-satang("120.00"), 0, satang("50.00"))
    assert (found.earned_unspent, found.cpi) == (-satang("120.00"), "-2.4000")


def test_unsupported_spending_is_first_pending_then_rejected_then_the_rest() -> None:
    book = funded()
    plan(book, 10)
    book.post("2026-01-05", "deliver", number="L1", unit="D1", activity="HH", quantity=5)
    book.post("2026-01-06", "decide", delivery="L1", accepted=1, rejected=2)
    book.post("2026-01-07", "deliver", number="L2", unit="D1", activity="HH", quantity=1, rework_of="L1")
    pay(book, "2026-01-20", "PV", "600.00")
    found = cell(book, "D1", "HH")
    assert (found.qty_rework, found.qty_rejected_open, found.qty_pending) == (1, 1, 3)
    assert found.supported == satang("100.00")
    assert (found.unsup_pending, found.unsup_rejected, found.unsup_other) == (30_000, 10_000, 10_000)


def test_a_contract_lot_earns_the_unit_price_of_the_contract_it_names() -> None:
    book = funded()
    plan(book, 30, "KM", due="2026-09-30")
    plan(book, 10, "KM")
    for number, price, quantity in (("PO1", "200.00", 10), ("PO2", "300.00", 20)):
        book.post(
            "2025-11-01", "commit", number=number, line="L", unit="D1", activity="KM", amount="1000.00",
            quantity=quantity, unit_price=price,
        )  # fmt: skip
    survey(book, "2026-01-10", "L1", 2, "KM", commitment="PO1")
    survey(book, "2026-01-11", "L2", 3, "KM", commitment="PO2")
    book.post("2026-01-12", "deliver", number="L3", unit="D1", activity="KM", quantity=1, commitment="PO2")
    pay(book, "2026-01-20", "PV", "1700.00", "KM")
    found = cell(book, "D1", "KM")
    assert (found.rate, found.bac, found.pv) == (None, satang("8000.00"), satang("2000.00"))
    assert (found.ev, found.supported) == (satang("1300.00"), satang("1300.00"))
    assert (found.unsup_pending, found.unsup_other) == (satang("300.00"), satang("100.00"))


def test_actual_cost_earns_what_was_spent_once_anything_was_accepted() -> None:
    book = funded()
    pay(book, "2026-01-20", "PV", "700.00", "RENT")
    before = cell(book, "D1", "RENT")
    assert (before.rate, before.ev, before.unsup_other, before.bac) == (None, 0, satang("700.00"), 0)
    survey(book, "2026-01-21", "L1", 3, "RENT")
    after = cell(book, "D1", "RENT")
    assert (after.ev, after.supported, after.bac, after.pv) == (satang("700.00"),) * 4
    assert (after.unit_cost_direct, after.eac_at_rate) == (23_333, satang("700.00"))


@pytest.mark.parametrize(
    ("spent", "earned", "planned"), (("200.00", "200.00", "300.00"), ("400.00", "300.00", "300.00"))
)
def test_actual_cost_earns_at_most_its_ceiling(spent: str, earned: str, planned: str) -> None:
    book = a_book()
    book.post(
        "2025-10-01",
        "define_activity",
        code="ROOM",
        name_th="x",
        measure="room",
        basis="actual_cost",
        ceiling="300.00",
    )
    funded(book=book)
    survey(book, "2026-01-10", "L1", 1, "ROOM")
    pay(book, "2026-01-20", "PV", spent, "ROOM")
    found = cell(book, "D1", "ROOM")
    assert (found.ev, found.bac, found.pv) == (satang(earned), satang(planned), satang(planned))


def test_facts_after_the_cut_off_do_not_count() -> None:
    book = funded()
    plan(book, 10)
    survey(book, "2026-04-01", "LOT", 3)
    pay(book, "2026-04-01", "PV", "100.00")
    found = cell(book, "D1", "HH")
    assert (found.qty_delivered, found.direct, found.plan_qty_to_date) == (0, 0, 10)


def test_every_unit_below_the_centre_has_every_rated_activity_in_order_of_registration() -> None:
    cells = funded().statement().cells
    assert [(c.district, c.activity) for c in cells] == [
        (unit, activity) for unit in ("D1", "D2") for activity in ("HH", "KM", "RENT")
    ]


def test_a_thousand_cells_take_no_time() -> None:
    book = a_book("USD")
    for number in range(378):
        unit = f"U{number}"
        book.post("2025-10-01", "register_unit", code=unit, name_th=unit, parent="C")
        funded("100.00", unit, book)
        survey(book, "2026-01-10", f"LOT-{unit}", 1 + number, "RENT", unit=unit)
        pay(book, "2026-01-20", f"PV-{unit}", "90.00", "RENT", unit=unit)
    started = time.perf_counter()
    statement = book.statement()
    assert time.perf_counter() - started < 2
    assert len(statement.cells) == 380 * 3
    assert statement.balanced


def test_the_shipped_example_is_the_one_that_is_expected() -> None:
    book = folder_book(EXPECTED.parents[2] / "api" / "demo" / "data" / "pilot")
    assert book.statement().book.id == "bma-housing-survey"
