"""Budget documents: from the ordinance to the purse, what is carried over or lapses, what is proposed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reconciliation.documents.base import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetMove(Document):
    """An appropriation or release (negative: withdrawn, held), or a move to another purpose."""

    verb: str
    line: str
    amount: int
    paper: str = ""
    instalment: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Document):
    """What the centre keeps for itself (negative: given back)."""

    unit: str
    line: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse(Document):
    """What lapsed, and from which stage."""

    unit: str
    line: str
    stage: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry(Document):
    """A carry-over into the next year, until `end_on` (the last extension's)."""

    unit: str
    line: str
    amount: int
    commitment: str
    approval_no: str
    end_on: date
    outstanding: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal(Document):
    """A command one person proposed (`maker`) and others approved; `posted` once it took effect."""

    verb: str
    unit: str
    amount: int
    posted: bool
