"""Wording: every finding can be told in both languages, with nothing left to fill in."""

from __future__ import annotations

import re
from dataclasses import astuple, replace

import pytest

from ledger.texts import LANGUAGES, table
from reconciliation.catalogue import CODES
from reconciliation.findings import findings
from reconciliation.statement import SEVERITIES, FailedRule, Finding, Identity, Problem, Statement
from reconciliation.wording import name_of, term, why_failed, word
from tests.reconciliation.builders import (
    a_book,
    a_book_of_costs,
    funded,
    pay,
    pilot_statement,
    ruled,
    survey,
)
from tests.reconciliation.everything import a_book_of_everything
from tests.reconciliation.test_findings_undone import an_undone_match


def a_statement_with_everything() -> list[tuple[Finding, Statement]]:
    """One finding of every code that is built, with the statement it stands in."""
    problems = (Problem(code="E-CHAIN", subject="7"), Problem(code="E-BAL", subject="7"))
    statements = (
        a_book_of_costs([*(10 + n % 3 for n in range(19)), 90]).statement(),
        a_book_of_everything().statement(
            "2026-09-30", ruled(evidence_verbs="disburse", transit_days_max=0, receipt_days_max=0), problems
        ),
        a_broken_statement(),
        an_undone_match().statement(),
        pilot_statement(),
        a_sampled_statement(),
    )
    told = {one.code: (one, statement) for statement in statements for one in statement.findings}
    return list(told.values())


def a_sampled_statement() -> Statement:
    """The pilot under rules that ask for a sample and switch every finding on."""
    pilot = pilot_statement()
    wanted = replace(pilot, rules=replace(pilot.rules, samples=True, findings=CODES))
    return replace(wanted, findings=findings(wanted).findings)


def a_broken_statement() -> Statement:
    """What the ledger refuses: a reversal that undoes something else, and a lost quantity."""
    book = a_book()
    survey(book, "2026-01-05", "LOT", 2)
    entry = pay(funded(book=book), "2026-01-05", "PV", "50.00")
    book.post("2026-01-06", "reverse", seq=entry.seq, reason="x")
    statement = book.statement()
    mirrors = tuple(replace(one, equal=False) for one in statement.facts.mirrors)
    lots = tuple(replace(one, quantity=1) for one in statement.facts.deliveries)
    broken = replace(statement, facts=replace(statement.facts, mirrors=mirrors, deliveries=lots))
    return replace(broken, findings=findings(broken).findings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_is_told_in_full(language: str) -> None:
    told = a_statement_with_everything()
    assert {one.code for one, _ in told} == set(CODES)
    for finding, statement in told:
        sentences = astuple(word(finding, statement, language))
        unfilled = [one for one in sentences if re.search(r"[{}]", one)]
        assert unfilled == []
        empty = [one for one in sentences if not one]
        assert empty == [] or finding.code in ("E-CHAIN", "E-BAL")


def test_money_days_units_and_activities_are_told_in_the_readers_way() -> None:
    statement = pilot_statement()
    advance = next(one for one in statement.findings if one.code == "E-ADV-OVERDUE")
    thai, english = (word(advance, statement, language) for language in ("th", "en"))
    assert thai.expected == "ส่งใช้ใบสำคัญและเงินเหลือจ่ายครบถ้วนภายในวันที่ 30 ม.ค. 2569"
    assert thai.found == "คงค้าง 100,000.00 บาท พ้นกำหนดแล้ว 60 วัน"
    assert english.found == "100,000.00 baht open, 60 days overdue"
    assert (thai.owner, english.owner) == ("มีนบุรี (1010)", "Min Buri (1010)")
    assert (thai.severity, english.severity) == ("สูง", "High")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_identity_and_severity_has_a_name(language: str) -> None:
    statement = pilot_statement()
    assert all(name_of(identity, language) for identity in statement.identities)
    assert set(table("findings", language)["severity"]) == set(SEVERITIES)
    assert term("journal", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_failed_identity_says_which_and_both_sides(language: str) -> None:
    statement = pilot_statement()
    wrong = Identity(name="allotment", subject="1032", left=150, right=100)
    found = findings(
        Statement(**{
            **{name: getattr(statement, name) for name in Statement.__dataclass_fields__},
            "identities": (wrong,), "findings": (), "rules": funded().statement().rules,
        })
    ).findings  # fmt: skip
    told = word(next(one for one in found if one.code == "E-BAL"), statement, language)
    assert term("allotment", language) in told.what
    assert (told.found[:4], told.expected[:4]) == ("1.50", "1.00")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", ("no_spread", "ZeroDivisionError"))
def test_a_failed_rule_says_why(why: str, language: str) -> None:
    said = why_failed(FailedRule(code="E-UNIT-COST", why=why, subject="HH"), language)
    assert "HH" in said
    assert not re.search(r"[{}]", said)


def test_both_languages_have_the_same_texts() -> None:
    thai, english = (table("findings", language) for language in ("th", "en"))
    assert {code: set(texts) for code, texts in thai.items()} == {
        code: set(texts) for code, texts in english.items()
    }
