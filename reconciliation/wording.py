"""Wording: findings and matches in the sentences of texts `findings`, in Thai or English.

Facts become words here and only here: money with its currency, days in the reader's era, units and
activities by name, our own terms by their text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ledger.calendar import english_date, thai_date
from ledger.money import Money, format_money
from ledger.texts import fill, table
from reconciliation.matching.match import Match
from reconciliation.statement import Fact, FailedRule, Finding, Identity, Statement, Term

SUBJECT: Final = "findings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The sentences of one finding: what it is called and says, expected, found, what to do, whose."""

    title: str
    what: str
    expected: str
    found: str
    todo: str
    owner: str
    severity: str


def word(finding: Finding, statement: Statement, language: str) -> Wording:
    """The wording of a finding of a statement; `language` is "th" or "en"."""
    texts = table(SUBJECT, language)
    facts = {
        "subject": ", ".join(finding.subjects),
        "owner": _unit(statement, finding.owner, language),
        **{name: _said(name, fact, statement, language) for name, fact in finding.facts.items()},
    }
    own: Mapping[str, str] = texts[finding.code]
    sentences = {
        name: fill(own[name], facts) for name in ("title", "what", "expected", "found", "todo", "owner")
    }
    return Wording(**sentences, severity=texts["severity"][finding.severity])


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchWording:
    """A match in words: what its rule looks for, what became of it, and why."""

    rule: str
    status: str
    reason: str


def word_match(match: Match, language: str) -> MatchWording:
    """The wording of a match; what somebody else's program wrote for a reason is shown as it stands."""
    texts: Mapping[str, Mapping[str, str]] = table(SUBJECT, language)["matches"]
    return MatchWording(
        rule=rule_name(match.rule, language),
        status=status_name(match.status, language),
        reason=texts["reasons"].get(match.reason, match.reason),
    )


def rule_name(rule: str, language: str) -> str:
    """What a rule of evidence looks for; a rule nobody knows is shown as it stands."""
    names: Mapping[str, str] = table(SUBJECT, language)["matches"]["rules"]
    return names.get("none" if rule == "-" else rule, rule)


def status_name(status: str, language: str) -> str:
    """What became of a match."""
    names: Mapping[str, str] = table(SUBJECT, language)["matches"]["statuses"]
    return names.get(status, status)


def term(key: str, language: str) -> str:
    """One of our own words: the name of an identity, a role in a chain."""
    return str(table(SUBJECT, language)["terms"][key])


def name_of(identity: Identity, language: str) -> str:
    """What an identity says."""
    return term(identity.name, language)


def why_failed(failed: FailedRule, language: str) -> str:
    """Why a rule could not run."""
    reasons: Mapping[str, Any] = table(SUBJECT, language)["failed"]
    return fill(reasons.get(failed.why, reasons["other"]), {"subject": failed.subject, "why": failed.why})


def _said(name: str, fact: Fact, statement: Statement, language: str) -> str:
    if isinstance(fact, Money):
        return f"{format_money(fact)} {_currency(statement, language)}"
    if isinstance(fact, date):
        return thai_date(fact) if language == "th" else english_date(fact)
    if isinstance(fact, int):
        return f"{fact:,}"
    if isinstance(fact, Term):
        return term(fact, language)
    if name in _WORDS:
        return _words(name, fact, language)
    told = _PLACES.get(name)
    return told(statement, fact, language) if told else fact


# Facts that hold a verb, or codes of refusals divided by spaces: words that are told elsewhere too.
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "verb": ("workbook", "kinds"),
    "refusals": (SUBJECT, "refused"),
}


def _words(name: str, fact: str, language: str) -> str:
    subject, part = _WORDS[name]
    known: Mapping[str, str] = table(subject, language)[part]
    return ", ".join(known.get(code, code) for code in fact.split())


def _currency(statement: Statement, language: str) -> str:
    code = statement.book.currency
    return str(table(SUBJECT, language)["currencies"].get(code, code))


def _unit(statement: Statement, code: str, language: str) -> str:
    known = statement.facts.units.get(code)
    if known is None:
        return code
    name = known.name_en if language == "en" and known.name_en else known.name_th
    return f"{name} ({code})"


def _activity(statement: Statement, code: str, language: str) -> str:
    known = statement.facts.activities.get(code)
    if known is None:
        return code
    name = known.name_en if language == "en" and known.name_en else known.name_th
    return f"{name} ({code})"


# Facts that name a place by its code.
_PLACES: Final[Mapping[str, Callable[[Statement, str, str], str]]] = {"unit": _unit, "activity": _activity}
