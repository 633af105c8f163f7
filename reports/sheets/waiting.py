"""Waiting: what the buckets of a stage hold at the cut-off, and what of it no standing document explains.

A paper may be dated after, or be reversed before, what was drawn on it: at a cut-off between the two
its bucket holds something although the paper does not stand. A register that shall add up to the
buckets lists such a bucket too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ledger.documents import item_of
from reconciliation.documents import Advance, Carry, Commitment, Movement
from reconciliation.facts import Facts

Place = tuple[str, str, str]
"""(unit, budget line, item) of a bucket"""


def waiting(facts: Facts, stage: str) -> Mapping[Place, int]:
    """Place -> what the bucket of a stage holds, in minor units."""
    return {
        (bucket.unit, bucket.code, bucket.item): amount
        for bucket, amount in facts.balances.items()
        if bucket.stage == stage
    }


def place_of(facts: Facts, paper: Advance | Carry | Commitment) -> Place:
    """The bucket that a document opened."""
    item = item_of(paper.number, paper.fiscal_year, facts.lines[paper.line].fiscal_year)
    return paper.unit, paper.line, item


def unexplained(
    facts: Facts, stage: str, papers: Iterable[Advance | Carry | Commitment]
) -> list[tuple[Place, int]]:
    """What waits at a stage in buckets of none of the papers, in the order of their names."""
    known = {place_of(facts, paper) for paper in papers}
    return sorted(
        (place, held) for place, held in waiting(facts, stage).items() if held and place not in known
    )


def by_verb(movements: Iterable[Movement]) -> Counter[str]:
    """Verb -> what it moved, less what was reversed of it: a reversal counts under the verb it undid."""
    movements = tuple(movements)
    verbs = {move.seq: move.verb for move in movements}
    moved: Counter[str] = Counter()
    for move in movements:
        moved[verbs.get(move.undoes, move.verb)] += move.amount
    return moved
