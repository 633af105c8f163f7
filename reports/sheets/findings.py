"""C1: cases, the gravest first, with their findings below and room for replies and opinions.

Findings overlap, so their amounts are never summed; a case counts each of its vouchers once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final

from reconciliation.cases import Case, cases
from reconciliation.statement import Finding
from reconciliation.wording import word
from reports.columns import Column, Link, Record
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
    values = (at, None, severity, None, None, owner, case.amount, None, told, *[None] * 8)
    return Record(values, variant="case")


def _findings(
    source: Source, at: int, case: Case, numbers: Iterator[int], places: Mapping[str, str]
) -> Iterator[Record]:
    for finding in case.findings:
        told = word(finding, source.statement, source.words.language)
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
                *(None, None),
                source.state("open"),
                _link(finding, places),
            )
        )


def _link(finding: Finding, places: Mapping[str, str]) -> Link | None:
    """The way to the first row that the finding is about."""
    place = next((places[key] for key in finding.keys if key in places), "")
    return Link(f"→ {place[1:].partition(' ')[0]}", place) if place else None
