"""C1: cases, the gravest first, with their findings below and room for replies and opinions.

Findings overlap, so their amounts are never summed; a case counts each of its vouchers once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final

from reconciliation.cases import Case, cases
from reconciliation.runs.dialogue import Remark
from reconciliation.runs.lifecycle import Lifecycle
from reconciliation.statement import Finding
from reconciliation.wording import word
from reports.columns import Column, Link, Record, State
from reports.imprint import day_in_words
from reports.sheets.source import Source
from reports.table import Table

COLUMNS: Final = (
    Column(key="case", kind="number", width=7),
    Column(key="no", kind="number", width=7),
    Column(key="severity", kind="state", width=14),
    Column(key="code", kind="text", width=19),
    Column(key="subject", kind="text", width=18),
    Column(key="owner", kind="text", width=21),
    Column(key="case_amount", kind="money", width=12),
    Column(key="finding_amount", kind="money", width=12),
    Column(key="title", kind="text", width=26),
    Column(key="what", kind="text", width=38),
    Column(key="expected", kind="text", width=28),
    Column(key="found", kind="text", width=28),
    Column(key="todo", kind="text", width=34),
    Column(key="age_days", kind="number", width=8),
    Column(key="said", kind="text", width=30),
    Column(key="reply", kind="text", width=26, given=True),
    Column(key="opinion", kind="text", width=26, given=True),
    Column(key="state", kind="state", width=12),
    Column(key="detail", kind="code", width=9),
)


def findings(source: Source, places: Mapping[str, str]) -> Table:
    """The sheet; `places` are the rows that subjects lead to."""
    numbers = count(1)
    records: list[Record] = []
    for at, case in enumerate(cases(source.statement), 1):
        records.append(_case(source, at, case))
        records += _findings(source, at, case, numbers, places)
    return Table(ref="C1", columns=COLUMNS, records=records)


def _case(source: Source, at: int, case: Case) -> Record:
    facts = {"number": at, "findings": len(case.findings), "vouchers": len(case.vouchers)}
    told = source.words("case" if case.vouchers else "case_plain", **facts)
    severity, owner = source.state(case.severity), source.unit(case.owner)
    values = (at, None, severity, None, None, owner, case.amount, None, told, *[None] * 10)
    return Record(values, variant="case")


def _findings(
    source: Source, at: int, case: Case, numbers: Iterator[int], places: Mapping[str, str]
) -> Iterator[Record]:
    for finding in case.findings:
        told = word(finding, source.statement, source.words.language)
        known = source.dossier.by_fingerprint[finding.fingerprint]
        yield Record(
            (
                at,
                next(numbers),
                source.state(finding.severity),
                finding.code,
                finding.subject,
                source.unit(finding.owner),
                None,
                finding.amount,
                *(told.title, told.what, told.expected, told.found, told.todo),
                known.age_days,
                _said(source, known),
                *(None, None),
                _state(source, known),
                _link(finding, places),
            )
        )


def _said(source: Source, known: Lifecycle) -> str:
    """What is on record about a finding: queries, replies and opinions, by the order they were given."""
    remarks = [*(inquiry.asked for inquiry in known.inquiries), *known.replies, *known.opinions]
    told = (
        f"{day_in_words(one.on, source.words)} {one.by}: {_opinion(source, one)}{one.text}"
        for one in sorted(remarks, key=lambda one: one.seq)
    )
    return "\n".join(told)


def _opinion(source: Source, one: Remark) -> str:
    return f"[{source.words(f'opinions.{one.opinion}')}] " if one.opinion else ""


def _state(source: Source, known: Lifecycle) -> State:
    """Waived, asked and not answered, answered, or open."""
    if known.waivers:
        return source.state("item_WAIVED")
    if any(not inquiry.answered for inquiry in known.inquiries):
        return source.state("item_DISPUTED")
    return source.state("answered" if known.settled else "open")


def _link(finding: Finding, places: Mapping[str, str]) -> Link | None:
    """The way to the first row that the finding is about."""
    place = next((places[key] for key in finding.keys if key in places), "")
    return Link(f"→ {place[1:].partition(' ')[0]}", place) if place else None
