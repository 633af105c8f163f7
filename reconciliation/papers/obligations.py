"""Obligations: contracts and orders, and cash that officers must account for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ledger.buckets import Bucket
from ledger.commands import Advance, Commit
from ledger.entries import Entry
from reconciliation import documents as d
from reconciliation.papers.common import heading
from reconciliation.scope import Scope


def commitments(within: Scope) -> tuple[d.Commitment, ...]:
    """Every contract with what is left of it, and the movements of its bucket."""
    moved = _movements(within, "committed")
    return tuple(
        d.Commitment(
            **heading(within, entry, command.number),
            unit=command.unit,
            line=command.line,
            activity=command.activity,
            vendor=command.vendor,
            amount=command.amount.minor,
            contract_no=command.contract_no,
            quantity=command.quantity,
            unit_price=command.unit_price.minor,
            due_on=command.due_on,
            outstanding=sum(within.balance(bucket) for bucket in _opened(entry, "committed")),
            movements=tuple(one for bucket in _opened(entry, "committed") for one in moved[bucket]),
        )
        for entry in within.standing("commit")
        if isinstance(command := entry.command, Commit)
    )


def advances(within: Scope) -> tuple[d.Advance, ...]:
    """Every advance with the movements of its bucket."""
    moved = _movements(within, "advanced")
    return tuple(
        d.Advance(
            **heading(within, entry, command.number),
            unit=command.unit,
            line=command.line,
            borrower=command.borrower,
            amount=command.amount.minor,
            due_on=command.due_on,
            contract_no=command.contract_no,
            purpose=command.purpose,
            movements=tuple(one for bucket in _opened(entry, "advanced") for one in moved[bucket]),
        )
        for entry in within.standing("advance")
        if isinstance(command := entry.command, Advance)
    )


def _opened(entry: Entry, stage: str) -> list[Bucket]:
    return [line.bucket for line in entry.lines if line.bucket.stage == stage]


def _movements(within: Scope, stage: str) -> Mapping[Bucket, list[d.Movement]]:
    moved: defaultdict[Bucket, list[d.Movement]] = defaultdict(list)
    for entry in within.entries:
        for bucket, amount, _ in entry.lines:
            if bucket.stage == stage:
                on = entry.request.effective_on
                moved[bucket].append(d.Movement(on=on, seq=entry.seq, amount=amount, verb=entry.kind))
    return moved
