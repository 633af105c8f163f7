"""Transfer papers: each leg of an order with what was confirmed and what was called back."""

from __future__ import annotations

from ledger.commands import Confirm, Leg, Recall, Transfer
from ledger.entries import Entry
from reconciliation import documents as d
from reconciliation.papers.common import digests, gained, heading
from reconciliation.scope import Scope


def transfers(within: Scope) -> tuple[d.Transfer, ...]:
    """Every leg of every order, in journal order."""
    return tuple(
        _transfer(within, entry, command, leg)
        for entry in within.standing("transfer")
        if isinstance(command := entry.command, Transfer)
        for leg in command.legs
    )


def _transfer(within: Scope, entry: Entry, order: Transfer, leg: Leg) -> d.Transfer:
    return d.Transfer(
        **heading(within, entry, leg.number),
        order_no=order.order_no,
        line=leg.line,
        from_unit=leg.from_unit,
        to_unit=leg.to_unit,
        kind=leg.kind,
        amount=leg.amount.minor,
        stage=_purse(entry, leg.from_unit, leg.line),
        letter_no=leg.letter_no,
        letter_on=leg.letter_on,
        receipts=_receipts(within, entry.seq, leg),
        recalled=_recalled(within, entry.seq, leg),
    )


def _purse(entry: Entry, unit: str, line: str) -> str:
    """The stage a unit's money of a line left or reached: released for the line's owner."""
    stages = {
        moved.bucket.stage for moved in entry.lines if (moved.bucket.unit, moved.bucket.code) == (unit, line)
    }
    return "released" if "released" in stages else "available"


def _receipts(within: Scope, seq: int, leg: Leg) -> tuple[d.Receipt, ...]:
    return tuple(
        d.Receipt(
            seq=entry.seq,
            on=entry.request.effective_on,
            amount=command.amount.minor,
            confirmed_by=entry.person,
            acting_for=entry.request.acting_for,
            stage=_purse(entry, leg.to_unit, leg.line),
            evidence=digests(entry),
        )
        for entry in within.about(seq, "confirm")
        if isinstance(command := entry.command, Confirm) and command.transfer == leg.number
    )


def _recalled(within: Scope, seq: int, leg: Leg) -> int:
    return -sum(
        gained(entry, "in_transit")
        for entry in within.about(seq, "recall")
        if isinstance(entry.command, Recall) and entry.command.transfer == leg.number
    )
