"""Obligations: contracts and orders, and cash that officers must account for."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from ledger.buckets import Bucket
from ledger.commands import Advance, Commit
from ledger.entries import Entry
from reconciliation import documents as d
from reconciliation.papers.common import NOTHING, heading
from reconciliation.scope import Scope


def commitments(within: Scope, kept: Mapping[int, d.Commitment] = NOTHING) -> tuple[d.Commitment, ...]:
    """Every contract with what is left of it, and the movements of its bucket."""
    return tuple(
        kept.get(entry.seq) or _commitment(within, entry, command)
        for entry in within.standing("commit")
        if isinstance(command := entry.command, Commit)
    )


def _commitment(within: Scope, entry: Entry, command: Commit) -> d.Commitment:
    buckets = _opened(entry, "committed")
    return d.Commitment(
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
        outstanding=sum(map(within.balance, buckets)),
        movements=_movements(within, buckets),
    )


def advances(within: Scope, kept: Mapping[int, d.Advance] = NOTHING) -> tuple[d.Advance, ...]:
    """Every advance with the movements of its bucket."""
    return tuple(
        kept.get(entry.seq) or _advance(within, entry, command)
        for entry in within.standing("advance")
        if isinstance(command := entry.command, Advance)
    )


def _advance(within: Scope, entry: Entry, command: Advance) -> d.Advance:
    return d.Advance(
        **heading(within, entry, command.number),
        unit=command.unit,
        line=command.line,
        borrower=command.borrower,
        amount=command.amount.minor,
        due_on=command.due_on,
        contract_no=command.contract_no,
        purpose=command.purpose,
        movements=_movements(within, _opened(entry, "advanced")),
    )


def _opened(entry: Entry, stage: str) -> list[Bucket]:
    return [line.bucket for line in entry.lines if line.bucket.stage == stage]


def _movements(within: Scope, buckets: list[Bucket]) -> tuple[d.Movement, ...]:
    return tuple(chain.from_iterable(within.moved[bucket] for bucket in buckets))
