"""F1: our book beside what others state, one row per place, and below it every item between the two.

ours - ours not yet theirs + theirs not yet ours = expected; theirs - expected = the difference, which
unexplained items and the balance brought forward make up. Per item: opening + new - cleared = closing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Final

from ledger.calendar import fiscal_year
from reconciliation.external import BANDS, Comparison, ExternalResult, OpenItem, Place
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Table

_BALANCES: Final = (
    *("ours", "timing_ours", "timing_theirs", "expected", "theirs", "difference"),
    *("unexplained", "brought_forward", "not_stated"),
)
_ROLLED: Final = ("item_opening", "item_new", "item_cleared", "item_closing")
# Columns of what nobody has explained, by age.
_AGES: Final = ("age_30", "age_60", "age_90", "age_more")

COLUMNS: Final = (
    Column(key="source", kind="text", width=16),
    Column(key="stated_on", kind="date", width=13),
    Column(key="unit", kind="text", width=21),
    Column(key="line", kind="text", width=22),
    Column(key="state", kind="state", width=17),
    *(Column(key=key, kind="money", width=13, total=SUM) for key in _BALANCES),
    Column(key="item_on", kind="date", width=13),
    Column(key="reference", kind="text", width=20),
    *(Column(key=key, kind="money", width=13, total=SUM) for key in _ROLLED),
    Column(key="age_days", kind="number", width=8),
    *(Column(key=key, kind="money", width=13, total=SUM) for key in _AGES),
    Column(key="first_seen", kind="date", width=13),
    Column(key="entry", kind="number", width=9),
)
_KEYS: Final = tuple(column.key for column in COLUMNS)


def external(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; the system's figures are sums of the comparisons, those of items apart from the items."""
    results = source.statement.external
    return Table(
        ref="F1",
        columns=COLUMNS,
        records=list(chain.from_iterable(_records(source, result) for result in results)),
        system=_system(results),
        money="difference",
        wanted=wanted,
    )


def _system(results: tuple[ExternalResult, ...]) -> dict[str, int]:
    places = [one for result in results for one in result.comparisons]
    ages = [result.ages(timing=False) for result in results]
    sums = {
        "ours": sum(one.ours for one in places),
        "timing_ours": sum(one.timing_ours for one in places),
        "timing_theirs": sum(one.timing_theirs for one in places),
        "expected": sum(one.expected for one in places),
        "theirs": sum(one.theirs for one in places),
        "difference": sum(one.difference for one in places),
        "unexplained": sum(one.unknown_theirs - one.unknown_ours for one in places),
        "brought_forward": sum(one.opening_difference for one in places),
        "not_stated": sum(balance for result in results for _, balance in _silent(result)),
        "item_opening": sum(item.signed for result in results for item in result.opening),
        "item_new": sum(item.signed for result in results for item in result.new),
        "item_cleared": sum(item.signed for result in results for item in result.cleared),
        "item_closing": sum(_between(one) for one in places),
    }
    return sums | {key: sum(each[band][1] for each in ages) for key, band in zip(_AGES, BANDS, strict=True)}


def _between(one: Comparison) -> int:
    """What all open items of a place add up to, by its own figures."""
    return one.timing_theirs - one.timing_ours + one.unknown_theirs - one.unknown_ours


def _silent(result: ExternalResult) -> list[tuple[Place, int]]:
    """Places of ours of which the statement says nothing, and is taken to say nothing."""
    compared = {one.place for one in result.comparisons}
    return [(place, balance) for place, balance in result.not_stated if place not in compared]


def _records(source: Source, result: ExternalResult) -> Iterator[Record]:
    items: defaultdict[Place, list[Record]] = defaultdict(list)
    for item in result.cleared:
        items[item.place].append(_item(source, result, item, gone=True))
    for item in result.open_items:
        items[item.place].append(_item(source, result, item, gone=False))
    for one in result.comparisons:
        yield _place(source, result, one)
        yield from items.pop(one.place, ())
    # What a statement before spoke of, and this one does not.
    yield from chain.from_iterable(items.values())
    for place, balance in _silent(result):
        said: dict[str, Value] = {"state": source.state("not_stated"), "not_stated": balance}
        yield _record(source, result, place, said)


def _place(source: Source, result: ExternalResult, one: Comparison) -> Record:
    unit, line = one.place
    said: dict[str, Value] = {
        "state": source.state("differs" if one.difference else "agrees"),
        "ours": one.ours,
        "timing_ours": one.timing_ours,
        "timing_theirs": one.timing_theirs,
        "expected": Live("=ROUND({ours}-{timing_ours}+{timing_theirs},2)", one.expected),
        "theirs": one.theirs,
        "difference": Live("=ROUND({theirs}-{expected},2)", one.difference),
        "unexplained": one.unknown_theirs - one.unknown_ours,
        "brought_forward": one.opening_difference,
        "entry": result.seq or None,
    }
    key = f"{unit}/{fiscal_year(result.on)}/{line}/{result.source}"
    return _record(source, result, one.place, said)._replace(key=key, variant="case")


def _item(source: Source, result: ExternalResult, item: OpenItem, *, gone: bool) -> Record:
    """An item as it changes our balance to theirs; one that is gone comes to nothing."""
    opening = 0 if item.first_seen == result.on else item.signed
    new, cleared = item.signed - opening, item.signed if gone else 0
    said: dict[str, Value] = {
        "state": source.state(f"{item.side}_cleared" if gone else f"{item.side}_{item.why}"),
        "item_on": item.on,
        "reference": item.reference,
        "item_opening": opening,
        "item_new": new,
        "item_cleared": cleared,
        "item_closing": Live("=ROUND({item_opening}+{item_new}-{item_cleared},2)", opening + new - cleared),
        "age_days": (result.on - item.on).days,
        "first_seen": item.first_seen,
        "entry": item.seq or None,
    }
    if not (gone or item.timing):
        said[dict(zip(BANDS, _AGES, strict=True))[item.band]] = item.signed
    return _record(source, result, item.place, said)


def _record(source: Source, result: ExternalResult, place: Place, said: dict[str, Value]) -> Record:
    line = source.line(place.line) if place.line else source.words("all_lines")
    row: dict[str, Value] = {
        "source": result.source,
        "stated_on": result.on,
        "unit": source.unit(place.unit),
        "line": line,
        **said,
    }
    return Record(tuple(row.get(key) for key in _KEYS))
