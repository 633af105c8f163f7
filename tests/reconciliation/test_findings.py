"""Findings: what they have in common, and those that say the figures cannot be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from reconciliation import findings as package
from reconciliation.findings import findings
from reconciliation.findings.subjects import about_unit, names_of
from reconciliation.rule_set import read_rules
from reconciliation.statement import FailedRule, Finding, Problem, Statement
from tests.reconciliation.builders import (
    funded,
    pay,
    pilot_statement,
    rows,
)


def test_an_identity_that_fails_is_critical() -> None:
    statement = pilot_statement()
    holding = next(one for one in statement.identities if one.name == "allotment")
    wrong = replace(holding, left=holding.right - 5)
    rules = replace(statement.rules, findings=("E-BAL",))
    found = findings(replace(statement, rules=rules, identities=(wrong,))).findings
    assert rows(found) == [("CRIT", f"{wrong.subject}:{wrong.name}", 5)]
    assert found[0].owner == "DEPT"


def test_what_balances_is_no_finding() -> None:
    assert funded().findings("E-BAL") == []


@pytest.mark.parametrize("code", ("E-BAL", "E-CHAIN"))
def test_what_verify_found_is_critical(code: str) -> None:
    problem = Problem(code=code, subject="entry 7", expected="aa", found="bb")
    statement = funded().statement(problems=(problem,))
    assert [(f.code, f.severity, f.subject) for f in statement.findings] == [(code, "CRIT", '"entry 7"')]


def test_only_what_the_rule_set_names_is_run_and_the_rest_is_listed() -> None:
    book = funded()
    pay(book, "2026-01-03", "PV", "99000.00")
    text = 'version = "x"\nvalid_from = "2025-10-01"\nfindings = ["E-WEEKEND"]'
    rules = read_rules(text)
    # A rule set of the journal may name a code of a later version.
    statement = book.statement(rules=replace(rules, findings=(*rules.findings, "E-NEW")))
    assert [one.code for one in statement.findings] == ["E-WEEKEND"]
    assert statement.not_built == ("E-NEW",)
    assert set(statement.not_run) >= {"E-MIS-DIFF", "E-NEAR-LIMIT", "E-TOL"}
    assert "E-WEEKEND" not in statement.not_run


def test_a_rule_that_stumbles_is_reported_and_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumbles(statement: Statement) -> Iterable[Finding]:
        yield about_unit("E-SOD", "HIGH", ("D1", "C"), statement.on, 1 // len(statement.problems))

    rest = [pair for pair in package.FINDINGS if pair[0] != "E-SOD"]
    monkeypatch.setattr(package, "FINDINGS", (("E-SOD", stumbles), *rest))
    book = funded()
    pay(book, "2026-01-03", "PV", "99000.00")
    statement = book.statement()
    assert statement.failed == (FailedRule(code="E-SOD", why="ZeroDivisionError"),)
    assert [one.code for one in statement.findings] == ["E-CPI", "E-NEAR-LIMIT", "E-SPEND-NOOUT", "E-WEEKEND"]


def test_findings_are_ordered_by_code_and_subject() -> None:
    found = [(one.code, one.subject) for one in pilot_statement().findings]
    assert found == sorted(found)


def test_an_ambiguous_number_is_told_with_its_unit_and_year() -> None:
    book = funded(book=funded(unit="D2"))
    pay(book, "2026-01-03", "PV", "50.00")
    pay(book, "2026-01-03", "PV", "60.00", unit="D2")
    pay(book, "2026-01-03", "PV", "70.00", unit="D2", document_fiscal_year=2568)
    pay(book, "2026-01-03", "ฎ 1/2569", "80.00")
    found = book.findings("E-WEEKEND")
    assert [one.subject for one in found] == ['"ฎ 1/2569"', "D1/PV", "D2/PV@2568", "D2/PV@2569"]
    assert found[1].keys == ("D1/2569/PV",)


def test_a_fingerprint_is_the_same_from_run_to_run() -> None:
    def prints(day: str) -> set[str]:
        return {one.fingerprint for one in pilot_statement(date.fromisoformat(day)).findings}

    assert prints("2026-03-30") <= prints("2026-03-31")
    assert len(prints("2026-03-31")) == len(pilot_statement().findings)


def test_names_of_legs_of_one_order_are_their_own_numbers() -> None:
    legs = pilot_statement().facts.transfers
    assert sorted(names_of(legs).values()) == [f"TR-00{number}" for number in range(1, 9)]
