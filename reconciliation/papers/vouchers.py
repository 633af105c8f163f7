"""Vouchers: what was paid, for what, from where; and what was disallowed and recovered of it."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.commands import Disallow, Disburse, Recover, VoucherLine
from ledger.entries import Entry
from reconciliation import documents as d
from reconciliation.papers.common import NOTHING, heading
from reconciliation.scope import Scope

_BY_NUMBER = frozenset({"committed", "advanced", "carried"})


def vouchers(within: Scope, kept: Mapping[int, d.Voucher] = NOTHING) -> tuple[d.Voucher, ...]:
    """Every voucher, the reversed ones with their reversal."""
    return tuple(
        kept.get(entry.seq) or _voucher(within, entry, command)
        for entry in within.kinds.get("disburse", ())
        if isinstance(command := entry.command, Disburse)
    )


def _voucher(within: Scope, entry: Entry, command: Disburse) -> d.Voucher:
    return d.Voucher(
        **heading(within, entry, command.number),
        unit=command.unit,
        vendor=command.vendor,
        dika_no=command.dika_no,
        invoice_no=command.invoice_no,
        document_on=command.document_on,
        paid_on=command.paid_on,
        gross=command.gross.minor,
        withholding_tax=command.withholding_tax.minor,
        fine=command.fine.minor,
        retention=command.retention.minor,
        net=command.net.minor,
        parts=tuple(_part(within, entry, no, line) for no, line in enumerate(command.lines, 1)),
        reversal=within.reversals.get(entry.seq),
    )


def _part(within: Scope, entry: Entry, no: int, line: VoucherLine) -> d.Part:
    about = [
        (e.request.effective_on, e.command)
        for e in within.about(entry.seq, "disallow", "recover")
        if isinstance(e.command, Disallow | Recover) and e.command.part == no
    ]
    return d.Part(
        no=no,
        line=line.line,
        activity=line.activity,
        amount=line.amount.minor,
        source=line.source,
        drawn_from=_drawn_from(entry, line),
        delivery=line.delivery,
        disallowed=sum(c.amount.minor for _, c in about if isinstance(c, Disallow)),
        recovered=sum(c.amount.minor for _, c in about if isinstance(c, Recover)),
        disallowed_on=min((on for on, c in about if isinstance(c, Disallow)), default=None),
    )


def _drawn_from(entry: Entry, line: VoucherLine) -> str:
    """The stage of the bucket that the line's source names (its item is the number, or number@year)."""
    for bucket, _, _ in entry.lines if line.source else ():
        number = bucket.item.partition("@")[0]
        if bucket.stage in _BY_NUMBER and bucket.code == line.line and line.source in (bucket.item, number):
            return bucket.stage
    return "available"
