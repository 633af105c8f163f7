"""Rules: how far apart the two sides of one movement may lie, and how long it may be on its way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalRules:
    """Days, both ends included.

    `match_days`: between two items that are paired by their amount alone. `window_days`: how old an
    item that only one side knows may be at the cut-off and still be a timing difference.
    """

    match_days: int = 5
    window_days: int = 30
