"""A2: method: how the figures are made, which rules matched, and every parameter that judged them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import Final

from ledger.money import Money, format_money
from reconciliation.matching.match import RULES
from reconciliation.rule_set import OWN, RuleSet
from reconciliation.wording import rule_name
from reports.columns import Column, Record
from reports.sheets.source import Source
from reports.table import Table

TERMS: Final = (
    *("allotment", "disbursed", "used", "earned", "supported", "unsupported", "unspent"),
    *("over_plan", "overhead", "forecast", "exempt"),
)
COLUMNS: Final = (
    Column(key="topic", kind="text", width=30),
    Column(key="meaning", kind="text", width=96),
    Column(key="setting", kind="text", width=34),
)


def method(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet: terms, rules of evidence, then the rule set, parameter by parameter."""
    records = list(chain(_terms(source), _rules(source), _parameters(source)))
    return Table(ref="A2", columns=COLUMNS, records=records, wanted=wanted)


def _section(source: Source, key: str, value: str = "") -> Record:
    return Record((source.words.both(f"method.{key}"), None, value), variant="case")


def _terms(source: Source) -> Iterator[Record]:
    yield _section(source, "terms")
    for key in TERMS:
        yield Record((source.words(f"method.{key}.name"), source.words(f"method.{key}.says"), None))


def _rules(source: Source) -> Iterator[Record]:
    yield _section(source, "evidence")
    counts = [one.rule for one in source.statement.matching.matches]
    for rule in RULES:
        matched = source.words("method.matched", count=counts.count(rule))
        yield Record((rule, rule_name(rule, source.words.language), matched))


def _parameters(source: Source) -> Iterator[Record]:
    rules = source.statement.rules
    yield _section(source, "parameters", rules.version)
    for field in fields(rules):
        if field.name not in OWN:
            yield Record((field.name, source.words(f"parameters.{field.name}"), _said(rules, field.name)))


def _said(rules: RuleSet, name: str) -> str:
    value = getattr(rules, name)
    if isinstance(value, Money):
        return format_money(value)
    if isinstance(value, Fraction):
        return f"{Decimal(value.numerator) / value.denominator:f}"  # every parameter was written as a decimal
    return str(value)
