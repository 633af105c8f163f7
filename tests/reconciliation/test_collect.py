"""Collect: documents as the journal tells them, and what later entries did to them."""

from __future__ import annotations

from datetime import date

import pytest

from reconciliation.collect import collect
from tests.reconciliation.builders import CUT_OFF, PILOT, a_book, folder_book, funded, pay, pilot_statement


def test_every_document_of_the_example_is_there() -> None:
    facts = pilot_statement().facts
    counts = {
        name: len(getattr(facts, name))
        for name in (
            "units",
            "lines",
            "activities",
            "rates",
            "transfers",
            "commitments",
            "advances",
            "deliveries",
        )
    }
    assert counts == {
        "units": 7, "lines": 1, "activities": 4, "rates": 3, "transfers": 8, "commitments": 8,
        "advances": 3, "deliveries": 20,
    }  # fmt: skip
    assert (len(facts.vouchers), len(facts.reversals), len(facts.targets)) == (27, 1, 34)


def test_a_reversed_voucher_stays_and_names_its_reversal() -> None:
    facts = pilot_statement().facts
    voucher = next(one for one in facts.vouchers if one.number == "PV-0016")
    assert voucher.reversal is not None
    assert (voucher.reversal.number, voucher.reversal.on) == ("PV-0017", date(2026, 3, 26))
    assert (voucher.reversal.maker, voucher.reversal.approver) == ("F1033", "A1033")
    earlier = pilot_statement(date(2026, 3, 25)).facts
    assert next(one for one in earlier.vouchers if one.number == "PV-0016").standing


def test_a_voucher_tells_where_its_money_came_from() -> None:
    facts = pilot_statement().facts
    drawn = {one.number: one.parts[0].drawn_from for one in facts.vouchers}
    assert (drawn["PV-0001"], drawn["PV-0002"], drawn["PV-0022"]) == ("available", "committed", "advanced")


def test_an_advance_tells_what_became_of_it() -> None:
    facts = pilot_statement().facts
    advance = next(one for one in facts.advances if one.number == "AV-03")
    assert (advance.amount, advance.refunded, advance.cleared, advance.outstanding) == (
        6_000_000,
        870_000,
        5_130_000,
        0,
    )


def test_a_transfer_tells_what_was_confirmed_and_called_back() -> None:
    book = funded("100.00")
    legs = [
        {"number": number, "line": "L", "from_unit": "C", "to_unit": "D2", "amount": "50.00"}
        for number in ("T2", "T3")
    ]
    book.post("2026-01-05", "transfer", order_no="O", legs=legs)
    book.post("2026-01-06", "confirm", transfer="T2", amount="20.00", made_by="A")
    book.post("2026-01-07", "recall", transfer="T2")
    second, third = collect(book.entries, CUT_OFF).transfers[1:]
    assert (second.confirmed, second.recalled, second.in_transit) == (2000, 3000, 0)
    assert (third.confirmed, third.recalled, third.in_transit) == (0, 0, 5000)
    assert (second.receipts[0].confirmed_by, second.order_no, second.stage) == ("A", "O", "released")


def test_the_register_is_known_whatever_its_day_and_rates_from_their_day() -> None:
    book = a_book()
    book.post("2026-05-01", "register_unit", code="D9", name_th="ใหม่", parent="C")
    book.post("2026-05-01", "set_rate", activity="HH", rate="200.00", valid_from="2025-10-01")
    facts = collect(book.entries, CUT_OFF)
    assert "D9" in facts.units
    assert len(facts.rates) == 1


def test_refusals_are_no_facts() -> None:
    book = funded("10.00")
    with pytest.raises(Exception, match="short"):
        pay(book, "2026-01-05", "PV", "20.00", taken_over=False)
    assert book.entries[-1].refused
    assert collect(book.entries, CUT_OFF).vouchers == ()


def test_a_journal_that_opens_no_book_is_no_journal() -> None:
    with pytest.raises(ValueError, match="no book"):
        collect((), CUT_OFF)


def test_the_rule_sets_and_the_calendar_of_the_book_are_facts() -> None:
    facts = collect(folder_book(PILOT).entries, CUT_OFF)
    assert [one.version for one in facts.rule_sets] == ["pilot-1"]
    assert date(2026, 1, 1) in facts.holidays
