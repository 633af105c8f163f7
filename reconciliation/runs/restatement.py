"""Restatement: a period as it would have been reconciled, had people known then what they know now.

Nothing is posted into a closed period, so late facts and corrections take effect later and the
figures of a signed day stay as they were. Restated, they stand on the day they bear on; comparing
that with what was signed gives the delta of a stale run.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ledger.entries import Entry
from ledger.rules.bearing import bears_on, touches


def restated(entries: Iterable[Entry], on: date, position: int) -> list[Entry]:
    """The entries, with those after `position` that touch the period moved to the day they bear on."""
    known = tuple(entries)
    by_seq = {entry.seq: entry for entry in known}
    moved: list[Entry] = []
    for entry in known:
        day = entry.request.effective_on
        if entry.seq > position and touches(entry, on, by_seq.get):
            day = bears_on(entry, by_seq.get) or day
        late = day != entry.request.effective_on
        moved.append(replace(entry, request=replace(entry.request, effective_on=day)) if late else entry)
    return moved
