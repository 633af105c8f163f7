"""Remainders: claims that no rule could tie to a delivery, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reconciliation.matching.claims import Claim
from reconciliation.matching.match import Match
from reconciliation.matching.snapshot import Snapshot


def unmatched(left: Snapshot) -> Iterator[Match]:
    """What is still open, and the claims that could not be matched from the start."""
    vendors = {batch.vendor for batch in left.unclaimed()}
    dead = (claim for claim in left.cell.claims if claim.dead)
    for claim in (*left.claims, *dead):
        reason = claim.dead or _reason(claim, claim.vendor in vendors)
        yield replace(left.matched("-", "UNMATCHED", (claim,), (), reason), kind="none")


def _reason(claim: Claim, open_lot: bool) -> str:  # noqa: FBT001 - a private test already made
    if claim.lost:
        return "no_such_delivery"
    if not claim.vendor:
        return "no_vendor"
    return "no_solution" if open_lot else "no_open_lot"
