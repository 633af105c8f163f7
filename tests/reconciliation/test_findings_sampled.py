"""E-SAMPLE-FAIL: the sample of an audit that says the whole may be misstated by too much."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reconciliation.findings.sampled import above_tolerable
from reconciliation.statement import FailedRule, Finding, Statement
from tests.reconciliation.builders import a_book, funded, pilot_statement


def sampled(statement: Statement, tolerable: str = "10") -> Statement:
    rules = replace(statement.rules, samples=True, sampling_tolerable_percent=Fraction(tolerable))
    return replace(statement, rules=rules)


def test_the_pilot_may_be_misstated_by_more_than_is_tolerable() -> None:
    [found] = above_tolerable(sampled(pilot_statement()))
    assert isinstance(found, Finding)
    assert (found.code, found.severity, found.subject, found.amount) == (
        "E-SAMPLE-FAIL",
        "HIGH",
        "DEPT",
        104_594_692,
    )


def test_where_everything_is_supported_nothing_is_found() -> None:
    pilot = sampled(pilot_statement())
    supported = tuple(replace(one, overhead_unsupported=0) for one in pilot.districts)
    matched = replace(pilot.matching, matches=())
    assert list(above_tolerable(replace(pilot, districts=supported, matching=matched))) == []


def test_no_sample_is_drawn_where_none_is_asked_for() -> None:
    statement = pilot_statement()
    assert list(above_tolerable(replace(statement, rules=replace(statement.rules, samples=False)))) == []


def test_a_book_without_vouchers_cannot_be_sampled_and_says_so() -> None:
    statement = sampled(funded(book=a_book()).statement())
    assert list(above_tolerable(statement)) == [FailedRule(code="E-SAMPLE-FAIL", why="empty_population")]
