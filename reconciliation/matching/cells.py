"""Cells: the claims and batches of one unit × activity, all that its matching depends on.

A cell's papers are one value in document order; what matches in one cell depends on no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconciliation.documents import Delivery
from reconciliation.facts import Facts
from reconciliation.matching.batches import Batch, Prices, batches, roots
from reconciliation.matching.claims import CellKey, Claim, References, claims
from reconciliation.matching.units import UnitPapers


@dataclass(frozen=True, slots=True)
class CellPapers:
    """Claims and batches sorted by number; `ceiling` is 0 for none."""

    unit: str
    activity: str
    basis: str
    ceiling: int
    claims: tuple[Claim, ...]
    batches: tuple[Batch, ...]


def cells(
    facts: Facts, papers: UnitPapers, names: Mapping[int, str], prices: Prices
) -> tuple[CellPapers, ...]:
    """Every cell of a unit that has a claim or a batch; `facts` hold the papers of the unit alone.

    Lines and lots in a standing match are left out. Rework of such a lot stands for itself.
    """
    lots_taken = {number for one in papers.standing for number in one.deliveries}
    lines_taken = {line for one in papers.standing for line in one.vouchers}
    open_lots = [lot for lot in papers.lots if lot.number not in lots_taken]
    found = roots(open_lots)
    references = References(papers.lots, found, lots_taken, papers.elsewhere)
    asked: defaultdict[CellKey, list[Claim]] = defaultdict(list)
    for key, claim in claims(facts, names, references, lines_taken):
        asked[key].append(claim)
    made = _batches(open_lots, found, prices, facts)
    return tuple(_cell(facts, key, asked[key], made[key]) for key in sorted({*asked, *made}))


def _batches(
    lots: Iterable[Delivery], found: Mapping[str, str], prices: Prices, facts: Facts
) -> defaultdict[CellKey, list[Batch]]:
    by_cell: defaultdict[CellKey, list[Delivery]] = defaultdict(list)
    for lot in lots:
        by_cell[lot.unit, lot.activity].append(lot)
    made: defaultdict[CellKey, list[Batch]] = defaultdict(list)
    for key, of_cell in by_cell.items():
        made[key] = list(batches(of_cell, found, prices, facts.on))
    return made


def _cell(facts: Facts, key: CellKey, asked: Iterable[Claim], made: Iterable[Batch]) -> CellPapers:
    unit, activity = key
    return CellPapers(
        unit=unit,
        activity=activity,
        basis=facts.activities[activity].basis,
        ceiling=facts.activities[activity].ceiling.minor,
        claims=tuple(sorted(asked, key=lambda claim: claim.order)),
        batches=tuple(sorted(made, key=lambda batch: batch.root)),
    )
