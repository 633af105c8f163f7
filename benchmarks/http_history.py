"""History over HTTP: what is asked of a book of 10^4 entries, and of one a hundred times as long.

Hardly anything is asked twice, so that no answer is told from what was kept. Three readers ask: one who sees
every unit, a district, and a district that has one transfer to its name in all the years of the others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import Engine

from api.names import Names, names_of
from api.wire import opaque
from benchmarks.book import ACTOR, FIRST_DAY, HOT, LINE, UNITS, opened, requests, vouchers
from benchmarks.http_load import Target, posting, reading, went
from benchmarks.http_server import serving, token_of
from benchmarks.places import Place, engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger.entries import Request
from ledger.posting import Journal

MOST: Final = 1.5
AT_ONCE: Final = 1024
CLERK: Final = "clerk"
SMALL: Final = "2001"
_NAMES: Final = {"": ACTOR, HOT: CLERK, SMALL: f"{CLERK}-{SMALL}"}
_chance: Final = random.Random(2569)  # noqa: S311 - places in a book, no secret


@dataclass(frozen=True, slots=True)
class Book:
    """A served book of so many vouchers, asked in the name of who sees a unit ("": every unit)."""

    size: int
    targets: Mapping[str, Target]
    names: Names


Ask = Callable[[Book, Target], bytes]


def _get(path: str) -> Ask:
    """A read; the address may name a voucher anywhere in the book, one of the district's own, or a day."""

    def ask(book: Book, target: Target) -> bytes:
        number = _chance.randrange(1, book.size - 60 * len(UNITS))
        own = number - number % len(UNITS) + len(UNITS)
        unit = UNITS[number % len(UNITS)]
        named = {
            "any": opaque(_number(number), unit, "2569"),
            "own": opaque(_number(own), HOT, "2569"),
            "entry": book.names.name(ACTOR, f"voucher-{number}"),
            "own_entry": book.names.name(ACTOR, f"voucher-{own}"),
            "voucher": f"%E0%B8%8E%20{number:07}/2569",
            "unit": unit,
            "on": (FIRST_DAY + timedelta(days=_chance.randrange(365))).isoformat(),
            "fifty": str(_chance.randrange(45, 56)),
            "few": str(_chance.randrange(2, 200)),
        }
        return reading(target, "/api/v1" + path.format_map(named))

    return ask


def _number(number: int) -> str:
    return f"ฎ {number:07}/2569"


def _post(_: Book, target: Target) -> bytes:
    (wire,) = vouchers(_chance.randrange(10**8, 10**9), 1)
    plain: dict[str, Any] = {name: wire[name] for name in wire if name != "key"}
    return posting(target, "/api/v1/commands", wire["key"], plain)


# Who asks (the unit they see, "" every one), and what.
ASKED: Final[Mapping[str, tuple[str, Ask]]] = {
    "allocation as of a day": ("", _get(f"/allocations/{{unit}}/{LINE}?on={{on}}")),
    "list of 50 vouchers": ("", _get("/vouchers?limit={fifty}&cursor={any}")),
    "list of 50 entries": ("", _get("/journal/entries?limit={fifty}&cursor={entry}")),
    "one voucher": ("", _get("/vouchers/{unit}/2569/{voucher}")),
    "entries of one number": ("", _get("/journal/entries?number={voucher}")),
    "district: allocation as of a day": (HOT, _get(f"/allocations/{HOT}/{LINE}?on={{on}}")),
    "district: list of 50 vouchers": (HOT, _get("/vouchers?limit={fifty}&cursor={own}")),
    "district: list of 50 entries": (HOT, _get("/journal/entries?limit={fifty}&cursor={own_entry}")),
    "small district: every voucher": (SMALL, _get("/vouchers?limit={few}")),
    "small district: every entry": (SMALL, _get("/journal/entries?limit={few}")),
    "small district: every transfer": (SMALL, _get("/transfers?limit={few}")),
    "posting": ("", _post),
}


def history(place: Place, scale: Scale) -> Iterator[Row]:
    """Build and serve a book of each size, then ask them in turn."""
    sizes = (scale.sizes[0], scale.sizes[-1])
    with ExitStack() as stack:
        books = [_built(place, size, stack) for size in sizes]
        for what, (unit, ask) in ASKED.items():
            small, large = _medians(books, unit, ask, scale.readings)
            yield Row(
                f"{place.name}: {what}", f"{large * 1e3:.2f} ms at {sizes[1]:,}",
                f"{small * 1e3:.2f} ms at {sizes[0]:,}", large / small, most=MOST,
            )  # fmt: skip


def _medians(books: Sequence[Book], unit: str, ask: Ask, often: int) -> list[float]:
    """Median seconds of an answer for each book; they are asked in turn, a few at a time."""
    times: list[list[float]] = [[] for _ in books]
    for turn in range(6):
        for known, book in zip(times, books, strict=True):
            target = book.targets[unit]
            each = went(target, [[ask(book, target) for _ in range(often // 5)]]).each
            known.extend(each if turn else ())
    return [median(known) for known in times]


def _built(place: Place, size: int, stack: ExitStack) -> Book:
    url = place.fresh()
    with engine_of(url, careless=True) as engine:
        _fill(engine, size)
        with engine.connect() as connection:
            names = names_of(connection)
    place.settle(url)
    served = stack.enter_context(serving(url))
    tokens = {unit: token_of(url, name) for unit, name in _NAMES.items()}
    targets = {unit: Target(served.target.port, token) for unit, token in tokens.items()}
    return Book(size, targets, names)


def _fill(engine: Engine, size: int) -> None:
    journal = opened(engine)
    _post_all(journal, list(_districts()))
    for first in range(1, size, AT_ONCE):
        _post_all(journal, requests(first, min(AT_ONCE, size + 1 - first)))


def _districts() -> Iterator[Request]:
    """A small district, what it got, and who may see it or the hot one."""
    leg = {"number": "TS", "line": LINE, "from_unit": "DEPT", "to_unit": SMALL, "amount": "1"}
    asked: list[dict[str, Any]] = [
        {"verb": "register_unit", "code": SMALL, "name_th": "เขต", "parent": "DEPT"},
        {"verb": "release", "number": "RS", "line": LINE, "amount": "1"},
        {"verb": "transfer", "order_no": "OS", "legs": [leg]},
        *(
            {"verb": "grant_role", "holder": _NAMES[unit], "roles": ["district_finance"], "units": [unit],
             "from_on": "2025-01-01"}
            for unit in (HOT, SMALL)
        ),
    ]  # fmt: skip
    for number, wire in enumerate(asked):
        yield Request.of_wire({"key": f"district-{number}", "effective_on": FIRST_DAY.isoformat(), **wire})


def _post_all(journal: Journal, asked: Sequence[Request]) -> None:
    for outcome in journal.post_all(asked, ACTOR):
        if outcome.refusal is not None:
            raise outcome.refusal
