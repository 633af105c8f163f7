"""Differences: R6, where it is clear what a payment is for, and the amounts differ.

Clear is a reference, or a vendor that has only one open lot in the cell, whose vouchers without a
reference then all pay for it. Where these are equal without R3 or R4 having found them near enough
in time, nothing differs and the rule is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match
from reconciliation.matching.nearness import by_vendor
from reconciliation.matching.references import groups
from reconciliation.matching.snapshot import Snapshot
from reconciliation.rule_set import RuleSet


def by_difference(left: Snapshot, _rules: RuleSet) -> Iterator[Match]:
    """The groups that are left, and the vendors with one open lot."""
    for batch, claims in groups(left):
        yield _differing(left, claims, batch, referenced=True)
    for claims, batches in by_vendor(left.nameless(), left.unclaimed()).values():
        if len(batches) == 1 and sum(claim.amount for claim in claims) != batches[0].earned:
            yield _differing(left, claims, batches[0], referenced=False)


def _differing(left: Snapshot, claims: Sequence[Claim], batch: Batch, *, referenced: bool) -> Match:
    spend = sum(claim.amount for claim in claims)
    suffix = " part" if spend < batch.earned else " excess"
    status = _status(spend, batch)
    return left.matched("R6", status, claims, (batch,), "difference", suffix=suffix, referenced=referenced)


def _status(spend: int, batch: Batch) -> str:
    """What was earned decides; where that is nothing, whether anything still waits for its decision."""
    if batch.earned > 0:
        return "PARTIAL" if spend < batch.earned else "EXCESS"
    return "AWAITING_ACCEPTANCE" if batch.undecided > 0 else "REJECTED_OUTPUT"
