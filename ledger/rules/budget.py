"""Rules of the budget verbs: appropriation, release, change of purpose, carry-over, lapse."""

from __future__ import annotations

from datetime import date

from ledger.buckets import Bucket
from ledger.commands import (
    Appropriate,
    CarryForward,
    Extend,
    HoldRelease,
    Lapse,
    MovePurpose,
    OpenLine,
    Release,
    Retain,
    RetainBack,
    Withdraw,
)
from ledger.documents import Document
from ledger.errors import BadValue, NoApproval, NoAuthority
from ledger.rules.context import Context
from ledger.rules.draft import Draft


def appropriate(context: Context, command: Appropriate) -> Draft:
    """Appropriation → approved (withdraw: back), under a named authority."""
    if not command.authority:
        raise NoAuthority(number=command.number)
    sign = -1 if isinstance(command, Withdraw) else 1
    return _at_centre(context, command, ("appropriation", "approved"), sign)


def release(context: Context, command: Release) -> Draft:
    """Approved → released (hold_release: back)."""
    sign = -1 if isinstance(command, HoldRelease) else 1
    return _at_centre(context, command, ("approved", "released"), sign)


def retain(context: Context, command: Retain) -> Draft:
    """Released → available of the centre (retain_back: back)."""
    sign = -1 if isinstance(command, RetainBack) else 1
    return _at_centre(context, command, ("released", "available"), sign)


def _at_centre(
    context: Context, command: Appropriate | Release | Retain, stages: tuple[str, str], sign: int
) -> Draft:
    line = context.reference.line(command.line)
    owner = line.owner_unit
    year = command.document_fiscal_year
    draft = context.new_document(command.verb, command.number, owner, year, line)
    source, target = (context.money(stage, owner, line.code) for stage in stages)
    if sign < 0:
        source, target = target, source
    draft.move(source, target, command.amount.minor)
    return draft


def move_purpose(context: Context, command: MovePurpose) -> Draft:
    """One line → another at the same stage, under a named authority."""
    if not command.authority:
        raise NoAuthority(number=command.number)
    source, target = (context.reference.line(code) for code in (command.from_line, command.to_line))
    year = command.document_fiscal_year
    draft = context.new_document(command.verb, command.number, source.owner_unit, year, source)
    draft.move(
        context.money(command.stage, source.owner_unit, source.code),
        context.money(command.stage, target.owner_unit, target.code),
        command.amount.minor,
    )
    return draft


def carry_forward(context: Context, command: CarryForward) -> Draft:
    """Available or a contract's rest → carried, with approval and an end date."""
    if not command.approval_no:
        raise NoApproval(number=command.number)
    line = context.reference.line(command.line)
    context.reference.unit(command.unit)
    year = command.document_fiscal_year
    draft = context.new_document(command.verb, command.number, command.unit, year, line)
    source = context.money("available", command.unit, line.code)
    if command.commitment:
        source = _bound(context, command, line, draft)
    target = context.money("carried", command.unit, line.code, context.item(command.number, draft, line))
    draft.opens.append(target)
    draft.move(source, target, command.amount.minor)
    return draft


def _bound(context: Context, command: CarryForward, line: OpenLine, draft: Draft) -> Bucket:
    contract = context.find("commit", command.commitment, command.unit)
    bucket = context.bucket_of(contract)
    if bucket is None or bucket.code != line.code:
        raise BadValue(field="line", why="other_line", value=line.code)
    draft.refers_to = contract.entry.seq
    return bucket


def extend(context: Context, command: Extend) -> Draft:
    """A later end date for a carry-over."""
    if not command.approval_no:
        raise NoApproval(number=command.carry)
    carry = context.find("carry_forward", command.carry, command.unit, command.document_fiscal_year)
    if command.end_on <= end_of(context, carry):
        raise BadValue(field="end_on", why="not_later", value=command.end_on)
    return Draft(carry.unit, refers_to=carry.entry.seq)


def end_of(context: Context, carry: Document) -> date:
    """The last day a carry-over may be used, extensions included."""
    later = [e.command for e in context.state.referring(carry.entry.seq)]
    ends = [c.end_on for c in (carry.entry.command, *later) if isinstance(c, CarryForward | Extend)]
    return max(ends)


def lapse(context: Context, command: Lapse) -> Draft:
    """What is left of a stage → lapsed; a carry-over only after its end date."""
    line = context.reference.line(command.line)
    context.reference.unit(command.unit)
    year = command.document_fiscal_year
    draft = context.new_document(command.verb, command.number, command.unit, year, line)
    bucket = context.money(command.stage, command.unit, line.code)
    if command.carry:
        carry = context.find("carry_forward", command.carry, command.unit)
        if context.day <= end_of(context, carry):
            raise BadValue(field="carry", why="not_expired", value=command.carry)
        bucket = context.bucket_of(carry) or bucket
        if bucket.code != line.code:
            raise BadValue(field="line", why="other_line", value=line.code)
        draft.refers_to = carry.entry.seq
    amount = command.amount.minor or context.state.holding(bucket).balance
    if not amount:
        raise BadValue(field="amount", why="zero")
    draft.move(bucket, context.money("lapsed", command.unit, line.code), amount)
    return draft
