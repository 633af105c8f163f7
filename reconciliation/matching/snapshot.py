"""Snapshot: what the rules so far have left open in one cell; each rule decides on one, frozen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypedDict, Unpack

from reconciliation.matching.batches import Batch
from reconciliation.matching.cells import CellPapers
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match, Option


class Details(TypedDict, total=False):
    """What a rule may add to a match."""

    alternatives: int
    best: tuple[Option, ...]
    lam: Fraction | None
    referenced: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The open claims of a cell and the batches that no match holds."""

    cell: CellPapers
    claims: tuple[Claim, ...]
    batches: tuple[Batch, ...]

    def matched(  # noqa: PLR0913, PLR0917 - what was decided, about which papers, and why
        self,
        rule: str,
        status: str,
        claims: Sequence[Claim],
        batches: Sequence[Batch],
        reason: str,
        suffix: str = "",
        **details: Unpack[Details],
    ) -> Match:
        """A match of this cell; `suffix` goes behind its kind."""
        lots = tuple(sorted((lot for one in batches for lot in one.lots), key=lambda lot: lot.number))
        return Match(
            rule=rule,
            kind=f"{_count(claims)}:{_count(lots)}{suffix}",
            status=status,
            unit=self.cell.unit,
            activity=self.cell.activity,
            vouchers=tuple(claim.leg for claim in sorted(claims, key=lambda claim: claim.order)),
            deliveries=lots,
            reason=reason,
            spend=sum(claim.amount for claim in claims),
            earned=sum(one.earned for one in batches),
            pending=sum(one.pending for one in batches),
            rejected=sum(one.rejected for one in batches),
            **details,
        )

    def without(self, matches: Sequence[Match]) -> Snapshot:
        """What is left: a suggestion closes its vouchers, any other match its lots too."""
        if not matches:
            return self
        lines = {(leg.seq, leg.parts[0]) for one in matches for leg in one.vouchers}
        lots = {lot.number for one in matches if one.status != "SUGGESTED" for lot in one.deliveries}
        return replace(
            self,
            claims=tuple(one for one in self.claims if (one.leg.seq, one.leg.parts[0]) not in lines),
            batches=tuple(one for one in self.batches if one.lots[0].number not in lots),
        )

    def unclaimed(self) -> tuple[Batch, ...]:
        """The open batches that no open claim names."""
        cited = {claim.cited for claim in self.claims}
        return tuple(batch for batch in self.batches if batch.root not in cited)

    def nameless(self) -> tuple[Claim, ...]:
        """The open claims without a reference that name a vendor: blank vendors are nobody's."""
        return tuple(one for one in self.claims if one.vendor and not (one.cited or one.lost))


def opened(cell: CellPapers) -> Snapshot:
    """All of a cell's papers but the claims that cannot be matched."""
    return Snapshot(cell, tuple(claim for claim in cell.claims if not claim.dead), cell.batches)


def option(claims: Iterable[Claim], batches: Iterable[Batch]) -> Option:
    """One answer, in printed form."""
    return Option(
        vouchers=tuple(sorted(claim.leg.name for claim in claims)),
        deliveries=tuple(sorted(lot.number for batch in batches for lot in batch.lots)),
    )


def _count(papers: Sequence[object]) -> str:
    return "1" if len(papers) == 1 else "n"
