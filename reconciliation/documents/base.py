"""What all documents share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What all documents share: position, number, its own fiscal year, day of business, persons.

    `original_on` is the day of the fact that a late document is about, `evidence` the digests of its papers.
    """

    seq: int
    number: str
    fiscal_year: int
    on: date
    maker: str = ""
    approvers: tuple[str, ...] = ()
    acting_for: str = ""
    original_on: date | None = None
    evidence: tuple[str, ...] = ()

    @property
    def approver(self) -> str:
        """Who approved, as printed."""
        return ", ".join(self.approvers)
