"""Outstanding: what still holds something: open contracts and advances, lots awaiting a decision.

The day totals say on which lines or activities anything is open, so that what is settled is not looked into.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from api.resources.asking import Ask
from api.resources.register import Named, Paper, key_after, papers_after
from ledger import queries
from ledger.documents import item_of
from ledger.tables import bucket, document

OPEN, OVERDUE = "open", "overdue"
Narrowed = tuple[list[ColumnElement[bool]], Callable[[Paper], bool]]
"""What narrows a register in the database, and what keeps a document of it."""

# In one statement; as they are in order, the first of them always fill a page.
NUMBERS_MAX: Final = 10_000
_OF_ANOTHER_YEAR: Final = re.compile(r"(.+)@[0-9]{4}")


def outstanding(ask: Ask, stage: str, unit: str = "") -> dict[Named, int]:
    """Bucket -> what it holds, of every bucket of a stage that holds anything, of units in scope."""
    found: dict[Named, int] = {}
    for each in ask.scope.asked(ask.unit(unit) if unit else None):
        cells = queries.balances(ask.connection, ask.book, unit=each, stage=stage)
        for owner in sorted({cell.unit for cell in cells if cell.balance}):
            codes = [cell.code for cell in cells if cell.balance and cell.unit == owner]
            found |= _holding(ask, stage, owner, codes)
    return found


def _holding(ask: Ask, stage: str, unit: str, codes: list[str]) -> dict[Named, int]:
    b = bucket.c
    query = select(b.code, b.item, b.balance).where(
        b.book == ask.book, b.stage == stage, b.unit == unit, b.code.in_(codes), b.balance > 0
    )
    return {Named(unit, row.code, row.item): int(row.balance) for row in ask.connection.execute(query)}


def numbers_of(named: Iterable[Named]) -> list[str]:
    """The numbers that documents of some buckets may have; one of another year bears it after an @.

    >>> numbers_of([Named("1032", "L70", "AD-1@2569"), Named("1032", "L69", "AD-2")])
    ['AD-1', 'AD-1@2569', 'AD-2']
    """
    items = {each.item for each in named}
    return sorted(items | {found[1] for found in map(_OF_ANOTHER_YEAR.fullmatch, items) if found})


def narrowed(
    ask: Ask, stage: str, wanted: Mapping[str, Any], bucket_of: Callable[[Paper], Named]
) -> Narrowed:
    """What narrows a register to documents of a state (`wanted["state"]`), or not at all."""
    if not wanted["state"]:
        return [], bool
    held, today = outstanding(ask, stage, wanted["unit"]), ask.place.today()
    first = key_after(wanted["cursor"])[0] if wanted["cursor"] else ""
    numbers = [number for number in numbers_of(held) if number >= first][:NUMBERS_MAX]

    def keep(paper: Paper) -> bool:
        late = wanted["state"] != OVERDUE or is_late(paper, today)
        return late and bucket_of(paper) in held

    return [document.c.number.in_(numbers)], keep


def is_late(paper: Paper, today: date) -> bool:
    """Whether what a document is due for is past its day."""
    due_on: date | None = getattr(paper.entry.command, "due_on", None)
    return due_on is not None and due_on < today


def papers_of(
    ask: Ask, verb: str, held: Mapping[Named, int], bucket_of: Callable[[Paper], Named]
) -> Iterator[tuple[Paper, int]]:
    """The documents of some buckets, and what each holds."""
    numbers, units = numbers_of(held), sorted({each.unit for each in held})
    c, most = document.c, 2 * len(held) + 1
    for first in range(0, len(numbers), NUMBERS_MAX):
        which = (c.unit.in_(units), c.number.in_(numbers[first : first + NUMBERS_MAX]))
        for paper in papers_after(ask.connection, ask.book, verb, "", most, which):
            if bucket_of(paper) in held:
                yield paper, held[bucket_of(paper)]


def item_bucket(ask: Ask, paper: Paper) -> Named:
    """The bucket of a document about money: money of another year is told apart."""
    code: str = paper.entry.command.line  # type: ignore[attr-defined]  # of verbs that have one
    item = item_of(paper.number, paper.fiscal_year, ask.reference.line(code).fiscal_year)
    return Named(paper.unit, code, item)
