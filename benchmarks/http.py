"""HTTP: `khlang serve` in a process of its own, beside bare routes under the same gunicorn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Final

from benchmarks.book import ACTOR, opened, requests
from benchmarks.http_bare import fill
from benchmarks.http_posting import posts
from benchmarks.http_reading import lists, reads
from benchmarks.http_server import bare, serving
from benchmarks.places import Place, engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row

VOUCHERS: Final = 10_000


def http(place: Place, scale: Scale) -> Iterator[Row]:
    """Reads, lists and posts over a book of vouchers, one server at a time."""
    url, plain = place.fresh(), place.fresh()
    with engine_of(url, careless=True) as engine:
        opened(engine).post_all(requests(1, VOUCHERS), ACTOR)
    fill(place.driver_address(plain))
    place.settle(url)
    with ExitStack() as stack:
        ours = stack.enter_context(serving(url))
        other = stack.enter_context(bare(place.driver_address(plain)))
        yield from reads(place.name, ours, other, scale)
        yield from lists(place.name, ours, other, scale)
        yield from posts(place.name, url, ours, other, scale)
