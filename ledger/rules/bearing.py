"""Bearing: from which day an entry matters to a reconciliation, and whether it touches what was signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from ledger.commands import Match, Propose, RecordStatement
from ledger.commands.control import CONTROL_VERBS
from ledger.commands.review import REVIEW_VERBS
from ledger.entries import Entry

# Verbs that change nothing a reconciliation looks at.
_SILENT: Final = (REVIEW_VERBS - {"match", "unmatch", "record_statement"}) | {
    *("grant_role", "revoke_role", "close_period")
}


def touches(entry: Entry, on: date, entry_at: Callable[[int], Entry | None], run: str = "") -> bool:
    """Whether an entry bears on what was reconciled up to a day.

    The matches that `run` posted itself follow from what it read, so they touch nothing; those of
    another run, under another rule set perhaps, do.
    """
    command = entry.command
    if run and isinstance(command, Match) and command.run == run:
        return False
    day = bears_on(entry, entry_at)
    return day is not None and day <= on


def bears_on(entry: Entry, entry_at: Callable[[int], Entry | None]) -> date | None:
    """The day from which an entry matters to a reconciliation; None for never.

    It is the day it takes effect, or the day of the fact it corrects (a reversal, an undone match) or
    says late (`original_on`); of somebody else's statement it is its last day. Refusals, questions,
    answers, signatures, roles, and what is only proposed of a match or waiver change no figure.
    """
    if entry.refused or entry.kind in _SILENT or _about_review(entry, entry_at):
        return None
    if isinstance(entry.command, RecordStatement):
        return entry.command.on
    day = entry.request.effective_on
    if entry.kind in ("reverse", "unmatch"):
        corrected = entry_at(entry.refers_to)
        day = min(day, corrected.request.effective_on) if corrected else day
    return min(day, entry.request.original_on or day)


def _about_review(entry: Entry, entry_at: Callable[[int], Entry | None]) -> bool:
    """Whether it proposes a review verb, or decides on such a proposal: nothing is reserved for one."""
    if entry.kind not in CONTROL_VERBS:
        return False
    asked = entry if isinstance(entry.command, Propose) else entry_at(entry.refers_to)
    return bool(asked and isinstance(asked.command, Propose) and asked.command.command.verb in REVIEW_VERBS)
