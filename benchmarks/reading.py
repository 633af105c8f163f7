"""Reading: balances at 10^4, 10^5, 10^6 lines; what is asked for one bucket must not feel the size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from statistics import median
from typing import Final

from sqlalchemy import Connection

from benchmarks.book import ACTOR, BOOK, HOT, LINE, LINES_OF_VOUCHER, opened, requests
from benchmarks.pairs import seconds
from benchmarks.places import Place, engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger import queries
from ledger.buckets import Bucket

MIDYEAR: Final = date(2026, 3, 31)
PURSE: Final = Bucket("available", HOT, LINE, "", "satang")
AT_ONCE: Final = 1024  # requests made at a time while a book is built

Reading = Callable[[Connection, int], object]

# What must stay as it is when the book is a hundred times as long, asked at half its length.
NARROW: Final[Mapping[str, Reading]] = {
    "balance of one bucket now": lambda connection, _: queries.balance_of(connection, BOOK, PURSE),
    "balance of one bucket as of a position": lambda connection, half: queries.balance_of(
        connection, BOOK, PURSE, as_of=half
    ),
    "sum over items as of a day": lambda connection, _: queries.balances(
        connection, BOOK, unit=HOT, stage="expended", on=MIDYEAR
    ),
}
WIDE: Final[Mapping[str, Reading]] = {
    "trial balance now": lambda connection, _: queries.balances(connection, BOOK),
    "trial balance as of a day": lambda connection, _: queries.balances(connection, BOOK, on=MIDYEAR),
}
WIDE_READINGS: Final = 5


def reading(place: Place, scale: Scale) -> Iterator[Row]:
    """Build a book of each size, then ask them in turn."""
    with ExitStack() as stack:
        books = [_built(place, size, stack) for size in scale.sizes]
        for readings, often, most in ((NARROW, scale.readings, 1.5), (WIDE, WIDE_READINGS, None)):
            for what, ask in readings.items():
                yield _row(f"{place.name}: {what}", _medians(books, ask, often), scale.sizes, most)


def _built(place: Place, lines: int, stack: ExitStack) -> tuple[Connection, int]:
    """A connection to a book of about so many lines, and the position at half its length."""
    url = place.fresh()
    vouchers = lines // (LINES_OF_VOUCHER + 1)
    with engine_of(url, careless=True) as engine:
        journal = opened(engine)
        for first in range(0, vouchers, AT_ONCE):
            many = min(AT_ONCE, vouchers - first)
            for outcome in journal.post_all(requests(first, many, lines=LINES_OF_VOUCHER), ACTOR):
                if outcome.refusal is not None:
                    raise outcome.refusal
    place.settle(url)
    engine = stack.enter_context(engine_of(url))
    return stack.enter_context(engine.connect()), vouchers // 2


def _medians(books: Sequence[tuple[Connection, int]], ask: Reading, often: int) -> list[float]:
    """Median seconds per book, the books asked in turn."""
    times: list[list[float]] = [[] for _ in books]
    for number in range(often + 10):
        for known, (connection, half) in zip(times, books, strict=True):
            taken = seconds(partial(ask, connection, half), tidy=False)
            if number >= 10:
                known.append(taken)
    return [median(known) for known in times]


def _row(what: str, medians: Sequence[float], sizes: Sequence[int], most: float | None) -> Row:
    others = ", ".join(
        f"{_shown(taken)} at {size:,}" for size, taken in zip(sizes[1:], medians[1:], strict=True)
    )
    return Row(what, others, f"{_shown(medians[0])} at {sizes[0]:,}", medians[-1] / medians[0], most=most)


def _shown(taken: float) -> str:
    return f"{taken * 1e6:,.0f} µs" if taken < 0.01 else f"{taken * 1e3:,.0f} ms"
