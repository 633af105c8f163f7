"""Findings about matches that were undone after people had signed for them."""

from __future__ import annotations

import pytest

from tests.reconciliation.builders import Book, funded, pay, rows, survey


def matched() -> Book:
    book = funded()
    survey(book, "2026-01-10", "LOT-1", 10)
    pay(book, "2026-01-20", "PV-1", "1000.00", delivery="LOT-1")
    book.post(
        "2026-01-31",
        "match",
        number="M-1",
        unit="D1",
        activity="HH",
        reason="x",
        vouchers=[{"voucher": "PV-1", "amount": "1000.00"}],
        lots=[{"delivery": "LOT-1", "amount": "1000.00"}],
    )
    return book


def an_undone_match(through: str = "2026-01-31") -> Book:
    """A match of 31 January that was undone after the period through a day had been closed."""
    book = matched()
    book.post("2026-02-02", "close_period", through=through)
    book.post("2026-02-10", "unmatch", match="M-1", reason="wrong lot", actor="second")
    return book


@pytest.mark.parametrize(
    ("through", "found"), (("2026-01-31", [("HIGH", "PV-1", 100_000)]), ("2026-01-30", []))
)
def test_undoing_a_match_of_a_signed_day_is_a_finding(
    through: str, found: list[tuple[str, str, int]]
) -> None:
    assert rows(an_undone_match(through).findings("E-UNMATCH-SIGNED")) == found


def test_signing_a_run_closes_its_period_for_findings_too() -> None:
    book = matched()
    run = {"rules_version": "1", "rules_digest": "aa", "input_digest": "bb", "output_digest": "cc"}
    book.post("2026-02-02", "record_run", number="R", on="2026-01-31", position=len(book.entries), **run)
    for step in ("prepared", "reviewed", "signed"):
        said = {"run": "R", "step": step, "on": "2026-01-31", "output_digest": "cc"}
        book.post("2026-02-02", "sign_off", made_by=step, **said)
    book.post("2026-02-10", "unmatch", match="M-1", reason="wrong lot", actor="second")
    assert rows(book.findings("E-UNMATCH-SIGNED")) == [("HIGH", "PV-1", 100_000)]


def test_undoing_a_match_that_nobody_signed_is_no_finding() -> None:
    book = matched()
    book.post("2026-02-10", "unmatch", match="M-1", reason="wrong lot", actor="second")
    assert rows(book.findings("E-UNMATCH-SIGNED")) == []
