"""Runs: the way from a book to a run on record, its matches, its signatures, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from api.matches import Posting, post_confirmed
from api.statements import Reading, make_statement, read
from ledger.commands import Count, RecordRun, SetRules, SignOff
from ledger.commands.review import STEPS
from ledger.entries import Entry, Request
from ledger.errors import FindingsOpen, UnknownDocument
from ledger.posting import Journal
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import RuleSet, default_rules, rule_set_of
from reconciliation.runs.comparison import Difference, compare
from reconciliation.runs.dialogue import dialogue
from reconciliation.runs.digests import input_digest, output_digest
from reconciliation.runs.dossier import Dossier, unanswered
from reconciliation.runs.items import Item, RollForward, open_items, roll_forward
from reconciliation.runs.lifecycle import lifecycles
from reconciliation.runs.restatement import restated
from reconciliation.runs.run import Run, opening_run, runs, same_run
from reconciliation.statement import SEVERITIES, Statement


@dataclass(frozen=True, slots=True)
class MadeRun:
    """A run on record, the statement it stands for, and what became of its matches.

    `known`: the same documents had been reconciled before, so nothing was recorded anew.
    """

    number: str
    statement: Statement
    matches: Posting
    known: bool


def make_run(journal: Journal, on: date, rules: SetRules | None, actor: str, today: date) -> MadeRun:
    """Reconcile as of a day and keep the run: record it once, then post the matches it confirmed.

    The record comes first, so that a match can only name a run that is there. The same documents under
    the same rules are the same run: asking again records nothing and posts what is still to be posted.
    Raises the refusal of the record (a reconciler makes runs); Unusable for an empty book.
    """
    statement, reading = make_statement(journal, on, rules)
    digest = input_digest(reading.entries, on, statement.rules)
    before = runs(reading.entries)
    same = same_run(before, on, digest)
    recorded = cast("RecordRun", reading.entries[same.seq - 1].command) if same else None
    if recorded is None:
        recorded = _command(reading, statement, before, digest)
        key = f"run:{on}:{digest}"
        outcome = journal.post(Request(key=key, effective_on=today, command=recorded), actor)
        if outcome.refusal:
            raise outcome.refusal
    closed = on <= reading.reference.closed_through
    matches = post_confirmed(journal, statement, recorded, actor, closed=closed)
    return MadeRun(recorded.number, statement, matches, same is not None)


def _command(reading: Reading, statement: Statement, before: tuple[Run, ...], digest: str) -> RecordRun:
    opening = opening_run(before, statement.on)
    return RecordRun(
        number=f"RUN-{len(before) + 1:04d}",
        on=statement.on,
        position=statement.position,
        rules_version=statement.rules.version,
        rules_digest=statement.rules.digest,
        input_digest=digest,
        output_digest=output_digest(statement),
        opening=opening.number if opening else "",
        counts=_counts(statement, roll_forward(items_of(reading, opening), open_items(statement))),
    )


def _counts(statement: Statement, rolled: tuple[RollForward, ...]) -> tuple[Count, ...]:
    severities = [finding.severity for finding in statement.findings]
    statuses = [one.status for one in statement.matching.matches]
    found = {name: severities.count(name) for name in SEVERITIES}
    found |= {name: statuses.count(name) for name in sorted(set(statuses))}
    for name in ("opening", "new", "cleared", "closing"):
        found[name] = sum(getattr(row, name) for row in rolled)
    return tuple(Count(name=name, count=count) for name, count in found.items())


# ── runs as they stand ──


def run_of(reading: Reading, number: str) -> Run:
    """The run of a number; raises UnknownDocument."""
    for run in runs(reading.entries):
        if run.number == number:
            return run
    raise UnknownDocument(number=number, kind="record_run")


def statement_of(reading: Reading, run: Run) -> Statement:
    """The statement a run stands for, made anew from the position it read."""
    return _reconciled(reading, reading.entries[: run.position], run)


def delta_of(reading: Reading, run: Run) -> tuple[Difference, ...]:
    """What later entries change about a run's period: its statement against the period restated."""
    later = restated(reading.entries, run.on, run.position)
    return compare(statement_of(reading, run), _reconciled(reading, later, run))


def _reconciled(reading: Reading, entries: list[Entry], run: Run) -> Statement:
    standing = standing_matches(entries, run.on)
    return reconcile(entries, run.on, _rules(reading, run), run.position, "", standing=standing)


def _rules(reading: Reading, run: Run) -> RuleSet:
    posted = {command.digest: command for command in reading.reference.rule_sets}
    return rule_set_of(posted[run.rules_digest]) if run.rules_digest in posted else default_rules()


def items_of(reading: Reading, run: Run | None) -> tuple[Item, ...]:
    """What a run left open; nothing where there is no run."""
    return open_items(statement_of(reading, run)) if run else ()


def dossier_of(reading: Reading, run: Run) -> Dossier:
    """Where a run stands now, with all that was said about it since."""
    known = runs(reading.entries)
    opening = next((one for one in known if one.number == run.opening), None)
    earlier = [one for one in known if one.signed and one.on < run.on and one.seq < run.seq]
    return _dossier(reading, statement_of(reading, run), run, opening, earlier)


def draft_dossier(reading: Reading, statement: Statement) -> Dossier:
    """The dossier of a statement that nobody has recorded."""
    known = runs(reading.entries)
    earlier = [one for one in known if one.signed and one.on < statement.on]
    return _dossier(reading, statement, None, opening_run(known, statement.on), earlier)


def _dossier(
    reading: Reading, statement: Statement, run: Run | None, opening: Run | None, earlier: list[Run]
) -> Dossier:
    made = {one.number: statement_of(reading, one) for one in (*earlier, *([opening] if opening else []))}
    return Dossier(
        statement=statement,
        run=run,
        opening=opening,
        before=made[opening.number] if opening else None,
        earlier=tuple(made[one.number] for one in earlier),
        said=dialogue(reading.entries),
    )


# ── signing ──


def sign(journal: Journal, number: str, step: str, actor: str, today: date) -> Entry:
    """Take a step on a run; the last one needs every HIGH finding answered or waived.

    Raises FindingsOpen, UnknownDocument, or the refusal of the step.
    """
    reading = read(journal)
    run = run_of(reading, number)
    if step == STEPS[-1]:
        _answered(reading, run)
    command = SignOff(run=number, step=step, on=run.on, output_digest=run.output_digest)
    outcome = journal.post(Request(key=f"sign:{number}:{step}", effective_on=today, command=command), actor)
    if outcome.refusal:
        raise outcome.refusal
    return outcome.entries[0]


def _answered(reading: Reading, run: Run) -> None:
    silent = unanswered(lifecycles(statement_of(reading, run), dialogue(reading.entries)))
    if silent:
        raise FindingsOpen(run=run.number, severity="HIGH", count=len(silent))
