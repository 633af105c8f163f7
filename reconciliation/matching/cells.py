"""Cells: claims and batches of one unit × activity, all that the rules read at once.

They are one value in document order: a whole cell's, or those of a parcel of it (parcels.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from reconciliation.matching.batches import Batch
from reconciliation.matching.claims import Claim


@dataclass(frozen=True, slots=True)
class CellPapers:
    """Claims and batches sorted by number; `ceiling` is 0 for none."""

    unit: str
    activity: str
    basis: str
    ceiling: int
    claims: tuple[Claim, ...]
    batches: tuple[Batch, ...]
