"""Clock: the office's today, supplied by the edge, because pure code has no clock."""

from __future__ import annotations

from datetime import date

from ledger.entries import recorded_day, timestamp
from ledger.posting import utc_now


def today() -> date:
    """The day in Bangkok."""
    return recorded_day(timestamp(utc_now()))
