"""Evidence: all matches of a book, cell by cell, by ordered rules on frozen snapshots.

A reversed voucher is netted and a standing match reprinted first; each cell's rules then see what is
left. The order of the journal plays no part: papers are sorted by number before anything is decided.

An incremental run hands in `known`, which keeps the papers of each unit with what they came to: a unit
without new papers is looked up, not matched (see units.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from itertools import chain
from typing import Final

from reconciliation.facts import Facts
from reconciliation.matching.amounts import by_amount
from reconciliation.matching.batches import Prices
from reconciliation.matching.cells import CellPapers, cells
from reconciliation.matching.claims import paper_names
from reconciliation.matching.costs import by_cost
from reconciliation.matching.differences import by_difference
from reconciliation.matching.match import Lot, Match, Matching, StandingMatch
from reconciliation.matching.netting import by_reversal
from reconciliation.matching.references import by_reference
from reconciliation.matching.remainders import unmatched
from reconciliation.matching.reprints import reprinted
from reconciliation.matching.rows import digest, joint
from reconciliation.matching.snapshot import Snapshot, opened
from reconciliation.matching.spelling import by_spelling
from reconciliation.matching.sums import by_sum
from reconciliation.matching.units import UnitMatches, UnitPapers, unit_papers
from reconciliation.rule_set import RuleSet

Rule = Callable[[Snapshot, RuleSet], Iterator[Match]]

# R1, R2 and R2T; R3; R4; R5; R6. Each reads what those before it left.
ORDERED: Final[tuple[Rule, ...]] = (by_reference, by_amount, by_sum, by_spelling, by_difference)


Known = MutableMapping[str, tuple[UnitPapers, UnitMatches]]
"""Unit -> its papers in the last run and what they came to."""


def match(
    facts: Facts, rules: RuleSet, standing: Iterable[StandingMatch] = (), known: Known | None = None
) -> Matching:
    """Match every direct voucher of a book; `known` is read and filled."""
    names = paper_names(facts)
    known = {} if known is None else known
    found = {
        papers.unit: _known(facts, papers, names, rules, known)
        for papers in unit_papers(facts, names, standing, rules.digest)
    }
    return Matching(
        matches=_by_voucher(one.matches for one in found.values()),
        unclaimed=_by_number(one.unclaimed for one in found.values()),
        digest=joint(((unit, one.digest) for unit, one in found.items()), rules),
    )


def _by_voucher(matches: Iterable[Iterable[Match]]) -> tuple[Match, ...]:
    return tuple(sorted(chain.from_iterable(matches), key=lambda one: min(leg.name for leg in one.vouchers)))


def _by_number(lots: Iterable[Iterable[Lot]]) -> tuple[Lot, ...]:
    return tuple(sorted(chain.from_iterable(lots), key=lambda lot: lot.number))


def _known(
    facts: Facts, papers: UnitPapers, names: Mapping[int, str], rules: RuleSet, known: Known
) -> UnitMatches:
    before = known.get(papers.unit)
    if before is None or before[0] != papers:
        before = papers, match_unit(facts, papers, names, rules)
        known[papers.unit] = before
    return before[1]


def match_unit(facts: Facts, papers: UnitPapers, names: Mapping[int, str], rules: RuleSet) -> UnitMatches:
    """All that is said about one unit; of `facts`, only what `papers` hold plays a part."""
    own, prices = papers.of(facts), Prices(facts)
    worked = cells(own, papers, names, prices)
    matches = _by_voucher(
        [
            by_reversal(own, names),
            reprinted(own, names, prices, papers.standing),
            *(match_cell(cell, rules) for cell in worked),
        ]
    )
    held = {lot.number for one in matches if one.status != "SUGGESTED" for lot in one.deliveries}
    lots = _by_number(
        (lot for batch in cell.batches for lot in batch.lots if lot.number not in held) for cell in worked
    )
    return UnitMatches(matches, lots, digest(matches, lots))


def match_cell(cell: CellPapers, rules: RuleSet) -> tuple[Match, ...]:
    """All that the rules say about one cell; depends on nothing but its arguments."""
    left, matches = opened(cell), list[Match]()
    for rule in (by_cost,) if cell.basis == "actual_cost" else ORDERED:
        decided = tuple(rule(left, rules))
        matches += decided
        left = left.without(decided)
    return (*matches, *unmatched(left))
