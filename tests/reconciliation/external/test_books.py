"""Our side: one movement per document, unit and line, by all names it goes by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from reconciliation.external import Place, our_books
from reconciliation.scope import scope
from tests.reconciliation.builders import Book, a_book, an_advance, funded, pay
from tests.reconciliation.programmes import carried_out, programmes

ON = date(2026, 3, 31)
SPENT = ("expended", "matched", "exempt", "disallowed")
D1 = Place("D1", "L")


def moved(book: Book, stages: tuple[str, ...], place: Place = D1) -> list[tuple[str, str, int]]:
    return [
        (one.verb, "|".join(one.references), one.amount)
        for one in our_books(book.entries, ON, stages).movements
        if one.place == place
    ]


def test_payments_go_by_number_and_dika_and_receipts_by_transfer_and_order() -> None:
    book = a_book()
    leg = {"number": "T1", "line": "L", "from_unit": "C", "to_unit": "D1", "amount": "900.00"}
    book.post("2025-10-15", "transfer", order_no="คส 1/2569", legs=[leg])
    book.post("2025-10-16", "confirm", transfer="T1", amount="900.00")
    pay(book, "2026-01-05", "V1", "100.00", dika_no="ฎ 7")
    book.post("2026-01-06", "reverse", number="R1", kind="disburse", unit="D1", reverses="V1", reason="x")
    assert moved(book, ("available",)) == [
        ("confirm", "T1|คส 1/2569", 90_000),
        ("disburse", "V1|ฎ 7", -10_000),
        ("reverse", "R1|V1|ฎ 7", 10_000),
    ]
    assert moved(book, SPENT) == [("disburse", "V1|ฎ 7", 10_000), ("reverse", "R1|V1|ฎ 7", -10_000)]


def test_what_moves_between_the_stages_of_one_account_moves_nothing() -> None:
    book = funded("1000.00")
    book.post("2026-01-05", "commit", number="C1", line="L", unit="D1", amount="300.00", vendor="V")
    an_advance(book, "2026-01-06", "A1")
    assert moved(book, ("available", "committed", "advanced")) == [("confirm", "T-D1", 100_000)]
    assert moved(book, ("available",))[1:] == [("commit", "C1", -30_000), ("advance", "A1", -10_000)]


def test_an_order_of_several_transfers_is_several_movements_of_the_centre() -> None:
    book = a_book()
    legs = [
        {"number": f"T{n}", "line": "L", "from_unit": "C", "to_unit": f"D{n}", "amount": f"{n}.00"}
        for n in (1, 2)
    ]
    book.post("2025-10-15", "transfer", order_no="O1", legs=legs)
    assert moved(book, ("released",), Place("C", "L"))[1:] == [
        ("transfer", "T1|O1", -100),
        ("transfer", "T2|O1", -200),
    ]


def test_the_lines_of_a_voucher_on_one_budget_line_are_one_payment() -> None:
    book = funded("1000.00")
    both = [{"line": "L", "activity": code, "amount": "10.00"} for code in ("HH", "OH")]
    book.post("2026-01-05", "disburse", number="V1", unit="D1", lines=both)
    assert moved(book, SPENT) == [("disburse", "V1", 2_000)]


@given(programmes)
@pytest.mark.parametrize(
    "stages", (("available",), ("released",), SPENT, ("available", "reserved", "committed"))
)
def test_movements_add_up_to_the_buckets_at_any_day(
    stages: tuple[str, ...], chosen: list[tuple[str, Mapping[str, Any]]]
) -> None:
    entries = carried_out(chosen).book.entries
    for on in (date(2025, 11, 30), ON, date(2026, 12, 31)):
        known = our_books(entries, on, stages)
        sums: dict[Place, int] = {}
        for one in known.movements:
            assert one.amount
            assert one.on <= on
            sums[one.place] = sums.get(one.place, 0) + one.amount
        assert {place: held for place, held in known.balances.items() if held} == {
            place: held for place, held in sums.items() if held
        }
        total = sum(
            amount for bucket, amount in scope(entries, on).balances.items() if bucket.stage in stages
        )
        assert sum(sums.values()) == total


def test_entries_that_open_no_book_are_none() -> None:
    with pytest.raises(ValueError, match="open no book"):
        our_books([], ON, SPENT)
