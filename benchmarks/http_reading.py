"""Reading over HTTP: an allocation beside a bare Flask route, a list of 50 beside a hand-written one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Final

from api.wire import opaque
from benchmarks.book import LINE, UNITS
from benchmarks.http_load import reading
from benchmarks.http_pairs import Side, in_turn, tail, told
from benchmarks.http_server import Served
from benchmarks.scale import Scale
from benchmarks.table import Row

CALLERS: Final = 32
ALLOCATION_BYTES: Final = 600
DAYS: Final = 365
_numbers = count()

Path = Callable[[], str]


def reads(name: str, ours: Served, bare: Served, scale: Scale) -> Iterator[Row]:
    """Allocations at 32 connections, and lists for one caller."""
    constant = f"/constant/{ALLOCATION_BYTES}"
    path = f"/api/v1/allocations/{UNITS[0]}/{LINE}"
    sides = _side(ours, lambda: path, scale.requests), _side(bare, lambda: constant, scale.requests)
    in_turn(*sides, scale.rounds)
    at = f"at {CALLERS} connections"
    yield told(f"{name}: allocation {at} / bare Flask route", *sides, least=0.50)
    yield tail(f"{name}: allocation {at}: p99 / p50", sides[0], most=3.0)
    yield tail(f"{name}: bare Flask route {at}: p99 / p50", sides[1])
    few = scale.requests // 4
    sides = _side(ours, _of_a_day, few), _side(bare, lambda: constant, few)
    in_turn(*sides, scale.rounds)
    yield told(f"{name}: allocation as of another day each time {at} / bare Flask route", *sides)


def lists(name: str, ours: Served, bare: Served, scale: Scale) -> Iterator[Row]:
    """Vouchers, 50 to a page."""
    for what, path, plain, least in (
        ("the same page", lambda: "/api/v1/vouchers?limit=50", lambda: "/list?limit=50", 0.50),
        ("another page each time", _page, _plain_page, None),
    ):
        many = scale.requests // 16
        sides = _side(ours, path, many, 1), _side(bare, plain, many, 1)
        in_turn(*sides, scale.rounds)
        yield told(f"{name}: list of 50, {what} / hand-written", *sides, least=least)


def _side(served: Served, path: Path, many: int, callers: int = CALLERS) -> Side:
    def asked() -> list[list[bytes]]:
        return [[reading(served.target, path()) for _ in range(many // callers)] for _ in range(callers)]

    return Side(served, asked)


def _of_a_day() -> str:
    """An allocation that nobody has asked for: a unit and a day of business."""
    number = next(_numbers)
    on = date(2025, 10, 1) + timedelta(days=number // len(UNITS) % DAYS)
    return f"/api/v1/allocations/{UNITS[number % len(UNITS)]}/{LINE}?on={on.isoformat()}"


def _page() -> str:
    """A page that begins after another voucher of the first thousands."""
    number = _place()
    cursor = opaque(f"ฎ {number:07}/2569", UNITS[number % len(UNITS)], "2569")
    return f"/api/v1/vouchers?limit=50&cursor={cursor}"


def _plain_page() -> str:
    return f"/list?after=%E0%B8%8E%20{_place():07}/2569"


def _place() -> int:
    """Where no page began before: 50 further on, and one more after each round of the register."""
    turn, place = divmod(next(_numbers) * 50, 9_900)
    return 1 + turn + place
