"""Payments: odd days and figures just below a limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import pytest

from ledger.calendar import Holidays
from reconciliation.analytics import OddDay, backdated, late, near_limit, on_closed_days
from reconciliation.documents import Voucher
from tests.reconciliation.builders import funded, pay

SIGNED = date(2026, 2, 28)


def a_voucher(on: str, document_on: str | None = None) -> tuple[Voucher, ...]:
    book = funded()
    pay(book, on, "PV-1", "10.00", **({"document_on": document_on} if document_on else {}))
    return book.statement().facts.vouchers


def said(found: Iterable[OddDay]) -> list[str]:
    return [one.test for one in found]


@pytest.mark.parametrize(
    ("on", "tests"),
    (
        ("2026-03-02", []),
        ("2026-03-03", ["holiday"]),
        ("2026-03-07", ["weekend"]),
        ("2026-03-08", ["weekend"]),
        ("2026-03-14", ["holiday"]),
    ),
)
def test_a_day_offices_are_closed_is_odd(on: str, tests: list[str]) -> None:
    holidays = Holidays(
        {date(2026, 3, 3): ("วันมาฆบูชา", "Makha Bucha"), date(2026, 3, 14): ("พิเศษ", "Special")}
    )
    assert said(on_closed_days(a_voucher(on), holidays)) == tests


@pytest.mark.parametrize(
    ("on", "document_on", "tests"),
    (
        ("2026-03-01", "2026-02-28", ["backdated"]),
        ("2026-03-01", "2026-03-01", []),
        ("2026-02-28", "2026-02-27", []),
        ("2026-03-01", None, []),
    ),
)
def test_a_paper_of_a_signed_day_posted_after_it_is_backdated(
    on: str, document_on: str | None, tests: list[str]
) -> None:
    assert said(backdated(a_voucher(on, document_on), SIGNED)) == tests


@pytest.mark.parametrize(
    ("document_on", "tests"),
    (("2026-03-02", []), ("2026-03-01", ["late"]), ("2026-03-20", []), (None, [])),
)
def test_more_than_seven_days_from_paper_to_posting_is_late(
    document_on: str | None, tests: list[str]
) -> None:
    assert said(late(a_voucher("2026-03-09", document_on))) == tests


def test_the_band_below_a_limit_and_its_mirror_above() -> None:
    book = funded()
    for number, amount in enumerate(("94.99", "95.00", "99.99", "100.00", "105.00", "105.01")):
        pay(book, "2026-03-02", str(number), amount)
    found = near_limit(book.statement().facts.vouchers, 10_000, Fraction(95))
    assert [voucher.amount for voucher in found.below] == [9500, 9999]
    assert [voucher.amount for voucher in found.above] == [10_000, 10_500]
