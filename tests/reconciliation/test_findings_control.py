"""Control: refusals, numbers, evidence, recoveries and cash that came back."""

from __future__ import annotations

from contextlib import suppress

import pytest

from ledger.commands import Command
from ledger.entries import Evidence, content_hash
from ledger.errors import Refusal
from reconciliation.statement import FailedRule
from tests.reconciliation.builders import (
    Book,
    Row,
    a_book,
    a_contract,
    a_lot,
    an_advance,
    decided,
    funded,
    pay,
    rows,
    ruled,
)


def refused(book: Book, number: str = "PV", amount: str = "20.00") -> None:
    with pytest.raises(Refusal):
        pay(book, "2026-01-05", number, amount, taken_over=False)


@pytest.mark.parametrize(("times", "severity"), ((1, "INFO"), (2, "INFO"), (3, "HIGH")))
def test_a_refused_command_is_told_once_per_document(times: int, severity: str) -> None:
    book = funded("10.00")
    for _ in range(times):
        refused(book)
    found = book.findings("E-REFUSED")
    assert (rows(found), found[0].facts["times"]) == ([(severity, "PV", 2000)], times)
    assert found[0].facts["refusals"] == "short"


def test_each_document_is_refused_for_itself() -> None:
    book = funded("10.00")
    for number in ("P1", "P2", "P3"):
        refused(book, number)
    assert {one.severity for one in book.findings("E-REFUSED")} == {"INFO"}
    assert book.findings("E-REFUSED", "2026-01-04") == []


def test_what_a_stranger_asks_and_what_is_taken_over_leave_no_refusal() -> None:
    book = funded("10.00")
    for said in ({"actor": "stranger", "taken_over": False}, {}):
        with pytest.raises(Refusal):
            pay(book, "2026-01-05", "PV", "20.00", **said)
    assert book.findings("E-REFUSED") == []


@pytest.mark.parametrize(("reason", "severity"), (("เร่งด่วน", "HIGH"), ("", "INFO")))
def test_an_override_after_a_refusal_is_grave(reason: str, severity: str) -> None:
    book = funded()
    delegation = {
        "role": "approver",
        "post": "ผอ.",
        "limit": "10.00",
        "from_on": "2025-10-01",
        "order_no": "1",
    }
    rule = {"of_verb": "disburse", "from_amount": "10.00"}
    book.post(
        "2025-10-01", "set_policy", valid_from="2025-10-01", second_person=[rule], delegations=[delegation]
    )
    refused(book)
    lines = [{"line": "L", "activity": "HH", "amount": "20.00"}]
    inner = {"verb": "disburse", "number": "PV", "unit": "D1", "vendor": "V", "lines": lines}
    book.post("2026-01-05", "propose", number="P1", command=inner, taken_over=False)
    seen = {"proposal": "P1", "content_hash": content_hash(Command.of_wire(inner))}
    override = {"override_reason": reason, "override_expires_on": "2026-12-31"} if reason else {}
    with suppress(Refusal):
        book.post("2026-01-06", "approve", actor="second", taken_over=False, **seen, **override)
    assert ("PV", severity) in [(one.subject, one.severity) for one in book.findings("E-REFUSED")]


@pytest.mark.parametrize(
    ("numbers", "found"),
    (
        (("PV-1", "PV-2", "PV-3"), []),
        (("PV-1", "PV-2", "PV-4"), [("MED", "PV-3", 0)]),
        (("PV-08", "PV-09", "PV-10", "PV-13"), [("MED", "PV-11 PV-12", 0)]),
        (("PV-1", "PV-9"), []),
        (("ฎ 1/2569", "ฎ 3/2569"), [("MED", '"ฎ 2/2569"', 0)]),
        (("PV-1", "PV-001", "PV-2"), [("MED", "PV-001 PV-1", 0)]),
        (("X", "Y", "PV-A"), []),
    ),
)
def test_numbers_that_are_missing_or_used_twice(numbers: tuple[str, ...], found: list[Row]) -> None:
    book = funded()
    for number in numbers:
        pay(book, "2026-01-05", number, "1.00")
    assert rows(book.findings("E-SEQ")) == found


@pytest.mark.parametrize("filled", ("voided", "reversal", "other_unit", "later_day", "other_year"))
def test_a_number_that_something_used_is_no_gap(filled: str) -> None:
    book = funded(book=funded(unit="D2"))
    first = pay(book, "2026-01-05", "PV-1", "1.00")
    if filled == "voided":
        spoiled = {"kind": "disburse", "unit": "D1", "document_fiscal_year": 2569, "reason": "พิมพ์เสีย"}
        book.post("2026-01-05", "void_number", number="PV-2", **spoiled)
    if filled == "reversal":
        book.post("2026-01-06", "reverse", seq=first.seq, reason="x", number="PV-2")
    if filled == "other_unit":
        pay(book, "2026-01-05", "PV-2", "1.00", unit="D2")
    if filled == "later_day":
        pay(book, "2026-04-05", "PV-2", "1.00")
    year = {"document_fiscal_year": 2568} if filled == "other_year" else {}
    pay(book, "2026-01-07", "PV-3", "1.00", **year)
    assert book.findings("E-SEQ") == []


def test_units_that_share_numbers_keep_a_series_each() -> None:
    book = funded(book=funded(unit="D2"))
    for unit, numbers in (("D1", "13"), ("D2", "123")):
        for number in numbers:
            pay(book, "2026-01-05", f"PV-{number}", "1.00", unit=unit)
    found = book.findings("E-SEQ")
    assert [(one.subject, one.owner) for one in found] == [("PV-2", "D1")]


def test_a_gap_in_the_books_own_series_is_the_centres_to_explain() -> None:
    book = funded(book=funded(unit="D2"))
    pay(book, "2026-01-05", "PV-1", "1.00")
    pay(book, "2026-01-05", "PV-3", "1.00", unit="D2")
    assert [(one.subject, one.owner) for one in book.findings("E-SEQ")] == [("PV-2", "C")]


def proven(book: Book, day: str, verb: str, **fields: object) -> None:
    book.post(day, verb, evidence=(Evidence(name="scan", digest="ab" * 32),), **fields)


def test_nothing_is_required_unless_the_rule_set_says_so() -> None:
    book = funded()
    pay(book, "2026-01-05", "PV", "1.00")
    assert book.findings("E-EVIDENCE-GAP") == []


@pytest.mark.parametrize(
    ("verb", "found"),
    (
        ("disburse", [("MED", "P1", 100)]),
        ("commit", [("MED", "PO", 100_000)]),
        ("advance", [("MED", "AV", 10_000)]),
        ("deliver", [("MED", "LOT", 0)]),
        ("decide", [("MED", "LOT", 0)]),
        ("transfer", [("MED", "T-D1", 100_000_000)]),
        ("confirm", [("MED", "T-D1", 100_000_000)]),
    ),
)
def test_a_document_without_a_paper_that_the_rule_set_requires(verb: str, found: list[Row]) -> None:
    book = funded()
    pay(book, "2026-01-05", "P1", "1.00")
    lines = [{"line": "L", "activity": "HH", "amount": "1.00"}]
    proven(book, "2026-01-05", "disburse", number="P2", unit="D1", lines=lines)
    a_contract(book, "2026-01-05")
    an_advance(book, "2026-01-05", "AV")
    a_lot(book, "2026-01-05", "LOT", 2)
    proven(book, "2026-01-06", "decide", delivery="LOT", accepted=1)
    decided(book, "2026-01-07", "LOT", 1)
    assert rows(book.findings("E-EVIDENCE-GAP", rules=ruled(evidence_verbs=verb))) == found


def test_evidence_of_a_verb_that_has_none_is_a_rule_that_failed() -> None:
    statement = a_book().statement(rules=ruled(evidence_verbs="disburse lapse"))
    assert statement.failed == (FailedRule(code="E-EVIDENCE-GAP", why="unknown_verb", subject="lapse"),)


@pytest.mark.parametrize(
    ("recovered", "found"), (("", [("HIGH", "PV", 3000)]), ("10.00", [("HIGH", "PV", 2000)]), ("30.00", []))
)
def test_a_recovery_that_was_ordered_and_not_paid(recovered: str, found: list[Row]) -> None:
    book = funded()
    pay(book, "2026-01-05", "PV", "50.00")
    assert book.findings("E-RECEIVABLE") == []
    book.post("2026-01-06", "disallow", voucher="PV", unit="D1", amount="30.00", reason="x")
    if recovered:
        book.post("2026-01-07", "recover", voucher="PV", unit="D1", amount=recovered)
    assert rows(book.findings("E-RECEIVABLE")) == found


@pytest.mark.parametrize(("refund", "found"), (("30.00", [("LOW", "AV", 3000)]), ("29.99", []), ("", [])))
def test_an_advance_of_which_much_came_back_in_cash(refund: str, found: list[Row]) -> None:
    book = funded()
    an_advance(book, "2026-01-05", "AV")
    if refund:
        book.post("2026-02-05", "refund", advance="AV", unit="D1", amount=refund)
    assert rows(book.findings("E-ADV-CASHBACK")) == found


def test_a_refund_that_was_taken_back_did_not_come_back_in_cash() -> None:
    book = funded()
    an_advance(book, "2026-01-05", "AV")
    refund = book.post("2026-02-05", "refund", advance="AV", unit="D1", amount="60.00")
    book.post("2026-02-06", "reverse", seq=refund.seq, reason="slip", number="RV")
    assert book.findings("E-ADV-CASHBACK") == []
    (advance,) = book.statement().facts.advances
    assert (advance.refunded, advance.cleared, advance.outstanding) == (0, 0, 10_000)
