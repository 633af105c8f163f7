"""Costs: RC, cells on basis `actual_cost`, where money is earned by being spent.

One match per cell with a voucher: confirmed once anything was accepted. It earned what was spent, up
to the ceiling; it is never posted, as no lot has a worth to settle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reconciliation.matching.match import Match
from reconciliation.matching.snapshot import Snapshot
from reconciliation.rule_set import RuleSet


def by_cost(left: Snapshot, _rules: RuleSet) -> Iterator[Match]:
    """All open claims of the cell against all its lots."""
    if not left.claims:
        return
    accepted = any(batch.accepted > 0 for batch in left.batches)
    status = "CONFIRMED" if accepted else "UNMATCHED"
    found = left.matched("RC", status, left.claims, left.batches, "actual_cost")
    spend, ceiling = found.spend, left.cell.ceiling
    yield replace(found, kind="cost", earned=min(spend, ceiling or spend) if accepted else 0)
