"""Rules of proposals: one person asks, another decides; what is asked for is reserved meanwhile."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from ledger.buckets import Bucket
from ledger.commands import Approve, Propose, Reject, Waive, WithdrawProposal
from ledger.commands.fields import ZERO
from ledger.documents import Document
from ledger.entries import Entry, Line, Request, content_hash
from ledger.errors import ContentDiffers, Expired, NotPermitted, OverLimit, SamePerson, UnknownProposal
from ledger.money import Money
from ledger.rules.authority import roles_on
from ledger.rules.context import Context
from ledger.rules.draft import Draft
from ledger.rules.state import is_open

APPROVED_KEY = "approved:"
# Money that waits to be used. What is spent, on its way or already reserved is nobody's to spend twice,
# so proposing to take it back (or to match it) changes no figure before it is approved.
PURSES = frozenset({"approved", "released", "available", "committed", "advanced", "carried"})


def reserve(context: Context, command: Propose, inner: Draft, takes: tuple[Line, ...]) -> Draft:
    """Move what the proposed command would take from purses to reserved:proposal."""
    draft = context.new_document("propose", command.number, inner.unit, inner.document_year)
    for line in takes:
        bucket = line.bucket
        if line.amount < 0 and bucket.stage in PURSES:
            kept = Bucket("reserved", bucket.unit, bucket.code, command.number, bucket.measure)
            draft.opens.append(kept)
            draft.move(bucket, kept, -line.amount)
    return draft


def close(context: Context, command: Reject | WithdrawProposal) -> Draft:
    """Give the reserve back; only its proposer withdraws a proposal."""
    document = open_proposal(context, command.proposal)
    if isinstance(command, WithdrawProposal) and context.actor != document.entry.actor:
        raise NotPermitted(actor=context.actor, verb=command.verb, roles=document.entry.actor)
    return _give_back(document)


def _give_back(document: Document) -> Draft:
    seq = document.entry.seq
    draft = Draft(document.entry.unit, refers_to=seq, ends=seq)
    draft.undo(document.entry.lines)
    return draft


def open_proposal(context: Context, number: str) -> Document:
    """The open proposal of a number; raises UnknownProposal."""
    document = context.find("propose", number)
    if not is_open(context.state, document):
        raise UnknownProposal(number=number, state="decided")
    return document


def approval(context: Context, command: Approve) -> Draft:
    """The approval itself: the mirror of the reserve, or a first approval of two that only counts."""
    document = open_proposal(context, command.proposal)
    proposal = cast("Propose", document.entry.command)
    if command.content_hash != content_hash(proposal.command):
        raise ContentDiffers(proposal=command.proposal, expected=content_hash(proposal.command))
    if proposal.expires_on and context.day > proposal.expires_on:
        raise Expired(document=command.proposal, ended=proposal.expires_on)
    _another_person(context, document.entry)
    draft = _give_back(document)
    amount = _asked_for(document.entry, proposal)
    if isinstance(proposal.command, Waive) and not _seconded(context, document):
        return Draft(document.entry.unit, refers_to=document.entry.seq)
    if _over_limit(context, amount) and not _second_override(context, command, document, amount):
        return Draft(document.entry.unit, refers_to=document.entry.seq)
    return draft


def _asked_for(entry: Entry, proposal: Propose) -> int:
    """What a proposal is about: what it reserved, or what an appropriation would bring in."""
    reserved = sum(line.amount for line in entry.lines if line.amount > 0)
    return reserved or cast("Money", getattr(proposal.command, "amount", ZERO)).minor


def _another_person(context: Context, earlier: Entry) -> None:
    both = {earlier.actor, earlier.person} & context.persons
    if both:
        raise SamePerson(number=str(earlier.seq), person=min(both))


def _over_limit(context: Context, amount: int) -> bool:
    """Whether the amount is above every delegation of the approver's roles (no delegations: never)."""
    delegations = context.reference.policy(context.day).delegations
    # Who somebody is, is asked of today, and not of a day of business that the approver states.
    roles = roles_on(context.reference, context.actor, context.today)
    limits = [d.limit.minor for d in delegations if d.role in roles and d.from_on <= context.day]
    return bool(delegations) and amount > max(limits, default=0)


def _second_override(context: Context, command: Approve, document: Document, amount: int) -> bool:
    """Whether this override completes two; raises unless it has a reason and an expiry."""
    if not command.override_reason or command.override_expires_on is None:
        raise OverLimit(proposal=command.proposal, amount=amount)
    if command.override_expires_on < context.day:
        raise Expired(document=command.proposal, ended=command.override_expires_on)
    return any(_in_force(entry, context) for entry in _approvals(context, document))


def _seconded(context: Context, document: Document) -> bool:
    """Whether somebody else has approved before: a waiver has two approvers."""
    return bool(_approvals(context, document))


def _approvals(context: Context, document: Document) -> list[Entry]:
    """Earlier approvals, each of another person; raises SamePerson."""
    earlier = [e for e in context.state.referring(document.entry.seq) if e.kind == "approve"]
    for entry in earlier:
        _another_person(context, entry)
    return earlier


def _in_force(entry: Entry, context: Context) -> bool:
    until = cast("Approve", entry.command).override_expires_on
    return until is not None and context.day <= until


def as_approved(context: Context, document: Document) -> Context:
    """The proposed command before the state in which its reserve is given back."""
    asked = document.entry.request
    request = Request(
        key=f"{APPROVED_KEY}{document.entry.seq}",
        effective_on=context.day,
        original_on=asked.original_on,
        command=cast("Propose", asked.command).command,
        made_by=asked.made_by,
        approved_by=asked.approved_by,
        acting_for=asked.acting_for,
        remark=asked.remark,
        evidence=asked.evidence,
    )
    return replace(context, request=request, actor=document.entry.actor, approved=True)
