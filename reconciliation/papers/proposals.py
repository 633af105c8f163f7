"""Proposals: who asked for what, and who approved it."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.commands import Propose
from reconciliation import documents as d
from reconciliation.papers.common import NOTHING, approvers, digests, gained
from reconciliation.scope import Scope


def proposals(within: Scope, kept: Mapping[int, d.Proposal] = NOTHING) -> tuple[d.Proposal, ...]:
    """Every proposal; the amount is what it held in reserve."""
    return tuple(
        kept.get(entry.seq)
        or d.Proposal(
            seq=entry.seq,
            number=command.number,
            fiscal_year=entry.document_year or entry.fiscal_year,
            on=entry.request.effective_on,
            maker=entry.person or entry.actor,
            approvers=approvers(within, entry.seq),
            acting_for=entry.request.acting_for,
            original_on=entry.request.original_on,
            evidence=digests(entry),
            verb=command.command.verb,
            unit=entry.unit,
            amount=gained(entry, "reserved"),
            posted=any(one.kind == "approve" for one in within.proposed.get(entry.seq, ())),
        )
        for entry in within.kinds.get("propose", ())
        if isinstance(command := entry.command, Propose)
    )
