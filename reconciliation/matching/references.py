"""References: R1, R2 and R2T, where the papers name the delivery and the sums agree.

The groups of a cell are disjoint, so the three rules read one snapshot.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match
from reconciliation.matching.snapshot import Snapshot
from reconciliation.rule_set import RuleSet

PERCENT = 100


def by_reference(left: Snapshot, rules: RuleSet) -> Iterator[Match]:
    """R1: one voucher, one lot, equal; R2: equal sums; R2T: sums within the tolerance."""
    for batch, claims in groups(left):
        spend = sum(claim.amount for claim in claims)
        if spend == batch.earned:
            rule = "R1" if len(claims) == len(batch.lots) == 1 else "R2"
            yield left.matched(rule, "CONFIRMED", claims, (batch,), "reference", referenced=True)
        elif tolerated(spend, batch.earned, rules):
            yield left.matched(
                "R2T", "CONFIRMED", claims, (batch,), "tolerance", suffix=" tol", referenced=True
            )


def groups(left: Snapshot) -> Iterator[tuple[Batch, list[Claim]]]:
    """Each open batch that open claims name, with them."""
    citing: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in left.claims:
        if claim.cited:
            citing[claim.cited].append(claim)
    return ((batch, citing[batch.root]) for batch in left.batches if batch.root in citing)


def tolerated(spend: int, earned: int, rules: RuleSet) -> bool:
    """Whether a difference is within both the amount per group and the share of what was earned."""
    difference = abs(spend - earned)
    return (
        difference <= rules.group_tolerance.minor
        and difference * PERCENT <= earned * rules.group_tolerance_percent
    )
