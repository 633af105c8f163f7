"""Districts: what reached a unit, what left it, what it may still use."""

from __future__ import annotations

import pytest

from reconciliation.rule_set import read_rules
from reconciliation.statement import District
from tests.reconciliation.builders import Book, a_book, funded, pay, plan, satang, survey


def row(book: Book, unit: str = "D1", on: str = "2026-03-31") -> District:
    statement = book.statement(on)
    return next(one for one in (*statement.districts, statement.total) if one.district == unit)


def a_leg(number: str, source: str, target: str, amount: str) -> dict[str, str]:
    return {"number": number, "line": "L", "from_unit": source, "to_unit": target, "amount": amount}


def test_money_on_the_way_belongs_to_neither() -> None:
    book = funded("100.00")
    book.post("2026-01-05", "transfer", legs=[a_leg("T2", "D1", "D2", "40.00")])
    assert (row(book).transfers_out, row(book).available) == (4000, 6000)
    assert row(book, "D2").transfers_in == 0
    book.post("2026-01-06", "confirm", transfer="T2", amount="30.00")
    book.post("2026-01-07", "recall", transfer="T2")
    assert (row(book).transfers_out, row(book).available) == (3000, 7000)
    assert row(book, "D2").transfers_in == 3000


def test_what_goes_back_to_the_centre_is_returned_and_not_passed_on() -> None:
    book = funded("100.00")
    book.post("2026-01-05", "transfer", legs=[{**a_leg("T2", "D1", "C", "40.00"), "kind": "return"}])
    book.post("2026-01-06", "confirm", transfer="T2", amount="40.00")
    assert (row(book).transfers_out, row(book).returned, row(book).allotment) == (0, 4000, 6000)
    assert [one.district for one in book.statement().districts] == ["D1", "D2"]


def test_the_centre_has_a_row_once_it_keeps_money_for_itself() -> None:
    book = funded("100.00")
    book.post("2026-01-05", "retain", number="RT", line="L", amount="70.00")
    pay(book, "2026-01-06", "PV", "20.00", "OH", unit="C")
    found = row(book, "C")
    assert (found.transfers_in, found.allotment, found.disbursed) == (7000, 7000, 2000)
    assert (found.available, found.overhead_unallocated) == (5000, 2000)
    assert len(book.statement().cells) == 9


def test_what_is_carried_over_or_lapsed_is_no_longer_in_the_allotment() -> None:
    book = funded("100.00")
    book.post(
        "2026-01-05", "carry_forward", number="CF", line="L", unit="D1", amount="30.00", approval_no="x",
        end_on="2027-03-31",
    )  # fmt: skip
    book.post("2026-01-06", "lapse", line="L", unit="D1", amount="10.00")
    assert (row(book).allotment, row(book).available) == (6000, 6000)
    pay(book, "2026-01-07", "PV", "5.00", source="CF")
    assert (row(book).allotment, row(book).disbursed, row(book).available) == (6500, 500, 6000)


def test_recovered_money_is_no_longer_disbursed() -> None:
    book = funded("100.00")
    pay(book, "2026-01-05", "PV", "40.00")
    book.post("2026-01-06", "disallow", voucher="PV", unit="D1", amount="15.00", reason="x")
    assert (row(book).disbursed, row(book).direct) == (4000, 4000)
    book.post("2026-01-07", "recover", voucher="PV", unit="D1", amount="15.00")
    assert (row(book).disbursed, row(book).direct, row(book).available) == (2500, 2500, 7500)


def test_advances_count_as_used_unless_the_policy_says_no() -> None:
    book = funded("100.00")
    book.post(
        "2026-01-05",
        "advance",
        number="AV",
        line="L",
        unit="D1",
        borrower="E",
        amount="20.00",
        due_on="2026-03-01",
    )
    assert (row(book).used, row(book).used_rate) == (2000, "0.2000")
    book.post("2026-01-06", "set_policy", valid_from="2026-01-06", advance_counts_as_used=False)
    assert (row(book).used, row(book).advances_open, row(book).available) == (0, 2000, 8000)
    assert row(book, on="2026-01-05").used == 2000


def test_exempt_spending_stands_apart_and_needs_no_output() -> None:
    book = a_book()
    book.post("2025-10-01", "define_activity", code="XX", name_th="x", basis="exempt")
    funded("100.00", book=book)
    pay(book, "2026-01-05", "PV", "40.00", "XX")
    found = row(book)
    assert (found.exempt, found.direct, found.overhead, found.disbursed) == (4000, 0, 0, 4000)
    assert (found.supported_all, found.unsupported_all, found.forecast) == (0, 0, 4000)
    assert book.statement().has_exempt


@pytest.mark.parametrize(
    ("earned", "spent", "cap", "supported"),
    ((100, "250.00", "300.00", "250.00"), (100, "400.00", "300.00", "300.00"), (0, "10.00", "0.00", "0.00")),
)
def test_overhead_is_supported_up_to_a_share_of_earned_value(
    earned: int, spent: str, cap: str, supported: str
) -> None:
    book = funded()
    plan(book, 200)
    if earned:
        survey(book, "2026-01-04", "LOT", earned)
    pay(book, "2026-01-05", "PV", spent, "OH")
    found = row(book)
    assert (found.overhead_cap, found.overhead_supported) == (satang(cap), satang(supported))
    assert found.overhead_unsupported == satang(spent) - satang(supported)
    assert found.overhead_unallocated == (0 if earned else satang(spent))


def test_the_cap_is_the_rule_sets() -> None:
    book = funded()
    plan(book, 100)
    survey(book, "2026-01-04", "LOT", 100)
    rules = read_rules('version = "x"\nvalid_from = "2025-10-01"\noverhead_cap_percent = "12.5"')
    assert book.statement(rules=rules).districts[0].overhead_cap == satang("1250.00")


def test_rates_of_the_total_are_those_of_its_sums() -> None:
    book = funded("100.00", book=funded("300.00", "D2"))
    pay(book, "2026-01-05", "PV", "40.00")
    assert [row(book, one).disbursed_rate for one in ("D1", "D2", "TOTAL")] == ["0.4000", "0.0000", "0.1000"]


def test_a_unit_without_money_has_blank_rates() -> None:
    found = row(a_book())
    assert (found.disbursed_rate, found.used_rate, found.cpi, found.spi) == ("", "", "", "")


def test_a_centre_that_spent_before_its_money_took_effect_is_in_the_totals() -> None:
    book = a_book()
    book.post("2025-12-01", "retain", number="RT", line="L", amount="100.00")
    pay(book, "2025-11-01", "P", "5.00", "OH", unit="C")
    statement = book.statement("2025-11-15")
    assert statement.total.disbursed == satang("5.00")
    assert statement.balanced
