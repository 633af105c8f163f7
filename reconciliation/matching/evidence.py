"""Evidence: all matches of a book, parcel by parcel, by ordered rules on frozen snapshots.

A reversed voucher is netted and a standing match reprinted first; the rules then see what is left of
each parcel (parcels.py). The order of the journal plays no part: papers are sorted by number before
anything is decided.

An incremental run hands in `known`, which keeps what the last run asked and what it came to: a unit
without new papers is looked up, and of any other unit the parcels without (units.py, shelves.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from reconciliation.facts import Facts
from reconciliation.matching.amounts import by_amount
from reconciliation.matching.answers import Answer, answer, joined
from reconciliation.matching.batches import Prices, roots
from reconciliation.matching.bundles import reprints
from reconciliation.matching.cells import CellPapers
from reconciliation.matching.claims import References, paper_names
from reconciliation.matching.costs import by_cost
from reconciliation.matching.differences import by_difference
from reconciliation.matching.match import Match, Matching, StandingMatch
from reconciliation.matching.memory import Memory
from reconciliation.matching.parcels import Parcel, parcels
from reconciliation.matching.references import by_reference
from reconciliation.matching.remainders import unmatched
from reconciliation.matching.rows import digest, joint
from reconciliation.matching.shelves import (
    Asked,
    Context,
    Node,
    Shelf,
    offered_shelves,
    paid,
    shelves_of,
)
from reconciliation.matching.snapshot import Snapshot, opened
from reconciliation.matching.spelling import by_spelling
from reconciliation.matching.sums import by_sum
from reconciliation.matching.units import Around, UnitPapers, around, homes_of, unit_papers
from reconciliation.rule_set import RuleSet

Rule = Callable[[Snapshot, RuleSet], Iterator[Match]]

# R1, R2 and R2T; R3; R4; R5; R6. Each reads what those before it left.
ORDERED: Final[tuple[Rule, ...]] = (by_reference, by_amount, by_sum, by_spelling, by_difference)
AT_COST: Final = "actual_cost"


class KnownUnit(NamedTuple):
    """The papers of a unit in the last run, what stood around them, and what they came to.

    `memory` holds what its parcels came to.
    """

    papers: UnitPapers
    around: Around
    answer: Answer
    digest: bytes
    memory: Memory


Known = MutableMapping[str, KnownUnit]
"""Unit -> the last run."""


def match(
    facts: Facts, rules: RuleSet, standing: Iterable[StandingMatch] = (), known: Known | None = None
) -> Matching:
    """Match every direct voucher of a book; `known` is read and filled."""
    names, prices, homes = paper_names(facts), Prices(facts), homes_of(facts)
    known = {} if known is None else known
    found: dict[str, KnownUnit] = {}
    for papers in unit_papers(facts, homes, standing, rules.digest):
        before = known.get(papers.unit)
        if before is None or not _same(before, papers, names, homes):
            same = before is not None and before.papers.setting == papers.setting
            memory = before.memory if before is not None and same else Memory()
            context = Context(facts, names, prices, homes, memory)
            before = known[papers.unit] = match_unit(papers, context, rules)
        found[papers.unit] = before
    whole = joined(one.answer for one in found.values())
    return Matching(
        matches=tuple(map(itemgetter(1), whole.matches)),
        unclaimed=tuple(map(itemgetter(1), whole.unclaimed)),
        digest=joint(((unit, one.digest) for unit, one in found.items()), rules),
    )


def _same(before: KnownUnit, papers: UnitPapers, names: Mapping[int, str], homes: Mapping[str, str]) -> bool:
    then = before.around
    return before.papers == papers and then == around(then.seqs, then.foreign, names, homes)


def match_unit(papers: UnitPapers, context: Context, rules: RuleSet) -> KnownUnit:
    """All that is said about one unit; depends on nothing but its papers and what stands around them."""
    context.memory.turn()
    shelves = shelves_of(papers.vouchers, context.memory)
    seqs = tuple(chain.from_iterable(shelf.said.seqs for shelf in shelves))
    texts = frozenset(chain.from_iterable(shelf.said.texts for shelf in shelves))
    outside = around(
        seqs, texts.difference(map(attrgetter("number"), papers.lots)), context.names, context.homes
    )
    found = joined([*_papers(papers, shelves, outside, context, rules), *reprints(papers, context)])
    return KnownUnit(papers, outside, found, digest(found.attested), context.memory)


def _papers(
    papers: UnitPapers, shelves: Iterable[Shelf], outside: Around, context: Context, rules: RuleSet
) -> Iterator[Answer]:
    """Reversed vouchers shelf by shelf, then parcel by parcel what no standing match holds."""
    lots_taken = {number for one in papers.standing for number in one.deliveries}
    lines_taken = frozenset(line for one in papers.standing for line in one.vouchers)
    open_lots = [lot for lot in papers.lots if lot.number not in lots_taken]
    chains = roots(open_lots)
    references = References(papers.lots, chains, lots_taken, outside.elsewhere)
    asked: defaultdict[Node, list[Asked]] = defaultdict(list)
    for shelf in shelves:
        own = paid(shelf, references, lines_taken, context)
        yield own.netted
        for activity, claims in own.asked.items():
            asked[activity, shelf.vendor].append(claims)
    offered = dict(offered_shelves(open_lots, chains, context))
    at_cost = [one.code for one in papers.setting.activities if one.basis == AT_COST]
    for parcel in parcels(asked, offered, at_cost):
        yield _parcel(papers.unit, parcel, context, rules)


def _parcel(unit: str, parcel: Parcel, context: Context, rules: RuleSet) -> Answer:
    def work() -> Answer:
        papers = parcel_papers(unit, parcel, context.facts)
        matches = match_cell(papers, rules)
        held = {lot.number for one in matches if one.status != "SUGGESTED" for lot in one.deliveries}
        lots = chain.from_iterable(batch.lots for batch in papers.batches)
        return answer(matches, (lot for lot in lots if lot.number not in held))

    return context.memory.recall(("parcel", parcel.activity, parcel.vendors), parcel, work)


def parcel_papers(unit: str, parcel: Parcel, facts: Facts) -> CellPapers:
    """The papers of a parcel in document order."""
    activity = facts.activities[parcel.activity]
    claims = chain.from_iterable(one.claims for one in parcel.asked)
    batches = chain.from_iterable(one.batches for one in parcel.offered)
    return CellPapers(
        unit=unit,
        activity=parcel.activity,
        basis=activity.basis,
        ceiling=activity.ceiling.minor,
        claims=tuple(sorted(claims, key=attrgetter("order"))),
        batches=tuple(sorted(batches, key=attrgetter("root"))),
    )


def match_cell(cell: CellPapers, rules: RuleSet) -> tuple[Match, ...]:
    """All that the rules say about some papers of a cell; depends on nothing but its arguments."""
    left, matches = opened(cell), list[Match]()
    for rule in (by_cost,) if cell.basis == AT_COST else ORDERED:
        decided = tuple(rule(left, rules))
        matches += decided
        left = left.without(decided)
    return (*matches, *unmatched(left))
