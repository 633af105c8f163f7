"""Reversals: pairs that cancel out, and journals that hold something else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from reconciliation.findings import findings
from reconciliation.statement import Statement
from tests.reconciliation.builders import funded, pay, rows


def reversed_once() -> Statement:
    book = funded()
    entry = pay(book, "2026-01-05", "PV", "50.00")
    book.post("2026-01-06", "reverse", seq=entry.seq, reason="ซ้ำ", number="RV")
    return book.statement()


def test_a_voucher_and_its_reversal_are_told_together() -> None:
    found = [one for one in reversed_once().findings if one.code == "E-REV-PAIR"]
    assert rows(found) == [("INFO", "PV RV", 5000)]
    assert found[0].keys == ("D1/2569/PV", "D1/2569/RV")


@pytest.mark.parametrize(("number", "subject"), (("", "PV"), ("PV", "PV PV#11")))
def test_a_reversal_without_a_number_of_its_own(number: str, subject: str) -> None:
    book = funded()
    entry = pay(book, "2026-01-05", "PV", "50.00")
    back = book.post("2026-01-06", "reverse", seq=entry.seq, reason="ซ้ำ", number=number)
    assert [one.subject for one in book.findings("E-REV-PAIR")] == [subject.replace("11", str(back.seq))]


def test_what_stands_is_no_pair() -> None:
    book = funded()
    pay(book, "2026-01-05", "PV", "50.00")
    assert book.findings("E-REV-PAIR") == book.findings("E-ORPHAN-REV") == []


def test_an_equal_mirror_is_no_orphan() -> None:
    assert [one for one in reversed_once().findings if one.code == "E-ORPHAN-REV"] == []


def test_money_that_returns_after_its_year_is_remitted_and_still_equal() -> None:
    book = funded()
    book.post("2025-12-01", "commit", number="PO", line="L", unit="D1", amount="90.00")
    lines = [
        {"line": "L", "activity": "OH", "amount": "20.00", "source": "PO"},
        {"line": "L", "activity": "OH", "amount": "30.00"},
    ]
    entry = book.post("2026-01-07", "disburse", number="PV", unit="D1", lines=lines)
    book.post("2026-10-05", "reverse", seq=entry.seq, reason="x")
    assert book.findings("E-ORPHAN-REV", "2026-10-31") == []


@pytest.mark.parametrize("wrong", ({"found": False}, {"equal": False}, {"first": False}))
def test_a_reversal_without_target_unequal_or_twice_is_critical(wrong: dict[str, Any]) -> None:
    """The ledger refuses all three; a journal that holds one anyway is told on."""
    statement = reversed_once()
    mirror = replace(statement.facts.mirrors[0], **wrong)
    told = findings(replace(statement, facts=replace(statement.facts, mirrors=(mirror,)))).findings
    assert rows(one for one in told if one.code == "E-ORPHAN-REV") == [("CRIT", "RV", 5000)]
