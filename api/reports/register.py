"""Register: every file that left the house, found again by what was asked for, known by its digests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledger.commands import RecordReport
from ledger.entries import Entry, Request
from ledger.posting import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for: a kind of file in a language, of a run or as of a day, whole or of one unit.

    `rules_digest` names the rule set of a report without a run; it is "" with one. `document` is the
    number of what a letter is about.
    """

    kind: str
    language: str
    run: str = ""
    on: date | None = None
    rules_digest: str = ""
    unit: str = ""
    document: str = ""

    def answered_by(self, one: RecordReport) -> bool:
        """Whether a registered report is what is asked for."""
        asked = (self.kind, self.language, self.run, self.unit, self.document)
        same = (one.kind, one.language, one.run, one.unit, one.document) == asked
        return same and (bool(self.run) or (one.on, one.rules_digest) == (self.on, self.rules_digest))


@dataclass(frozen=True, slots=True)
class Registered:
    """A report on record, and the position of its entry."""

    seq: int
    report: RecordReport


def reports_of(entries: Sequence[Entry]) -> list[Registered]:
    """Every report on record, in the order of their making."""
    return [
        Registered(entry.seq, entry.command)
        for entry in entries
        if isinstance(entry.command, RecordReport) and not entry.refused
    ]


def standing_report(entries: Sequence[Entry], order: Order) -> Registered | None:
    """The newest report that answers an order and still says what there is to say; None where there is none.

    That of a run stands for ever (but see making.py on drafts). That of a day stands while nothing but
    reports was recorded since.
    """
    known = (one for one in reversed(reports_of(entries)) if order.answered_by(one.report))
    newest = next(known, None)
    if newest is None or order.run or newest.report.position == said_by(entries):
        return newest
    return None


def said_by(entries: Sequence[Entry]) -> int:
    """The position of the last entry that is no report: what was recorded since says nothing of the book."""
    return next((entry.seq for entry in reversed(entries) if not isinstance(entry.command, RecordReport)), 0)


def register(journal: Journal, report: RecordReport, actor: str, today: date) -> int:
    """Record a report; returns the position of its entry. Raises the refusal."""
    key = f"report:{report.position}:{report.sha256}"
    outcome = journal.post(Request(key=key, effective_on=today, command=report), actor)
    if outcome.refusal:
        raise outcome.refusal
    return outcome.entries[0].seq
