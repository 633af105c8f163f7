"""Statement: what one reconciliation found, at which position, under which rule set; frozen.

Everything a report prints comes from here. Money is in whole minor units, quantities in the
activity's measure; a field that is None (or a ratio that is "") prints as blank.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ledger.commands import OpenBook
from ledger.money import Money
from reconciliation.external.result import ExternalResult
from reconciliation.facts import Facts
from reconciliation.matching.match import Matching
from reconciliation.rule_set import RuleSet

SEVERITIES: Final = ("CRIT", "HIGH", "MED", "LOW", "INFO", "NOTE")
TOTAL: Final = "TOTAL"


class Term(str):
    """A word of ours inside a sentence: a key of `[terms]` in texts `findings`."""

    __slots__ = ()


Fact = str | int | date | Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One unit × activity; the fields are the columns of cells.csv in their order, in lower case."""

    district: str
    activity: str
    plan_qty: int
    plan_qty_to_date: int
    rate: int | None
    qty_delivered: int
    qty_accepted: int
    qty_rejected: int
    qty_rework: int
    qty_rejected_open: int
    qty_pending: int
    price_reduction: int
    bac: int
    pv: int
    ev: int
    direct: int
    supported: int
    unsupported: int
    earned_unspent: int
    unsup_pending: int
    unsup_rejected: int
    unsup_other: int
    undelivered: int
    cv: int
    sv: int
    overhead_alloc: int
    full_cost: int
    unit_cost_direct: int | None
    unit_cost_full: int | None
    cpi: str
    spi: str
    eac_at_rate: int
    eac_cpi: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """One unit, or the total of all; the columns of districts.csv in their order, then `exempt`."""

    district: str
    name_en: str
    name_th: str
    transfers_in: int
    transfers_out: int
    returned: int
    allotment: int
    disbursed: int
    advances_open: int
    commitments_open: int
    used: int
    reserved: int
    available: int
    disbursed_rate: str
    used_rate: str
    bac: int
    pv: int
    ev: int
    direct: int
    supported: int
    unsupported: int
    earned_unspent: int
    unsup_pending: int
    unsup_rejected: int
    unsup_other: int
    undelivered: int
    cv: int
    sv: int
    eac_at_rate: int
    overhead: int
    overhead_cap: int
    overhead_supported: int
    overhead_unsupported: int
    overhead_unallocated: int
    supported_all: int
    unsupported_all: int
    forecast: int
    forecast_gap: int
    cpi: str
    spi: str
    exempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """One equation that must hold: `name` (a key of texts), where, and its two sides."""

    name: str
    subject: str
    left: int
    right: int
    money: bool = True

    @property
    def difference(self) -> int:
        """Left less right: 0 when the identity holds."""
        return self.left - self.right

    @property
    def holds(self) -> bool:
        """Whether the two sides are equal."""
        return self.left == self.right


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What `verify` found wrong with the journal: code `E-CHAIN` (leaf, root, sequence) or `E-BAL`."""

    code: str
    subject: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check noticed: never guilt.

    `subjects` are document numbers (or unit/activity, or a unit), sorted, as printed; `keys` the same as
    unit/fiscal year/number; `entries` the positions of the documents; `owner` the unit that must answer.
    `facts` fill the sentences of texts `findings.<code>` (see wording.py).
    """

    code: str
    severity: str
    subjects: tuple[str, ...]
    amount: int
    unit: str
    owner: str
    activity: str = ""
    keys: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """The subjects in one cell: joined by a space, a number holding a space in double quotes."""
        return " ".join(f'"{one}"' if " " in one else one for one in self.subjects)

    @property
    def fingerprint(self) -> str:
        """The same from run to run: SHA-256 of the code and the keys."""
        return hashlib.sha256("\n".join((self.code, *self.keys)).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRule:
    """A rule that could not run, why (a stable word), and where."""

    code: str
    why: str
    subject: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One run: `position` and `root` (hex) of the journal it read, and what it found.

    `districts` are the units; `total` stands apart. `not_run` are the known finding codes that did
    not run (switched off by the rule set, or not built), `not_built` those of them the rule set asks for.
    `units` are those it is narrowed to (narrow.py), none: it is about all of them.
    `matching` holds the evidence: it names papers and never changes a figure; `external` is how the
    books stand to the last statement of each source, as of that statement's own day.
    """

    book: OpenBook
    on: date
    position: int
    root: str
    rules: RuleSet
    facts: Facts
    cells: tuple[Cell, ...]
    districts: tuple[District, ...]
    total: District
    identities: tuple[Identity, ...]
    matching: Matching
    external: tuple[ExternalResult, ...] = ()
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    failed: tuple[FailedRule, ...] = ()
    not_run: tuple[str, ...] = ()
    not_built: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def has_exempt(self) -> bool:
        """Whether the book has activities that need no output by rule."""
        return any(activity.basis == "exempt" for activity in self.facts.activities.values())

    @property
    def balanced(self) -> bool:
        """Whether every identity holds."""
        return all(identity.holds for identity in self.identities)
