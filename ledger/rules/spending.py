"""Rules of the spending verbs: contracts, advances, vouchers, and money claimed back."""

from __future__ import annotations

from typing import cast

from ledger.buckets import Bucket
from ledger.commands import (
    Advance,
    CarryForward,
    Commit,
    Disallow,
    Disburse,
    OpenLine,
    Recover,
    Refund,
    ReleaseCommitment,
    VoucherLine,
)
from ledger.documents import SOURCES, Document, claim_of, item_of
from ledger.errors import (
    AdvanceOpen,
    Expired,
    InvoiceUsed,
    LineNotOpen,
    Matched,
    NoReason,
    UnknownVoucher,
)
from ledger.rules.budget import end_of
from ledger.rules.context import Context
from ledger.rules.draft import Draft


def commit(context: Context, command: Commit) -> Draft:
    """Available or a carry-over → committed."""
    line = _line_for(context, command.line, command.unit)
    if command.activity:
        context.reference.activity(command.activity)
    draft = context.new_document("commit", command.number, command.unit, command.document_fiscal_year, line)
    source = _source(context, command.source, command.unit, line, ("carry_forward",))
    target = context.money("committed", command.unit, line.code, context.item(command.number, draft, line))
    draft.opens.append(target)
    draft.move(source, target, command.amount.minor)
    return draft


def release_commitment(context: Context, command: ReleaseCommitment) -> Draft:
    """Committed → the bucket it came from."""
    contract = context.find("commit", command.commitment, command.unit, command.document_fiscal_year)
    made = contract.entry.lines
    # The first line of a commitment is the bucket it took from, the second the one it opened.
    origin, bucket = made[0].bucket, made[1].bucket
    draft = Draft(contract.unit, refers_to=contract.entry.seq)
    left = context.state.holding(bucket).balance
    wanted = command.amount.minor or left or cast("Commit", contract.entry.command).amount.minor
    draft.move(bucket, origin, wanted)
    return draft


def advance(context: Context, command: Advance) -> Draft:
    """Available → advanced, unless the borrower still owes an account of another."""
    line = _line_for(context, command.line, command.unit)
    context.in_year(line)
    draft = context.new_document("advance", command.number, command.unit, command.document_fiscal_year, line)
    if context.live:
        for known in context.state.claims("advance", command.borrower):
            if context.holds(known):
                raise AdvanceOpen(borrower=command.borrower, advance=known.number, unit=known.unit)
    target = context.money("advanced", command.unit, line.code, context.item(command.number, draft, line))
    draft.opens.append(target)
    draft.move(context.money("available", command.unit, line.code), target, command.amount.minor)
    return draft


def refund(context: Context, command: Refund) -> Draft:
    """Advanced → available; after the line's fiscal year the treasury keeps it."""
    document = context.find("advance", command.advance, command.unit, command.document_fiscal_year)
    line = context.reference.line(cast("Advance", document.entry.command).line)
    draft = Draft(document.unit, refers_to=document.entry.seq)
    bucket = cast("Bucket", context.bucket_of(document))
    draft.move(bucket, _given_back(context, document.unit, line), command.amount.minor)
    return draft


def _given_back(context: Context, unit: str, line: OpenLine) -> Bucket:
    return context.money("remitted" if context.after_year(line) else "available", unit, line.code)


def disburse(context: Context, command: Disburse) -> Draft:
    """Each line of a voucher: its source → expended, or exempt where no output is owed."""
    first = context.reference.line(command.lines[0].line)
    context.reference.unit(command.unit)
    draft = context.new_document(
        "disburse", command.number, command.unit, command.document_fiscal_year, first
    )
    _invoice_free(context, command)
    for part, charge in enumerate(command.lines, 1):
        _charge(context, command, part, charge, draft)
    return draft


def _charge(context: Context, command: Disburse, part: int, charge: VoucherLine, draft: Draft) -> None:
    line = _line_for(context, charge.line, command.unit)
    activity = context.reference.activity(charge.activity)
    source = _source(context, charge.source, command.unit, line, SOURCES)
    stage = "exempt" if activity.basis == "exempt" else "expended"
    item = f"{context.item(command.number, draft, line)}/{part}"
    target = context.money(stage, command.unit, line.code, item)
    draft.opens.append(target)
    draft.move(source, target, charge.amount.minor)


def _source(context: Context, number: str, unit: str, line: OpenLine, kinds: tuple[str, ...]) -> Bucket:
    """Where the money comes from: available in the line's year, or the document of a number."""
    if not number:
        context.in_year(line)
        return context.money("available", unit, line.code)
    found = context.candidates(kinds, number, unit)
    kind = kinds[0] if len(kinds) == 1 else "source"
    document = context.one(found, kind, number)
    _not_ended(context, document)
    bucket = cast("Bucket", context.bucket_of(document))
    # Money of another line is not there for this one: the bucket by that name is empty.
    return bucket._replace(code=line.code)


def _not_ended(context: Context, document: Document) -> None:
    if not (context.live and isinstance(document.entry.command, CarryForward)):
        return
    end = end_of(context, document)
    if context.day > end:
        raise Expired(document=document.number, ended=end)


def _invoice_free(context: Context, command: Disburse) -> None:
    """Refuse an invoice that a standing voucher of the vendor has paid."""
    claim = claim_of(command)
    for known in context.state.claims("disburse", claim) if claim else ():
        if not any(e.kind == "reverse" for e in context.state.referring(known.entry.seq)):
            raise InvoiceUsed(vendor=command.vendor, invoice_no=command.invoice_no, voucher=known.number)


def _line_for(context: Context, code: str, unit: str) -> OpenLine:
    """The line, if it is open for the unit."""
    line = context.reference.line(code)
    context.reference.unit(unit)
    if line.units and unit != line.owner_unit and unit not in line.units:
        raise LineNotOpen(line=code, unit=unit)
    return line


def disallow(context: Context, command: Disallow) -> Draft:
    """Expended or exempt → disallowed, with the reason; a matched voucher is unmatched first."""
    if not command.reason:
        raise NoReason(number=command.voucher)
    document, spent, refused = _spent(context, command)
    matched = spent._replace(stage="matched")
    has = context.state.holding
    if has(spent).balance < command.amount.minor and has(matched).balance:
        raise Matched(voucher=command.voucher, part=command.part)
    draft = Draft(document.unit, refers_to=document.entry.seq)
    draft.move(spent, refused, command.amount.minor)
    return draft


def recover(context: Context, command: Recover) -> Draft:
    """Disallowed → available; after the line's fiscal year the treasury keeps it."""
    document, _, refused = _spent(context, command)
    line = context.reference.line(refused.code)
    draft = Draft(document.unit, refers_to=document.entry.seq)
    draft.move(refused, _given_back(context, document.unit, line), command.amount.minor)
    return draft


def _spent(context: Context, command: Disallow | Recover) -> tuple[Document, Bucket, Bucket]:
    """A voucher, the bucket its line spent into, and the bucket of what is disallowed of it."""
    number, part = command.voucher, command.part
    document = context.find("disburse", number, command.unit, command.document_fiscal_year)
    charges = cast("Disburse", document.entry.command).lines
    if not 1 <= part <= len(charges):
        raise UnknownVoucher(number=number, part=part)
    charge = charges[part - 1]
    line = context.reference.line(charge.line)
    item = f"{item_of(number, document.fiscal_year, line.fiscal_year)}/{part}"
    exempt = context.reference.activity(charge.activity).basis == "exempt"
    spent = context.money("exempt" if exempt else "expended", document.unit, line.code, item)
    return document, spent, spent._replace(stage="disallowed")
