"""Every match is told in both languages: its rule, what became of it, and why."""

from __future__ import annotations

from dataclasses import astuple

import pytest

from ledger.commands.review import MANUAL
from ledger.texts import LANGUAGES, table
from reconciliation.matching.match import REASONS, RULES, STATUSES, Match
from reconciliation.wording import word_match
from tests.reconciliation.builders import pilot_statement


def a_match(rule: str = "R1", status: str = "CONFIRMED", reason: str = "reference") -> Match:
    return Match(
        rule=rule, kind="1:1", status=status, unit="D1", activity="HH", vouchers=(), reason=reason
    )  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_status_and_reason_has_words_of_its_own(language: str) -> None:
    texts = table("findings", language)["matches"]
    rules = {"none" if rule == "-" else rule for rule in RULES} | {MANUAL}
    assert set(texts["rules"]) == rules
    assert set(texts["statuses"]) == set(STATUSES)
    assert set(texts["reasons"]) == {*REASONS, MANUAL}
    for said in texts.values():
        assert len(set(said.values())) == len(said)


def test_a_match_is_told_in_words() -> None:
    told = word_match(a_match("-", "UNMATCHED", "no_vendor"), "en")
    assert (told.rule, told.status) == ("No rule applies", "unmatched")
    assert told.reason == "It names neither a delivery nor a vendor."


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_match_of_the_worked_example_shows_a_code(language: str) -> None:
    for one in pilot_statement().matching.matches:
        told = astuple(word_match(one, language))
        assert not {one.rule, one.status, one.reason} & set(told)


def test_a_reason_that_is_no_code_of_ours_is_shown_as_it_stands() -> None:
    assert word_match(a_match("X9", "CONFIRMED", "=1+1"), "th").reason == "=1+1"
