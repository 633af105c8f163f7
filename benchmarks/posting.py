"""Posting: a sealed entry beside a bare commit, alone and with 64 clients waiting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import count

from benchmarks.bare import ONE_ROW, THREE_ROWS, Bare, BarePostgres, BareSqlite, repeat, together
from benchmarks.book import ACTOR, HOT, opened, requests
from benchmarks.pairs import Pairs, interleaved, per_second
from benchmarks.places import Place, engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger.entries import Request
from ledger.posting import Journal

CLIENTS = 64
_numbers = count(1)


def _asked(many: int) -> list[Request]:
    """The next vouchers on the hot bucket."""
    return requests(next(_numbers) * 1_000_000, many, unit=HOT)


def _post(journal: Journal, asked: list[Request]) -> None:
    for request in asked:
        outcome = journal.post(request, ACTOR)
        if outcome.refusal is not None:
            raise outcome.refusal


def single(place: Place, scale: Scale) -> Iterator[Row]:
    """One client: post, wait for the disk, post."""
    least = 0.20 if place.name == "PostgreSQL" else 0.30
    with ExitStack() as stack:
        url = place.fresh()
        journal = opened(stack.enter_context(engine_of(url)))
        for what, bare in _bares(place, place.driver_address(url), stack).items():
            pairs = _rounds(scale, partial(_post, journal), partial(_one_row, bare))
            mark = least if what == "one-row commit" else None
            yield _row(f"{place.name}: one client / {what}", pairs, mark)


def _one_row(bare: Bare, many: int) -> None:
    repeat(partial(bare.commit, ONE_ROW), many)


def _rounds(
    scale: Scale, ours: Callable[[list[Request]], object], baseline: Callable[[int], object]
) -> Pairs:
    ready = iter([_asked(scale.posts) for _ in range(scale.rounds + 1)])
    return interleaved(
        lambda: ours(next(ready)), lambda: baseline(scale.posts), count=scale.posts, rounds=scale.rounds
    )


def _bares(place: Place, address: str, stack: ExitStack) -> dict[str, Bare]:
    if place.name != "PostgreSQL":
        shared = BareSqlite(address).create()
        stack.callback(shared.close)
        return {"one-row commit": shared}
    plain = BarePostgres(address).create()
    alone = BarePostgres(address, autocommit=True)
    stack.callback(plain.close)
    stack.callback(alone.close)
    return {"one-row commit": plain, "one-row autocommit, one round trip": alone}


def waiting(place: Place, scale: Scale) -> Iterator[Row]:
    """64 clients on one hot bucket, each waiting for its own answer."""
    each = scale.posts_of_client
    with ExitStack() as stack:
        url = place.fresh()
        journal = opened(stack.enter_context(engine_of(url)))
        clients, least, what = _crowd(place, place.driver_address(url), stack)
        ready = iter([[_asked(each) for _ in clients] for _ in range(scale.rounds + 1)])
        pairs = interleaved(
            lambda: together([partial(_post, journal, asked) for asked in next(ready)]),
            lambda: together([partial(repeat, partial(c.commit, THREE_ROWS), each) for c in clients]),
            count=CLIENTS * each,
            rounds=scale.rounds,
        )
        yield _row(f"{place.name}: 64 clients, one hot bucket / {what}", pairs, least)


def _crowd(place: Place, address: str, stack: ExitStack) -> tuple[list[Bare], float, str]:
    if place.name != "PostgreSQL":
        shared = BareSqlite(address).create()
        stack.callback(shared.close)
        return [shared] * CLIENTS, 1.2, "three-row commits, one shared connection"
    BarePostgres(address).create().close()
    crowd = [BarePostgres(address) for _ in range(CLIENTS)]
    for bare in crowd:
        stack.callback(bare.close)
    return list(crowd), 0.40, "three-row commits on 64 connections"


def _row(what: str, pairs: Pairs, least: float | None) -> Row:
    return Row(what, per_second(pairs.ours), per_second(pairs.baseline), pairs.ratio, least=least)
