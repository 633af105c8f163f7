"""Standing: how the books stand to the last statement of each source, and what came over from the one before.

opening + new - cleared = closing, item by item: an item that was open at the previous statement keeps
the day it was first seen, so that its age runs on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import groupby

from ledger.entries import Entry
from reconciliation.documents import Stated
from reconciliation.external.books import OurBooks, our_books
from reconciliation.external.compare import compare
from reconciliation.external.received import Received, joined, received
from reconciliation.external.result import ExternalResult, OpenItem

Books = Callable[[date, tuple[str, ...]], OurBooks]


def external(entries: Sequence[Entry], statements: Iterable[Stated]) -> tuple[ExternalResult, ...]:
    """Our books beside the last statement of each source, as of the statement's own day; by source.

    `statements` are those that stand (see papers/statements.py), of the same entries.
    """

    @cache
    def books(on: date, stages: tuple[str, ...]) -> OurBooks:
        return our_books(entries, on, stages)

    by_source = groupby(statements, key=lambda one: one.command.source)
    return tuple(standing(books, tuple(map(received, group))) for _, group in by_source)


def standing(books: Books, statements: Sequence[Received]) -> ExternalResult:
    """Our books beside the last of some statements of one source, by day; what it opens with besides.

    Raises what `compare` raises.
    """
    before: Received | None = None
    days: list[date] = []
    for last in statements[:-1]:
        whole = joined(before, last) if before else None
        days = [*days, last.on] if whole else [last.on]
        before = whole or last
    now = statements[-1]
    whole = joined(before, now) if before else None
    known = whole or now
    ours = books(known.on, known.stages)
    result = replace(compare(ours, known.statement, known.mapping, known.rules), seq=now.seq)
    if before is None or whole is None:
        return replace(result, open_items=_first_seen(result.open_items, (), [now.on]))
    then = compare(ours.as_of(before.on), before.statement, before.mapping, before.rules)
    days.append(now.on)
    opening = _first_seen(then.open_items, then.open_items, days)
    return replace(
        result,
        opened_on=before.on,
        opening=opening,
        open_items=_first_seen(result.open_items, opening, days),
    )


def _first_seen(
    items: Iterable[OpenItem], opening: Iterable[OpenItem], days: Sequence[date]
) -> tuple[OpenItem, ...]:
    """Items with the day of the statement that first left them open; those not in `opening` are of the last.

    `days` are the last days of the statements that go on into one another.
    """
    waiting = Counter(item.identity for item in opening)
    seen: list[OpenItem] = []
    for item in items:
        carried = waiting[item.identity] > 0
        waiting[item.identity] -= carried
        day = days[min(bisect_left(days, item.on), len(days) - 1)] if carried else days[-1]
        seen.append(replace(item, first_seen=day))
    return tuple(seen)
