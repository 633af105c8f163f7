"""Duplicates: which vouchers look like one bill paid twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.analytics import Alike, same_amount, similar_invoice, within_days
from reconciliation.analytics.duplicates import clusters
from reconciliation.documents import Voucher
from tests.reconciliation.builders import funded, pay


def a_book_of(*payments: tuple[str, str, str, str]) -> tuple[Voucher, ...]:
    """Vouchers PV-1, PV-2 … of (day in March 2026, vendor, amount, invoice)."""
    book = funded()
    for number, (day, vendor, amount, invoice) in enumerate(payments, 1):
        pay(book, f"2026-03-{day}", f"PV-{number}", amount, vendor=vendor, invoice_no=invoice)
    return book.statement().facts.vouchers


def numbers(found: Iterable[Alike]) -> list[list[str]]:
    return [[voucher.number for voucher in alike.vouchers] for alike in found]


def test_same_vendor_and_amount_are_a_group_whatever_the_day() -> None:
    papers = a_book_of(
        ("30", "V", "10.00", ""), ("02", "V", "10.00", ""), ("02", "W", "10.00", ""), ("02", "V", "9.00", "")
    )
    assert numbers(same_amount(papers)) == [["PV-2", "PV-1"]]


def test_a_blank_vendor_is_nobodys() -> None:
    assert numbers(same_amount(a_book_of(("02", "", "10.00", ""), ("02", "", "10.00", "")))) == []


def test_a_reversed_voucher_is_settled() -> None:
    book = funded()
    for number in ("PV-1", "PV-2"):
        pay(book, "2026-03-02", number, "10.00")
    book.post("2026-03-03", "reverse", number="R-1", reverses="PV-2", unit="D1", reason="ซ้ำ")
    assert numbers(same_amount(book.statement().facts.vouchers)) == []


def test_seven_days_apart_are_close_eight_are_not() -> None:
    papers = a_book_of(*((day, "V", "10.00", "") for day in ("02", "09", "17", "18")))
    assert numbers(within_days(papers)) == [["PV-1", "PV-2"], ["PV-3", "PV-4"]]
    assert numbers(within_days(papers, 8)) == [["PV-1", "PV-2", "PV-3", "PV-4"]]


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    (
        ("INV-001", "inv 007", True),
        ("INV-001", "INV-0001", True),
        ("INV-01", "INV-10", False),
        ("INV-001", "INV-077", False),
        ("INV-001", "", False),
        ("๑๒๓", "๑๒๔", True),
    ),
)
def test_invoices_one_edit_apart_are_alike(one: str, other: str, *, alike: bool) -> None:
    papers = a_book_of(("02", "V", "10.00", one), ("30", "V", "10.00", other))
    assert numbers(similar_invoice(papers)) == ([["PV-1", "PV-2"]] if alike else [])


def test_invoices_of_different_amounts_are_not_compared() -> None:
    papers = a_book_of(("02", "V", "10.00", "A1"), ("02", "V", "11.00", "A2"))
    assert numbers(similar_invoice(papers)) == []


def distance(one: str, other: str) -> int:
    """Levenshtein's, row by row."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        left, row[0] = row[0], place
        for column, against in enumerate(other, 1):
            left, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, left + (letter != against)),
            )
    return row[-1]


def connected(texts: Iterable[str]) -> set[frozenset[str]]:
    """Merge groups pair by pair until nothing changes."""
    groups = {text: frozenset({text}) for text in texts}
    for one, other in combinations(sorted(groups), 2):
        if distance(one, other) <= 1:
            merged = groups[one] | groups[other]
            groups |= dict.fromkeys(merged, merged)
    return set(groups.values())


@given(st.sets(st.text("ab1", max_size=5), max_size=12))
def test_clusters_are_those_of_every_pair_compared(texts: set[str]) -> None:
    assert {frozenset(cluster) for cluster in clusters(texts)} == connected(texts)


def test_the_order_of_vouchers_changes_nothing() -> None:
    papers = a_book_of(*((day, "V", "10.00", f"A{day}") for day in ("02", "09", "17", "18")))
    for test in (same_amount, within_days, similar_invoice):
        assert list(test(papers)) == list(test(papers[::-1]))


def test_days_are_days_of_business() -> None:
    papers = a_book_of(("02", "V", "10.00", ""), ("03", "V", "10.00", ""))
    assert [one.vouchers[0].on for one in within_days(papers)] == [date(2026, 3, 2)]
