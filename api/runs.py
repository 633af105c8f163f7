"""Runs: the way from a book to a run on record, its matches, its signatures, and what changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, cast

from api.matches import Posting, post_confirmed, undone
from api.statements import Reading, make_statement, problems_of, read, root_of
from ledger.commands import Count, OpenFinding, RecordRun, SetRules, SignOff
from ledger.commands.fields import AMOUNT_MAX
from ledger.entries import Entry, Request
from ledger.errors import UnknownDocument
from ledger.money import Money
from ledger.posting import Journal
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import RuleSet, default_rules, rule_set_of
from reconciliation.runs.comparison import Difference, compare
from reconciliation.runs.dialogue import dialogue
from reconciliation.runs.digests import Inputs, inputs, output_digest
from reconciliation.runs.dossier import Dossier
from reconciliation.runs.items import Item, RollForward, open_items, roll_forward
from reconciliation.runs.restatement import restated
from reconciliation.runs.run import Run, opening_run, runs, same_runs
from reconciliation.statement import SEVERITIES, Problem, Statement

# Severities that stand in the way of the last signature.
BLOCKING: Final = ("CRIT", "HIGH")


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
    Matches that another run has posted meanwhile, under other rules say, are documents too.
    Raises the refusal of the record (a reconciler makes runs); Unusable for an empty book.
    """
    statement, reading = make_statement(journal, on, rules)
    told = inputs(reading.entries, on, statement.rules)
    before = runs(reading.entries)
    known = _known(before, told, statement, reading)
    if known:
        run, statement = known
        recorded = cast("RecordRun", reading.entries[run.seq - 1].command)
    else:
        recorded = _record(journal, _command(reading, statement, before, told.digest()), actor, today)
    closed = on <= reading.reference.closed_through
    parted = undone(reading.entries)
    matches = post_confirmed(journal, statement, recorded, actor, closed=closed, parted=parted)
    return MadeRun(recorded.number, statement, matches, known is not None)


def _known(
    before: Iterable[Run], told: Inputs, statement: Statement, reading: Reading
) -> tuple[Run, Statement] | None:
    """The run that read the same and found the same, and its statement.

    One that found something else (another edition of Khlang made it, say) is not what is shown now.
    """
    for run in same_runs(before, told):
        drawn = _as_drawn(statement, reading, run)
        if output_digest(drawn) == run.output_digest:
            return run, drawn
    return None


def _as_drawn(statement: Statement, reading: Reading, run: Run) -> Statement:
    """A known run's statement with the sample of its own position, where the rules leave that to the run."""
    rules = statement.rules
    if not rules.samples or rules.sampling_position:
        return statement
    return reconcile(
        reading.entries,
        statement.on,
        replace(rules, sampling_position=run.position),
        statement.position,
        statement.root,
        statement.problems,
        standing_matches(reading.entries, statement.on),
    )


def _record(journal: Journal, command: RecordRun, actor: str, today: date) -> RecordRun:
    key = f"run:{command.on}:{command.input_digest}:{command.output_digest}"
    outcome = journal.post(Request(key=key, effective_on=today, command=command), actor)
    if outcome.refusal:
        raise outcome.refusal
    return command


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
        findings=_to_answer(statement),
    )


def _to_answer(statement: Statement) -> tuple[OpenFinding, ...]:
    """What must be put right or answered before signing, the gravest first, as far as a record holds it.

    The ledger knows no finding but these, and refuses the last signature while one is unanswered.
    """
    grave = [one for severity in BLOCKING for one in statement.findings if one.severity == severity]
    return tuple(
        OpenFinding(
            finding=one.fingerprint,
            severity=one.severity,
            code=one.code,
            unit=one.unit,
            amount=Money(min(max(0, one.amount), AMOUNT_MAX)),
        )
        for one in grave[: OpenFinding.most]
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


def statement_of(reading: Reading, run: Run, problems: Iterable[Problem] = ()) -> Statement:
    """The statement a run stands for, made anew from the position it read; `problems` as of now."""
    return _reconciled(reading, reading.entries[: run.position], run, problems)


def delta_of(reading: Reading, run: Run) -> tuple[Difference, ...]:
    """What later entries change about a run's period: its statement against the period restated."""
    later = restated(reading.entries, run.on, run.position)
    return compare(statement_of(reading, run), _reconciled(reading, later, run))


def _reconciled(
    reading: Reading, entries: list[Entry], run: Run, problems: Iterable[Problem] = ()
) -> Statement:
    standing = standing_matches(entries, run.on)
    root = root_of(reading.entries[: run.position]).hex()
    return reconcile(entries, run.on, _rules(reading, run), run.position, root, problems, standing)


def _rules(reading: Reading, run: Run) -> RuleSet:
    posted = {command.digest: command for command in reading.reference.rule_sets}
    return rule_set_of(posted[run.rules_digest]) if run.rules_digest in posted else default_rules()


def items_of(reading: Reading, run: Run | None) -> tuple[Item, ...]:
    """What a run left open; nothing where there is no run."""
    return open_items(statement_of(reading, run)) if run else ()


def dossier_of(reading: Reading, run: Run, problems: Iterable[Problem] = ()) -> Dossier:
    """Where a run stands now, with all that was said about it since; `problems` as for `statement_of`."""
    known = runs(reading.entries)
    opening = next((one for one in known if one.number == run.opening), None)
    earlier = [one for one in known if one.signed and one.on < run.on and one.seq < run.seq]
    return _dossier(reading, statement_of(reading, run, problems), run, opening, earlier)


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
    """Take a step on a run, or return the step as this person took it; raises UnknownDocument, its refusal.

    What is signed is the statement as it is made anew now: a record that says otherwise is refused
    (content_differs). What the last step waits for is the ledger's to say (see ledger/rules/review.py).
    """
    reading = read(journal)
    run = run_of(reading, number)
    for known in run.steps:
        taken = reading.entries[known.seq - 1]
        if (known.name, taken.actor) == (step, actor):
            return taken
    seen = output_digest(statement_of(reading, run, problems_of(journal)))
    command = SignOff(run=number, step=step, on=run.on, output_digest=seen)
    # A refusal stays bound to its key; what was in the way then need not be now, so each try has its own.
    key = f"sign:{number}:{step}:{reading.head.size}"
    outcome = journal.post(Request(key=key, effective_on=today, command=command), actor)
    if outcome.refusal:
        raise outcome.refusal
    return outcome.entries[0]
