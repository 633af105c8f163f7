"""Verifying: how many entries a second the whole check of a book takes in."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from benchmarks.book import ACTOR, BOOK, opened, requests
from benchmarks.pairs import seconds
from benchmarks.places import Place, engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger.verification import verify

MARK_PER_SECOND = 50_000


def verifying(place: Place, scale: Scale) -> Iterator[Row]:
    """Every leaf, column, line, bucket, day, document and tile of a book of vouchers, from its bodies."""
    url = place.fresh()
    many = 5 * scale.vouchers
    with engine_of(url, careless=True) as engine:
        opened(engine).post_all(requests(1, many), ACTOR)
    place.settle(url)
    with engine_of(url) as engine:
        rates = [many / seconds(lambda: _sound(verify(engine, BOOK).ok)) for _ in range(3)]
    yield Row(
        f"{place.name}: verify {many:,} entries / {MARK_PER_SECOND:,} a second",
        f"{median(rates):,.0f}/s", f"{MARK_PER_SECOND:,}/s", median(rates) / MARK_PER_SECOND, least=1.0,
    )  # fmt: skip


def _sound(ok: bool) -> None:  # noqa: FBT001 - the one thing to know
    if not ok:
        raise AssertionError("the benchmark's book does not verify")
