"""Rules of corrections: the mirror image of an entry, once; and spoiled numbers."""

from __future__ import annotations

from dataclasses import replace

from ledger.buckets import Bucket
from ledger.commands import Reverse, VoidNumber
from ledger.entries import Entry
from ledger.errors import AlreadyReversed, NoReason, NotReversible, UnknownEntry
from ledger.rules.context import Context
from ledger.rules.draft import Draft

FINAL_KINDS = frozenset(
    {"reverse", "match", "unmatch", "propose", "approve", "reject", "withdraw_proposal", "record_run"}
)
_SPENDABLE = frozenset({"available", "committed", "advanced", "carried"})


def reverse(context: Context, command: Reverse) -> Draft:
    """Mirror an entry's lines; a voucher's money after its line's year goes to the treasury."""
    if not command.reason:
        raise NoReason(number=command.number or command.reverses)
    entry = _reversed(context, command)
    if entry.kind in FINAL_KINDS or entry.refused or not entry.lines:
        raise NotReversible(seq=entry.seq, kind=entry.kind)
    if any(later.kind == "reverse" for later in context.state.referring(entry.seq)):
        raise AlreadyReversed(seq=entry.seq, kind=entry.kind)
    draft = context.new_document(
        "reverse", command.number, entry.unit, command.document_fiscal_year or entry.document_year
    )
    draft = replace(draft, refers_to=entry.seq)
    draft.undo(entry.lines)
    if entry.kind == "disburse":
        draft.changes = [(_kept(context, bucket), amount) for bucket, amount in draft.changes]
    return draft


def _reversed(context: Context, command: Reverse) -> Entry:
    if command.seq:
        entry = context.state.entry(command.seq)
        if entry is None:
            raise UnknownEntry(seq=command.seq)
        return entry
    kind, year = command.kind or "disburse", command.reverses_fiscal_year
    return context.find(kind, command.reverses, command.unit, year).entry


def _kept(context: Context, bucket: Bucket) -> Bucket:
    """Where a voucher's money returns to: after its line's year it is no authority any more."""
    if bucket.stage in _SPENDABLE and context.after_year(context.reference.line(bucket.code)):
        return bucket._replace(stage="remitted", item="")
    return bucket


def void_number(context: Context, command: VoidNumber) -> Draft:
    """A spoiled number, with its reason."""
    if not command.reason:
        raise NoReason(number=command.number)
    context.reference.unit(command.unit)
    return context.new_document(command.kind, command.number, command.unit, command.document_fiscal_year)
