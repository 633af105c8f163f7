"""Cases: findings that share a document are one story, and its money is counted once."""

from __future__ import annotations

from reconciliation.cases import cases
from tests.reconciliation.builders import funded, pay, pilot_statement, satang


def test_findings_that_share_a_voucher_are_one_case_whose_vouchers_count_once() -> None:
    first = cases(pilot_statement())[0]
    assert {(one.code, one.subject) for one in first.findings} >= {
        ("E-SPLIT", "PV-0018 PV-0019 PV-0020"),
        ("E-SOD", "PV-0019"),
        ("E-NEAR-LIMIT", "PV-0020"),
    }
    assert (first.amount, len(first.vouchers), first.severity) == (29_600_000, 3, "HIGH")
    assert first.owner == "1033"


def test_a_chain_of_shared_vouchers_is_one_case_whatever_comes_first() -> None:
    book = funded()
    for number, amount in enumerate(("99000.00", "60000.00", "97000.00"), 1):
        pay(book, f"2026-01-0{number + 2}", f"P{number}", amount)
    found = [case for case in cases(book.statement()) if case.vouchers]
    assert [case.amount for case in found] == [satang("256000.00")]


def test_every_finding_stands_in_one_case_and_the_gravest_come_first() -> None:
    statement = pilot_statement()
    found = cases(statement)
    told = [one for case in found for one in case.findings]
    assert sorted(told, key=lambda one: (one.code, one.subject)) == list(statement.findings)
    assert [case.severity for case in found] == sorted(
        (case.severity for case in found), key=["HIGH", "MED", "INFO", "NOTE"].index
    )


def test_a_finding_about_no_document_is_a_case_of_its_own_amount() -> None:
    found = [case for case in cases(pilot_statement()) if case.findings[0].code == "E-FUND-GAP"]
    assert (found[0].amount, found[0].owner, found[0].vouchers) == (15_932_750, "DEPT", ())
