"""Rules asked again: every entry judged anew from the requests alone, as on the day it was posted; pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from ledger.entries import Entry, read_entry
from ledger.rules import State, judge
from ledger.verification.examination import UNREADABLE
from ledger.verification.report import Problems


def rules_agree(book: str, bodies: Iterable[bytes], problems: Problems) -> None:
    """Judge each request in order; the first entry that comes out otherwise ends it, as all later would."""
    state = State(book)
    due: deque[Entry] = deque()
    for seq, body in enumerate(bodies, 1):
        try:
            entry = read_entry(body)
            why = "" if due else _ask(state, entry, due)
        except UNREADABLE as error:
            why = type(error).__name__
        if not why and due.popleft().body() != body:
            why = "other_entry"
        if why:
            problems.add("rules_differ", table="entry", seq=seq, why=why)
            return


def _ask(state: State, entry: Entry, due: deque[Entry]) -> str:
    """Put the entries that a request makes (an approval makes two) in `due`, or say why there are none."""
    outcome = judge(state, entry.request, entry.actor, entry.recorded_at)
    if outcome.replayed:
        return "repeated"
    due.extend(outcome.entries)
    return "" if due else getattr(outcome.refusal, "code", "nothing")
