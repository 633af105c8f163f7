"""Subject: what a report is about, at a position of the journal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from sys import maxsize

from api.reports.register import Order
from api.runs import dossier_of, draft_dossier, run_of
from api.statements import Reading, problems_of
from ledger.checkpoints import newest_checkpoint
from ledger.posting import Journal
from reconciliation.narrow import narrowed
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import RuleSet
from reconciliation.runs.dossier import Dossier
from reconciliation.statement import Statement
from reports.journal import JournalRow, journal_rows
from reports.journal import narrowed as narrowed_rows
from reports.sheets.source import Source, source_of
from reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A statement with what is known of it, when it was made, and the checkpoint it carries ("": none).

    `closed_through` is the last closed day at its position; `unit` narrows it, "" leaves it whole.
    """

    reading: Reading
    dossier: Dossier
    created: datetime
    checkpoint: str
    unit: str = ""

    @property
    def sealed(self) -> int:
        """The size of its checkpoint; 0 for none."""
        return int(self.checkpoint.split("\n")[1]) if self.checkpoint else 0

    @property
    def statement(self) -> Statement:
        """The figures."""
        return self.dossier.statement

    @property
    def closed_through(self) -> date:
        """The last closed day."""
        return self.reading.reference.closed_through

    @property
    def rows(self) -> Iterable[JournalRow]:
        """The journal up to the statement's position."""
        rows = journal_rows(self.reading.entries[: self.statement.position])
        return narrowed_rows(rows, {self.unit}) if self.unit else rows

    def source(self, language: str) -> Source:
        """What papers are made from."""
        return source_of(self.statement, self.rows, Words(language), self.dossier)


def subject_of(
    journal: Journal, reading: Reading, order: Order, rules: RuleSet | None, sealed_max: int = maxsize
) -> Subject:
    """What an order asks for, at a reading's position, with the newest checkpoint up to a size.

    Raises UnknownDocument, UnknownUnit.
    """
    with journal.engine.connect() as connection:
        note = newest_checkpoint(connection, journal.book, sealed_max)
    if rules is None:
        dossier, created = _of_run(journal, reading, order.run)
    else:
        dossier, created = _of_day(journal, reading, order.on or date.max, rules), reading.recorded_at
    return Subject(
        reading=reading,
        dossier=_narrowed(dossier, order.unit) if order.unit else dossier,
        created=created,
        checkpoint=note,
        unit=order.unit,
    )


def _of_day(journal: Journal, reading: Reading, on: date, rules: RuleSet) -> Dossier:
    head, standing = reading.head, standing_matches(reading.entries, on)
    made = reconcile(reading.entries, on, rules, head.size, head.root.hex(), problems_of(journal), standing)
    return draft_dossier(reading, made)


def _of_run(journal: Journal, reading: Reading, number: str) -> tuple[Dossier, datetime]:
    """A run's own statement, with whatever of the journal does not verify now, and when it was recorded."""
    run = run_of(reading, number)
    recorded = datetime.fromisoformat(reading.entries[run.seq - 1].recorded_at)
    return dossier_of(reading, run, problems_of(journal)), recorded


def _narrowed(dossier: Dossier, unit: str) -> Dossier:
    before = narrowed(dossier.before, [unit]) if dossier.before else None
    return replace(dossier, statement=narrowed(dossier.statement, [unit]), before=before)
