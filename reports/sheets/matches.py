"""E5: matches, one row per match or remainder of matches.csv: which rule, which papers, and why."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from reconciliation.matching.match import Match
from reconciliation.matching.rows import joined
from reconciliation.wording import word_match
from reports.columns import SUM, Column, Live, Record
from reports.sheets.source import Source
from reports.table import Table

COLUMNS: Final = (
    Column(key="match_rule", kind="code", width=8),
    Column(key="match_kind", kind="text", width=16),
    Column(key="status", kind="state", width=20),
    Column(key="unit", kind="text", width=20),
    Column(key="activity", kind="text", width=23),
    Column(key="vouchers", kind="text", width=24, detail="E2"),
    Column(key="deliveries", kind="text", width=24, detail="E3"),
    Column(key="spend", kind="money", width=14, total=SUM),
    Column(key="earned", kind="money", width=14, total=SUM),
    Column(key="difference", kind="money", width=14, total=SUM),
    Column(key="reason", kind="text", width=40),
    Column(key="alternatives", kind="whole", width=11),
    Column(key="lam", kind="index", width=10),
    Column(key="entry", kind="number", width=9),
)


def matches(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; what was spent comes from the districts' total, where each direct voucher counts once."""
    found = source.statement.matching.matches
    spend, earned = source.statement.total.direct, sum(one.earned for one in found)
    return Table(
        ref="E5",
        columns=COLUMNS,
        records=[_record(source, one) for one in found],
        system={"spend": spend, "earned": earned, "difference": spend - earned},
        money="spend",
        wanted=wanted,
    )


def _record(source: Source, one: Match) -> Record:
    told = word_match(one, source.words.language)
    values = (
        one.rule,
        _kind(source, one.kind),
        source.match_state(one.status),
        source.unit(one.unit),
        source.activity(one.activity),
        joined(one.voucher_names),
        joined(one.lot_numbers),
        one.spend,
        one.earned,
        Live("=ROUND({spend}-{earned},2)", one.difference),
        f"{told.rule}: {told.reason}",
        one.alternatives or None,
        None if one.lam is None else Fraction(one.lam),
        one.standing or None,
    )
    return Record(values)


def _kind(source: Source, kind: str) -> str:
    """How many vouchers to how many deliveries (`1:2`), and the word for how, where it has one."""
    words = source.words
    told = ((part, f"match_kinds.{part}") for part in kind.split())
    return " ".join(str(words(key)) if words.has(key) else part for part, key in told)
