"""Posting over HTTP beside the same posting called directly in one process, and what Flask alone costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from itertools import count
from statistics import median
from typing import Final

from benchmarks.bare import together
from benchmarks.book import ACTOR, BOOK, vouchers
from benchmarks.http_load import posting
from benchmarks.http_pairs import Side
from benchmarks.http_server import Served
from benchmarks.pairs import Pairs, per_second, seconds
from benchmarks.places import engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger.entries import Request
from ledger.posting import Journal

COMMANDS: Final = "/api/v1/commands"
LEAST: Final = 0.40
_numbers = count(1)


def posts(name: str, url: str, ours: Served, bare: Served, scale: Scale) -> Iterator[Row]:
    """One caller, then 32, each waiting for its own answer."""
    with ExitStack() as stack:
        journal = Journal(stack.enter_context(engine_of(url)), BOOK)
        for callers, each in ((1, scale.posts), (32, scale.posts_of_client)):
            over = Side(ours, lambda: _wire(ours, COMMANDS, callers, each))  # noqa: B023 - run at once
            taken = Side(bare, lambda: _wire(bare, "/taken", callers, each))  # noqa: B023 - run at once
            direct = _in_turn(over, taken, partial(_directly, journal, callers, each), scale.rounds)
            who = "one caller" if callers == 1 else f"{callers} callers"
            yield Row(
                f"{name}: {who} posting over HTTP / called directly",
                f"{median(over.rates):,.0f}/s ({over.cpu * 1e6:,.0f} µs CPU)", per_second(direct),
                Pairs(over.rates, direct).ratio, least=LEAST if callers == 1 else None,
            )  # fmt: skip
            yield Row(
                f"{name}: {who} at a bare Flask route that takes the same body / called directly",
                f"{median(taken.rates):,.0f}/s ({taken.cpu * 1e6:,.0f} µs CPU)", per_second(direct),
                Pairs(taken.rates, direct).ratio,
            )  # fmt: skip


def _in_turn(over: Side, taken: Side, directly: partial[float], rounds: int) -> Sequence[float]:
    """Each in turn; rates of the direct calls. A first round is thrown away."""
    direct = []
    for number in range(rounds + 1):
        over.run()
        direct.append(directly())
        taken.run()
        if not number:
            for kept in (direct, over.rounds, over.cpus, taken.rounds, taken.cpus):
                kept.clear()
    return direct


def _wire(served: Served, path: str, callers: int, each: int) -> list[list[bytes]]:
    return [
        [
            posting(served.target, path, wire["key"], {name: wire[name] for name in wire if name != "key"})
            for wire in vouchers(_first(), each)
        ]
        for _ in range(callers)
    ]


def _directly(journal: Journal, callers: int, each: int) -> float:
    """Postings a second."""
    asked = [[Request.of_wire(wire) for wire in vouchers(_first(), each)] for _ in range(callers)]
    return callers * each / seconds(lambda: together([partial(_post, journal, own) for own in asked]))


def _post(journal: Journal, asked: Sequence[Request]) -> None:
    for request in asked:
        outcome = journal.post(request, ACTOR)
        if outcome.refusal is not None:
            raise outcome.refusal


def _first() -> int:
    """A number after which the next vouchers are nobody else's."""
    return next(_numbers) * 10_000 + 5_000_000
