"""Duties: one person twice in the chain of one document, and not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ledger.commands import Command
from ledger.entries import content_hash
from reconciliation.findings import findings
from tests.reconciliation.builders import (
    Row,
    a_book,
    funded,
    pay,
    rows,
)


@pytest.mark.parametrize(
    ("persons", "found"),
    (
        ({"made_by": "F", "approved_by": "F"}, [("HIGH", "PV", 5000)]),
        ({"made_by": "F", "approved_by": "F", "acting_for": "คำสั่ง 1/2569"}, [("MED", "PV", 5000)]),
        ({"made_by": "F", "approved_by": "A"}, []),
        ({}, []),
    ),
)
def test_one_person_makes_and_approves_a_voucher(persons: dict[str, str], found: list[Row]) -> None:
    book = funded()
    pay(book, "2026-01-05", "PV", "50.00", **persons)
    assert rows(book.findings("E-SOD")) == found


@pytest.mark.parametrize(("receiver", "severity"), (("F", "HIGH"), ("G", "")))
def test_one_person_issues_and_confirms_a_transfer(receiver: str, severity: str) -> None:
    book = a_book()
    leg = {"number": "T1", "line": "L", "from_unit": "C", "to_unit": "D1", "amount": "70.00"}
    book.post("2025-10-15", "transfer", legs=[leg], made_by="F")
    book.post("2025-10-16", "confirm", transfer="T1", amount="60.00", made_by=receiver)
    assert rows(book.findings("E-SOD")) == ([(severity, "T1", 7000)] if severity else [])


@pytest.mark.parametrize(("receiver", "found"), (("A", [("HIGH", "T1", 7000)]), ("G", [])))
def test_one_person_approves_the_order_and_confirms_it(receiver: str, found: list[Row]) -> None:
    book = a_book()
    leg = {"number": "T1", "line": "L", "from_unit": "C", "to_unit": "D1", "amount": "70.00"}
    book.post("2025-10-15", "transfer", legs=[leg], made_by="F", approved_by="A")
    book.post("2025-10-16", "confirm", transfer="T1", amount="70.00", made_by=receiver)
    assert rows(book.findings("E-SOD")) == found


@pytest.mark.parametrize(
    ("decider", "acting", "found"),
    (("F", "", [("HIGH", "LOT", 0)]), ("F", "แทน", [("MED", "LOT", 0)]), ("G", "", [])),
)
def test_one_person_delivers_and_decides(decider: str, acting: str, found: list[Row]) -> None:
    book = a_book()
    book.post("2026-01-05", "deliver", number="LOT", unit="D1", activity="HH", quantity=2, made_by="F")
    book.post("2026-01-06", "decide", delivery="LOT", accepted=2, made_by=decider, acting_for=acting)
    assert rows(book.findings("E-SOD")) == found


def test_another_person_approves_what_one_proposed() -> None:
    book = funded()
    lines = [{"line": "L", "activity": "OH", "amount": "30.00"}]
    inner: dict[str, Any] = {"verb": "disburse", "number": "PV", "unit": "D1", "lines": lines}
    book.post("2026-01-05", "propose", number="P1", command=inner, taken_over=False)
    digest = content_hash(Command.of_wire(inner))
    book.post("2026-01-06", "approve", proposal="P1", content_hash=digest, actor="second", taken_over=False)
    facts = book.statement().facts
    assert (facts.vouchers[0].maker, facts.vouchers[0].approvers) == ("clerk", ("second",))
    assert (facts.proposals[0].maker, facts.proposals[0].approvers, facts.proposals[0].posted) == (
        "clerk", ("second",), True,
    )  # fmt: skip
    assert book.findings("E-SOD") == []


def test_one_person_proposes_and_approves() -> None:
    """The ledger refuses it; a journal that holds it anyway is told on."""
    book = funded()
    lines = [{"line": "L", "activity": "OH", "amount": "30.00"}]
    inner = {"verb": "disburse", "number": "PV", "unit": "D1", "lines": lines}
    book.post("2026-01-05", "propose", number="P1", command=inner, taken_over=False)
    statement = book.statement()
    asked = replace(statement.facts.proposals[0], approvers=("clerk",))
    facts = replace(statement.facts, proposals=(asked,))
    found = findings(replace(statement, facts=facts)).findings
    assert [(f.code, f.severity, f.subject, f.amount) for f in found] == [("E-SOD", "HIGH", "P1", 3000)]
