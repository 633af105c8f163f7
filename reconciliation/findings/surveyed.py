"""Surveyed units: one household, parcel or community counted twice, known by the hash of its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ledger.calendar import fiscal_year
from reconciliation.documents import Delivery
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.statement import Finding, Statement

Counted = tuple[str, int, str]
"""(activity, fiscal year of the decision, hashed id)"""


def accepted_twice(statement: Statement) -> Iterator[Finding]:
    """E-DUP-OUT: one hashed id accepted twice for one activity in one fiscal year, in any unit.

    One finding per set of lots that share ids; the later lot's unit answers.
    """
    lots = statement.facts.deliveries
    names, known = names_of(lots), {lot.seq: lot for lot in lots}
    for shared, count in _shared(lots).items():
        papers = [known[seq] for seq in sorted(shared)]
        units = ", ".join(sorted({lot.unit for lot in papers}))
        activity = papers[0].activity
        yield about_papers("E-DUP-OUT", "HIGH", papers, names, 0, activity=activity, count=count, units=units)


def _shared(lots: Iterable[Delivery]) -> Mapping[tuple[int, ...], int]:
    """Positions of lots that share ids -> how many they share."""
    seen: defaultdict[Counted, list[int]] = defaultdict(list)
    for lot in lots:
        for year, one in _accepted(lot):
            seen[lot.activity, year, one].append(lot.seq)
    shared: defaultdict[tuple[int, ...], int] = defaultdict(int)
    for where in seen.values():
        if len(where) > 1:
            shared[tuple(sorted(set(where)))] += 1
    return shared


def _accepted(lot: Delivery) -> Iterator[tuple[int, str]]:
    """(fiscal year, id) of what is known to be accepted of a lot.

    The decisions say which; where none does, all of a lot whose whole quantity was accepted. Of a lot
    accepted in part without saying which, nothing is known: what failed comes again as rework.
    """
    told = [decision for decision in lot.decisions if decision.surveyed]
    for decision in told:
        yield from ((fiscal_year(decision.decided_on), one) for one in decision.surveyed)
    if not told and lot.surveyed and lot.accepted == lot.quantity:
        year = fiscal_year(max(decision.decided_on for decision in lot.decisions))
        yield from ((year, one) for one in lot.surveyed)
