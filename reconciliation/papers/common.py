"""What the entry of any document says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, Never, TypedDict

from ledger.entries import Entry
from reconciliation.scope import Scope

NOTHING: Final[Mapping[int, Never]] = MappingProxyType({})
"""No document of an earlier reading; else those, by position, that no later entry is about."""


class Heading(TypedDict):
    """The fields of `Document`."""

    seq: int
    number: str
    fiscal_year: int
    on: date
    maker: str
    approvers: tuple[str, ...]
    acting_for: str
    original_on: date | None
    evidence: tuple[str, ...]


def heading(within: Scope, entry: Entry, number: str) -> Heading:
    """The fields that every document shares; who approved a proposal approved what came of it."""
    request = entry.request
    return Heading(
        seq=entry.seq,
        number=number,
        fiscal_year=entry.document_year or entry.fiscal_year,
        on=request.effective_on,
        maker=entry.person,
        approvers=(request.approved_by,) if request.approved_by else approvers(within, entry.proposal),
        acting_for=request.acting_for,
        original_on=request.original_on,
        evidence=digests(entry),
    )


def digests(entry: Entry) -> tuple[str, ...]:
    """The digests of the papers behind an entry."""
    return tuple(paper.digest for paper in entry.request.evidence)


def approvers(within: Scope, proposal: int) -> tuple[str, ...]:
    """Who approved a proposal, in order (none for position 0)."""
    if not proposal:
        return ()
    return tuple(entry.person or entry.actor for entry in within.about(proposal, "approve"))


def gained(entry: Entry, stage: str, unit: str = "") -> int:
    """What an entry added to a stage (of a unit), in its measure."""
    return sum(
        line.amount
        for line in entry.lines
        if line.bucket.stage == stage and (not unit or line.bucket.unit == unit)
    )
