"""Rules of the review verbs: matches, questions and answers, waivers, runs and their signatures."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, cast

from ledger.buckets import Bucket
from ledger.commands import (
    Deliver,
    Disburse,
    GiveOpinion,
    Match,
    Query,
    RecordReport,
    RecordRun,
    Reply,
    SetRules,
    SignOff,
    Unmatch,
    VoucherLeg,
    Waive,
)
from ledger.commands.review import STEPS
from ledger.documents import Document, item_of
from ledger.entries import Entry
from ledger.errors import (
    AlreadyReversed,
    BadValue,
    ContentDiffers,
    Expired,
    FindingsOpen,
    NoReason,
    RunStale,
    SamePerson,
    UnknownVoucher,
)
from ledger.money import parse_money
from ledger.rules.answers import SPEECH, unanswered
from ledger.rules.bearing import touches
from ledger.rules.context import Context
from ledger.rules.draft import Draft
from ledger.rules.references import closable

# What holds when no rule set is in force; a test compares it with the rule set that ships.
TOLERANCE: Final = {"group_tolerance": "1.00", "group_tolerance_percent": "0.01"}


# ── matches ──


def match(context: Context, command: Match) -> Draft:
    """Expended → matched per voucher line, earned → settled per lot, within the tolerance."""
    context.reference.unit(command.unit)
    context.reference.activity(command.activity)
    _warranted(context, command)
    draft = context.new_document("match", command.number, command.unit, 0)
    for leg in command.vouchers:
        spent = _spent(context, command, leg)
        draft.move(spent, spent._replace(stage="matched"), leg.amount.minor)
    for lot in command.lots:
        _of_the_cell(command, cast("Deliver", context.find("deliver", lot.delivery).entry.command))
        measure = context.reference.measure
        earned = Bucket("earned", command.unit, command.activity, lot.delivery, measure)
        draft.move(earned, earned._replace(stage="settled"), lot.amount.minor)
    _within_tolerance(context, command)
    return draft


def _of_the_cell(command: Match, lot: Deliver) -> None:
    """A lot that adds nothing must still be of the unit and activity, as it is taken from the open ones."""
    if (lot.unit, lot.activity) != (command.unit, command.activity):
        raise BadValue(field="lots", why="other_cell", value=lot.number, unit=lot.unit, activity=lot.activity)


def _warranted(context: Context, command: Match) -> None:
    """A run's match belongs to its cut-off; a person's has a reason and a second person."""
    if command.run:
        run = cast("RecordRun", context.find("record_run", command.run).entry.command)
        if context.live and context.day != run.on:
            raise BadValue(field="effective_on", why="not_the_cut_off", value=context.day, limit=run.on)
        return
    if not command.reason:
        raise NoReason(number=command.number)
    if context.live and not context.approved:
        raise SamePerson(number=command.number, person=context.actor)


def _spent(context: Context, command: Match, leg: VoucherLeg) -> Bucket:
    """What a line of a voucher spent; raises UnknownVoucher, BadValue for another activity's line."""
    year = leg.document_fiscal_year
    found = context.candidates(("disburse",), leg.voucher, command.unit)
    document = context.one([d for d in found if not year or d.fiscal_year == year], "disburse", leg.voucher)
    charges = cast("Disburse", document.entry.command).lines
    if not 1 <= leg.part <= len(charges):
        raise UnknownVoucher(number=leg.voucher, part=leg.part)
    charge = charges[leg.part - 1]
    if charge.activity != command.activity:
        raise BadValue(
            field="activity", why="other_activity", value=command.activity, activity=charge.activity
        )
    line = context.reference.line(charge.line)
    item = f"{item_of(leg.voucher, document.fiscal_year, line.fiscal_year)}/{leg.part}"
    return context.money("expended", document.unit, line.code, item)


def _within_tolerance(context: Context, command: Match) -> None:
    """The stated difference is the true one, and both limits of the rule set it is judged by allow it."""
    spend = sum(leg.amount.minor for leg in command.vouchers)
    worth = sum(lot.amount.minor for lot in command.lots)
    difference = abs(spend - worth)
    if command.difference.minor != difference:
        raise BadValue(
            field="difference", why="not_the_difference", value=command.difference, limit=difference
        )
    flat, percent = _tolerance(context, command.run)
    if difference > flat or difference * 100 > percent * worth:
        raise BadValue(field="difference", why="over_tolerance", value=command.difference, limit=flat)


def _tolerance(context: Context, run: str) -> tuple[int, Fraction]:
    """Minor units per group, and percent of what it earned: by the run's rule set, else the one in force."""
    posted = context.reference.rule_sets
    if run:
        judged = cast("RecordRun", context.find("record_run", run).entry.command)
        known = [one for one in posted if one.digest == judged.rules_digest]
    else:
        known = [one for one in posted if one.valid_from <= context.day]
    said = dict(TOLERANCE)
    if known:
        latest: SetRules = max(enumerate(known), key=lambda pair: (pair[1].valid_from, pair[0]))[1]
        said |= {one.name: one.value for one in latest.parameters if one.name in TOLERANCE}
    flat = parse_money(said["group_tolerance"], field="group_tolerance").minor
    return flat, Fraction(said["group_tolerance_percent"])


def unmatch(context: Context, command: Unmatch) -> Draft:
    """The mirror of a match, once, for a reason, by somebody who did not post it."""
    if not command.reason:
        raise NoReason(number=command.match)
    document = context.find("match", command.match)
    entry = document.entry
    if any(later.kind == "unmatch" for later in context.state.referring(entry.seq)):
        raise AlreadyReversed(seq=entry.seq, kind="match")
    if context.live:
        _another_person(context, command.match, entry)
    draft = Draft(entry.unit, refers_to=entry.seq)
    draft.undo(entry.lines)
    return draft


def _another_person(context: Context, number: str, earlier: Entry) -> None:
    both = {earlier.actor, earlier.person} & context.persons
    if both:
        raise SamePerson(number=number, person=min(both))


# ── questions and answers ──


def query(context: Context, command: Query) -> Draft:
    """A question to a unit about one finding, or about one of its vouchers."""
    _one_subject(command.finding, command.voucher)
    context.reference.unit(command.unit)
    draft = context.new_document("query", command.number, command.unit, 0)
    if command.voucher:
        draft.refers_to = context.find("disburse", command.voucher, command.unit).entry.seq
    return draft


def reply(context: Context, command: Reply) -> Draft:
    """The answer of the unit that was asked."""
    _one_subject(command.finding, command.query)
    context.reference.unit(command.unit)
    if not command.query:
        return Draft(command.unit)
    asked = context.find("query", command.query)
    if asked.unit != command.unit:
        raise BadValue(field="unit", why="other_unit", value=command.unit, unit=asked.unit)
    return Draft(command.unit, refers_to=asked.entry.seq)


def give_opinion(context: Context, command: GiveOpinion) -> Draft:
    """The auditor's conclusion on a query or a finding."""
    _one_subject(command.finding, command.query)
    if not command.query:
        return Draft("")
    asked = context.find("query", command.query)
    return Draft(asked.unit, refers_to=asked.entry.seq)


def waive(context: Context, command: Waive) -> Draft:
    """What needs no answer until a day: proposed, with a reason, and approved by two people."""
    _one_subject(command.finding, command.code)
    if not command.reason:
        raise NoReason(number=command.number)
    if command.unit:
        context.reference.unit(command.unit)
    if command.expires_on < context.day:
        raise Expired(document=command.number, ended=command.expires_on)
    if context.live and not context.approved:
        raise SamePerson(number=command.number, person=context.actor)
    return context.new_document("waive", command.number, command.unit, 0)


def _one_subject(finding: str, other: str) -> None:
    if bool(finding) == bool(other):
        raise BadValue(field="finding", why="unexpected" if finding else "missing")


# ── runs ──


def record_run(context: Context, command: RecordRun) -> Draft:
    """A run under a new number; what it opens with was signed."""
    if command.position > context.state.size:
        raise BadValue(field="position", why="beyond_head", value=command.position, limit=context.state.size)
    if command.opening and not signed(context, context.find("record_run", command.opening)):
        raise BadValue(field="opening", why="not_signed", value=command.opening)
    return context.new_document("record_run", command.number, "", 0)


def signed(context: Context, run: Document) -> bool:
    """Whether a run has its last signature."""
    return any(getattr(step, "step", "") == STEPS[-1] for step in _steps(context, run).values())


def _steps(context: Context, run: Document) -> dict[int, SignOff]:
    """Position -> step taken, oldest first."""
    later = ((entry.seq, entry.command) for entry in context.state.referring(run.entry.seq))
    return {seq: command for seq, command in later if isinstance(command, SignOff)}


def sign_off(context: Context, command: SignOff) -> Draft:
    """The next step of a run, by somebody who took none of the earlier ones."""
    run = context.find("record_run", command.run)
    record = cast("RecordRun", run.entry.command)
    if command.on != record.on:
        raise BadValue(field="on", why="not_the_cut_off", value=command.on, limit=record.on)
    if command.output_digest != record.output_digest:
        raise ContentDiffers(proposal=command.run, expected=record.output_digest)
    taken = _steps(context, run)
    if len(taken) >= len(STEPS) or command.step != STEPS[len(taken)]:
        raise BadValue(field="step", why="out_of_order", value=command.step)
    for entry in context.state.referring(run.entry.seq):
        if entry.seq in taken and context.live:
            _another_person(context, command.run, entry)
    if command.step == STEPS[-1]:
        _signable(context, command.run, record)
    return Draft("", refers_to=run.entry.seq)


def _signable(context: Context, number: str, record: RecordRun) -> None:
    """No CRIT finding, every HIGH one answered, nothing later that touches it, a day that may be closed."""
    for severity, said in (("CRIT", ()), ("HIGH", context.state.of_kinds(SPEECH))):
        count = unanswered(record, said, severity)
        if count:
            raise FindingsOpen(run=number, severity=severity, count=count)
    for entry in context.state.after(record.position):
        if touches(entry, record.on, context.state.entry, number):
            raise RunStale(run=number, position=record.position, seq=entry.seq)
    if record.on > context.reference.closed_through:
        closable(context, record.on)


def record_report(context: Context, command: RecordReport) -> Draft:
    """A report of a known run, or of none."""
    if command.run:
        context.find("record_run", command.run)
    if command.unit:
        context.reference.unit(command.unit)
    return Draft(command.unit)
