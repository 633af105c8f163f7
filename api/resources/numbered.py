"""Numbered: documents of a verb that belong to one unit each: a page of a register, or one by its names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement

from api.resources.asking import Ask, not_found
from api.resources.register import Paper, asked_of, page_after, papers_after
from api.resources.sieve import sieve
from api.wire import is_name
from ledger.tables import document


def page_of(
    ask: Ask,
    verb: str,
    wanted: Mapping[str, Any],
    which: Sequence[ColumnElement[bool]] = (),
    keep: Callable[[Paper], bool] = bool,
) -> tuple[list[Paper], str | None]:
    """Documents of units in scope, in order of number, and the cursor of the next page.

    `wanted` is what a `RegisterAsked` reads. Raises Problem (not_found) for a unit that is not seen.
    """
    unit = ask.unit(wanted["unit"]) if wanted["unit"] else None
    narrowed, kept = (*which, *asked_of(wanted), *_of_units(ask, unit)), sieve(wanted, keep)
    return page_after(ask.connection, ask.book, verb, wanted["cursor"], wanted["limit"], narrowed, kept)


def paper_named(ask: Ask, verb: str, unit: str, fiscal_year: int, number: str) -> Paper:
    """The document of a unit, fiscal year and number; raises Problem (not_found)."""
    if not is_name(number):
        raise not_found()
    c = document.c
    which = (c.fiscal_year == min(fiscal_year, 9999), c.number == number, *_of_units(ask, ask.unit(unit)))
    found = papers_after(ask.connection, ask.book, verb, "", 1, which)
    if not found:
        raise not_found()
    return found[0]


def _of_units(ask: Ask, unit: str | None) -> Sequence[ColumnElement[bool]]:
    units = list(ask.scope.asked(unit))
    return () if None in units else (document.c.unit.in_(units),)
