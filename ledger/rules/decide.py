"""Decide: the one way from a request to entries, and the only place that refuses.

In order: idempotency → authority → references → period → limits → apply. Pure: time and identity
are arguments, state is a value. A refusal changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, cast

from ledger import commands as c
from ledger.buckets import Bucket
from ledger.documents import Document
from ledger.entries import REFUSED, Entry, Line, Request, recorded_day
from ledger.errors import BadValue, KeyReused, NotPermitted, OverLimit, PeriodClosed, Refusal, refusal_of
from ledger.rules import (
    budget,
    corrections,
    outputs,
    proposals,
    references,
    review,
    spending,
    statements,
    transfers,
)
from ledger.rules.authority import ROLES_OF, Scopes, askers_of, deciders_of, scopes, within
from ledger.rules.context import Context
from ledger.rules.draft import Draft, settle
from ledger.rules.state import State

Rule = Callable[[Context, Any], Draft]

RULES: Final[dict[type[c.Command], Rule]] = {
    c.OpenBook: references.open_book,
    c.RegisterUnit: references.register_unit,
    c.OpenLine: references.open_line,
    c.DefineActivity: references.define_activity,
    c.SetRate: references.set_rate,
    c.SetRules: references.set_rules,
    c.SetPolicy: references.set_freely,
    c.SetHolidays: references.set_freely,
    c.GrantRole: references.grant_role,
    c.RevokeRole: references.grant_role,
    c.ClosePeriod: references.close_period,
    c.Appropriate: budget.appropriate,
    c.Withdraw: budget.appropriate,
    c.Release: budget.release,
    c.HoldRelease: budget.release,
    c.Retain: budget.retain,
    c.RetainBack: budget.retain,
    c.MovePurpose: budget.move_purpose,
    c.CarryForward: budget.carry_forward,
    c.Extend: budget.extend,
    c.Lapse: budget.lapse,
    c.Transfer: transfers.transfer,
    c.Confirm: transfers.confirm,
    c.Recall: transfers.recall,
    c.Commit: spending.commit,
    c.ReleaseCommitment: spending.release_commitment,
    c.Advance: spending.advance,
    c.Refund: spending.refund,
    c.Disburse: spending.disburse,
    c.Disallow: spending.disallow,
    c.Recover: spending.recover,
    c.SetTarget: outputs.set_target,
    c.Deliver: outputs.deliver,
    c.Decide: outputs.decide,
    c.Reject: proposals.close,
    c.WithdrawProposal: proposals.close,
    c.Approve: proposals.approval,
    c.Reverse: corrections.reverse,
    c.VoidNumber: corrections.void_number,
    c.Match: review.match,
    c.Unmatch: review.unmatch,
    c.Query: review.query,
    c.Reply: review.reply,
    c.GiveOpinion: review.give_opinion,
    c.Waive: review.waive,
    c.RecordRun: review.record_run,
    c.SignOff: review.sign_off,
    c.RecordReport: review.record_report,
    c.RecordStatement: statements.record_statement,
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request: the entries it made (or made before), or why it was refused."""

    entries: tuple[Entry, ...] = ()
    refusal: Refusal | None = None
    replayed: bool = False


def judge(state: State, request: Request, actor: str, recorded_at: str) -> Outcome:
    """Decide a request and take its entries into `state`.

    The refusal of an authorised request is itself an entry, bound to its key; documents taken over
    from another system may come again, so theirs is not.
    """
    known = state.posted(actor, request.key)
    if known is not None:
        return _again(state, known, request)
    context = Context(state, request, actor, recorded_at)
    try:
        entries = decide(context)
    except Refusal as refusal:
        entries = _testimony(context, refusal)
        _take_in(state, entries)
        return Outcome(entries, refusal)
    _take_in(state, entries)
    return Outcome(entries)


def _again(state: State, known: Entry, request: Request) -> Outcome:
    """The first answer, for the same content; KeyReused for any other."""
    if known.request.digest() != request.digest():
        why = "refused" if known.refusal else "recorded"
        return Outcome(refusal=KeyReused(key=request.key, seq=known.seq, why=why))
    refusal = refusal_of(*known.refusal) if known.refusal else None
    followed = state.entry(known.seq + 1) if known.kind == "approve" and known.proposal else None
    entries = (known, followed) if followed else (known,)
    return Outcome(entries, refusal, replayed=True)


def _testimony(context: Context, refusal: Refusal) -> tuple[Entry, ...]:
    if not (refusal.evidence and context.live):
        return ()
    entry = _entry(context, Draft(getattr(context.request.command, "unit", "")), ())
    return (replace(entry, kind=REFUSED, refusal=(refusal.code, refusal.facts)),)


def _take_in(state: State, entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        state.apply(entry)


def mentioned(state: State, request: Request, actor: str, recorded_at: str) -> list[Bucket]:
    """The buckets a request would touch as far as can be seen; for loading them beforehand."""
    return [bucket for bucket, _ in _foreseen(state, request, actor, recorded_at)]


def drawn_on(state: State, request: Request, actor: str) -> list[Bucket]:
    """The purses a request would take money from; none where it would be refused before that."""
    taken = (bucket for bucket, amount in _foreseen(state, request, actor, "") if amount < 0)
    return [bucket for bucket in dict.fromkeys(taken) if bucket.stage in proposals.PURSES]


def _foreseen(state: State, request: Request, actor: str, recorded_at: str) -> list[tuple[Bucket, int]]:
    """The changes that a request, or what it proposes, would make."""
    command = request.command
    inner = command.command if isinstance(command, c.Propose) else command
    try:
        return RULES[type(inner)](Context(state, request, actor, recorded_at), inner).changes
    except Refusal:
        return []


def decide(context: Context) -> tuple[Entry, ...]:
    """The entries of one request; raises Refusal."""
    command = context.request.command
    if context.request.key.startswith(proposals.APPROVED_KEY) and not context.approved:
        raise BadValue(field="key", why="reserved", value=context.request.key)
    if isinstance(command, c.Propose):
        return (_propose(context, command),)
    entry = _post(context)
    if isinstance(command, c.Approve) and entry.proposal:
        return entry, _carry_out(context, command, entry)
    return (entry,)


def _post(context: Context) -> Entry:
    draft, held = _draft(context)
    _authorise(context, draft, held)
    _in_open_period(context)
    _one_person_may(context, draft)
    return _entry(context, draft, settle(context.state, draft))


def _propose(context: Context, command: c.Propose) -> Entry:
    """Check the command as if posted now, then reserve what it would take."""
    asked = replace(context, request=replace(context.request, command=command.command), approved=True)
    draft, held = _draft(asked)
    _authorise(asked, draft, held)
    _in_open_period(context)
    reserve = proposals.reserve(context, command, draft, settle(context.state, draft))
    return _entry(context, reserve, settle(context.state, reserve))


def _carry_out(context: Context, command: c.Approve, approval: Entry) -> Entry:
    """The proposed command, exactly as if posted directly, on the approval day."""
    document: Document = proposals.open_proposal(context, command.proposal)
    after = context.state.above()
    after.apply(approval)
    entry = _post(proposals.as_approved(replace(context, state=after), document))
    return replace(entry, proposal=document.entry.seq)


def _draft(context: Context) -> tuple[Draft, Scopes]:
    """Authority to ask at all, then what the verb would do."""
    held = _may_ask(context)
    command = context.request.command
    unit = getattr(command, "unit", "")
    if unit and held is not ANYBODY:
        within(held, unit, context.actor)
    return RULES[type(command)](context, command), held


ANYBODY: Final[Scopes] = [()]


def _may_ask(context: Context) -> Scopes:
    """The units for which the actor may ask this verb; raises NotPermitted."""
    command, day = context.request.command, _today(context)
    if not context.state.size:
        return _founder(context)
    if not context.reference.roles:
        return _first_grant(context)
    roles = askers_of(command, taken_over=context.request.taken_over)
    return scopes(context.reference, context.actor, roles, command.verb, day)


def _founder(context: Context) -> Scopes:
    """Anybody may open an empty book; nothing else is possible before."""
    if not isinstance(context.request.command, c.OpenBook):
        raise BadValue(field="book", why="not_open", value=context.state.book)
    return ANYBODY


def _first_grant(context: Context) -> Scopes:
    """Whoever opened the book grants the first roles; nobody else is anybody yet."""
    opening = context.state.entry(1)
    command = context.request.command
    if opening is None or opening.actor != context.actor or not isinstance(command, c.GrantRole):
        raise NotPermitted(actor=context.actor, verb=command.verb, roles="system_administrator")
    return ANYBODY


def _authorise(context: Context, draft: Draft, held: Scopes) -> None:
    """The draft's unit lies in scope; a reversal or decision needs the authority over what it is about."""
    if held is ANYBODY:
        return
    command = context.request.command
    if isinstance(command, c.Reverse | c.Approve | c.Reject) and context.live:
        about = cast("Entry", context.state.entry(draft.refers_to)).command
        if isinstance(about, c.Propose):
            roles = deciders_of(about.command.verb)
        else:
            roles = ROLES_OF.get(about.verb, frozenset()) | {"finance_head"}
        held = scopes(context.reference, context.actor, roles, command.verb, _today(context))
    within(held, draft.unit, context.actor)


def _today(context: Context) -> date:
    return recorded_day(context.recorded_at)


def _in_open_period(context: Context) -> None:
    closed = context.reference.closed_through
    if context.day <= closed:
        raise PeriodClosed(day=context.day, closed_through=closed)


def _one_person_may(context: Context, draft: Draft) -> None:
    """Raise OverLimit where the policy wants the verb proposed and approved from this amount on."""
    if context.approved or not context.live:
        return
    verb, money = context.request.command.verb, draft.money()
    for rule in context.reference.policy(context.day).second_person:
        if rule.of_verb == verb and money >= rule.from_amount.minor:
            raise OverLimit(verb=verb, amount=money, limit=rule.from_amount.minor)


def _entry(context: Context, draft: Draft, lines: tuple[Line, ...]) -> Entry:
    return Entry(
        book=context.state.book,
        seq=context.state.size + 1,
        kind=context.request.command.verb,
        recorded_at=context.recorded_at,
        actor=context.actor,
        request=context.request,
        lines=lines,
        unit=draft.unit,
        document_year=draft.document_year,
        refers_to=draft.refers_to,
        proposal=draft.ends,
    )
