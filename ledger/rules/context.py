"""Context: one request before one state, with the words a rule needs to name buckets and papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.buckets import Bucket
from ledger.calendar import fiscal_year
from ledger.commands import OpenLine
from ledger.commands.reference import buddhist_year
from ledger.documents import BOOK_WIDE, VOID, Document, item_of
from ledger.entries import Request, recorded_day
from ledger.errors import (
    BadValue,
    NumberUsed,
    UnknownAdvance,
    UnknownCarry,
    UnknownCommitment,
    UnknownDelivery,
    UnknownDocument,
    UnknownProposal,
    UnknownTransfer,
    UnknownVoucher,
    WrongFiscalYear,
)
from ledger.rules.authority import own_units
from ledger.rules.draft import Draft
from ledger.rules.reference import Reference
from ledger.rules.state import State

_UNKNOWN: Final = {
    "transfer": UnknownTransfer,
    "commit": UnknownCommitment,
    "advance": UnknownAdvance,
    "disburse": UnknownVoucher,
    "deliver": UnknownDelivery,
    "carry_forward": UnknownCarry,
    "propose": UnknownProposal,
}


@dataclass(frozen=True, slots=True)
class Context:
    """A request, who asks it, and the state it is judged by. `approved` lifts the second person."""

    state: State
    request: Request
    actor: str
    recorded_at: str
    approved: bool = False

    @property
    def reference(self) -> Reference:
        """Units, lines, activities, rates, roles."""
        return self.state.reference

    @property
    def day(self) -> date:
        """The day of business."""
        return self.request.effective_on

    @property
    def today(self) -> date:
        """The office's today; for a request only looked at beforehand, its day of business."""
        return recorded_day(self.recorded_at) if self.recorded_at else self.day

    @property
    def live(self) -> bool:
        """Whether duties and limits are enforced (documents taken over are recorded as stated)."""
        return not self.request.taken_over

    @property
    def persons(self) -> frozenset[str]:
        """Who stands behind this request."""
        return frozenset({self.actor, self.request.made_by} - {""})

    def money(self, stage: str, unit: str, line: str, item: str = "") -> Bucket:
        """A money bucket."""
        return Bucket(stage, unit, line, item, self.reference.measure)

    def purse(self, unit: str, line: OpenLine) -> Bucket:
        """Where a unit's free money waits: released for the line's owner, available for others."""
        return self.money("released" if unit == line.owner_unit else "available", unit, line.code)

    def new_document(
        self, kind: str, number: str, unit: str, year: int, line: OpenLine | None = None
    ) -> Draft:
        """A draft for a document whose number is free; raises NumberUsed, BadValue for no fiscal year.

        The document fiscal year is stated, else that of the budget line, else that of the day.
        """
        if year:
            buddhist_year(year, "document_fiscal_year")
        settled = year or (line.fiscal_year if line else fiscal_year(self.day))
        self.number_free(kind, number, unit, settled)
        return Draft(unit, document_year=settled)

    def number_free(self, kind: str, number: str, unit: str, year: int) -> None:
        """Raise NumberUsed when the number stands already in its series."""
        if not number:
            return
        for known in self.state.documents(kind, number):
            if kind in BOOK_WIDE or (known.unit, known.fiscal_year) == (unit, year):
                raise NumberUsed(kind=kind, number=number, unit=known.unit, seq=known.entry.seq)

    def item(self, number: str, draft: Draft, line: OpenLine) -> str:
        """The bucket item of a new document charged to a line."""
        return item_of(number, draft.document_year, line.fiscal_year)

    def in_year(self, line: OpenLine) -> None:
        """Raise WrongFiscalYear unless the day lies in the line's budget year."""
        if fiscal_year(self.day) != line.fiscal_year:
            raise WrongFiscalYear(
                line=line.code, line_year=line.fiscal_year, year=fiscal_year(self.day), day=self.day
            )

    def after_year(self, line: OpenLine) -> bool:
        """Whether the line's budget year is over on the day of business."""
        return fiscal_year(self.day) > line.fiscal_year

    def find(self, kind: str, number: str, unit: str = "", year: int = 0) -> Document:
        """The one document a reference names; raises unknown_… or BadValue when several would do.

        A document fiscal year tells equal numbers of two years apart.
        """
        found = self.candidates((kind,), number, unit)
        return self.one([d for d in found if not year or d.fiscal_year == year], kind, number)

    def candidates(self, kinds: Iterable[str], number: str, unit: str = "") -> list[Document]:
        """Documents of some kinds with a number, of one unit where it is named; voided ones apart."""
        known = (d for kind in kinds for d in self.state.documents(kind, number))
        papers = (d for d in known if d.entry.kind != VOID)
        return [d for d in papers if not unit or d.unit == unit or d.kind in BOOK_WIDE]

    def one(self, found: list[Document], kind: str, number: str) -> Document:
        """Of several documents the open one; raises unknown_… when there is none, BadValue when many."""
        if not found:
            raise _UNKNOWN.get(kind, UnknownDocument)(number=number, kind=kind)
        if len(found) > 1:
            found = self._own(found)
            found = [d for d in found if self.holds(d)] or found[-1:]
        if len(found) > 1:
            units = " ".join(sorted({d.unit for d in found}))
            raise BadValue(field=kind, why="ambiguous", value=number, units=units)
        return found[0]

    def _own(self, found: list[Document]) -> list[Document]:
        """Those of the actor's units, if there are any: the same number of another unit is not meant."""
        held = own_units(self.reference, self.actor, self.today)
        units = {unit for each in held for unit in each} if all(held) else ()
        return [d for d in found if d.unit in units] or found

    def holds(self, document: Document) -> bool:
        """Whether a contract, advance or carry-over still holds money (others always do)."""
        bucket = self.bucket_of(document)
        return bucket is None or self.state.holding(bucket).balance > 0

    def bucket_of(self, document: Document) -> Bucket | None:
        """The bucket a contract, advance or carry-over opened."""
        stage = STAGE_OF.get(document.kind)
        if stage is None:
            return None
        line = self.reference.line(getattr(document.entry.command, "line", ""))
        item = item_of(document.number, document.fiscal_year, line.fiscal_year)
        return self.money(stage, document.unit, line.code, item)


STAGE_OF: Final = {"commit": "committed", "advance": "advanced", "carry_forward": "carried"}
