"""Lifecycle: what became of a finding from run to run, by its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reconciliation.runs.dialogue import Dialogue, Inquiry, Remark
from reconciliation.statement import Finding, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """A finding of a statement, since when it has been noticed, and what was said about it.

    `age_days` counts from the cut-off of the first run that noticed it to the statement's.
    """

    finding: Finding
    first_seen: date
    age_days: int
    inquiries: tuple[Inquiry, ...]
    replies: tuple[Remark, ...]
    opinions: tuple[Remark, ...]
    waivers: tuple[str, ...]

    @property
    def owner(self) -> str:
        """The unit that must answer."""
        return self.finding.owner

    @property
    def settled(self) -> bool:
        """Whether it may be signed over: waived, or answered with every query answered."""
        asked = all(inquiry.answered for inquiry in self.inquiries)
        return bool(self.waivers) or (asked and bool(self.inquiries or self.replies or self.opinions))


def lifecycles(
    statement: Statement, said: Dialogue, earlier: Iterable[Statement] = ()
) -> tuple[Lifecycle, ...]:
    """Every finding of a statement; `earlier` are statements of earlier runs, in any order."""
    first: dict[str, date] = {}
    for one in (*earlier, statement):
        for finding in one.findings:
            first[finding.fingerprint] = min(one.on, first.get(finding.fingerprint, one.on))
    return tuple(
        _lifecycle(finding, first[finding.fingerprint], statement.on, said) for finding in statement.findings
    )


def _lifecycle(finding: Finding, first_seen: date, on: date, said: Dialogue) -> Lifecycle:
    fingerprint = finding.fingerprint
    inquiries = said.about(fingerprint)
    replies = [remark for inquiry in inquiries for remark in inquiry.replies]
    opinions = [remark for inquiry in inquiries for remark in inquiry.opinions]
    return Lifecycle(
        finding=finding,
        first_seen=first_seen,
        age_days=(on - first_seen).days,
        inquiries=inquiries,
        replies=(*said.replies.get(fingerprint, ()), *replies),
        opinions=(*said.opinions.get(fingerprint, ()), *opinions),
        waivers=tuple(waiver.number for waiver in said.waivers if waiver.covers(finding, on)),
    )
