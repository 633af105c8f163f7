"""Costs: plain figures of one voucher, which no ratio can flatter."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

from sqlalchemy import Engine, event

from benchmarks.book import ACTOR, opened, requests
from benchmarks.places import Place, engine_of
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger.posting import Journal


def costs(place: Place, scale: Scale) -> Iterator[Row]:
    """Statements and client CPU of a voucher alone and in a batch."""
    many = scale.vouchers // 10
    with engine_of(place.fresh()) as engine:
        journal = opened(engine)
        singles, batch = requests(1, many), requests(many + 1, many)
        alone = _cpu(lambda: [journal.post(request, ACTOR) for request in singles]) / many
        together = _cpu(lambda: journal.post_all(batch, ACTOR)) / many
        yield Row(
            f"{place.name}: statements of a voucher posted alone", f"{_statements(engine, journal):.0f}"
        )
    yield Row(
        f"{place.name}: client CPU of a voucher alone, in a batch", f"{_micros(alone)}, {_micros(together)}"
    )


def _statements(engine: Engine, journal: Journal) -> float:
    """Statements of one more voucher; COMMIT, and PostgreSQL's BEGIN, are not among them."""
    sent: list[object] = []
    event.listen(engine, "before_cursor_execute", lambda *about: sent.append(about[2]))
    journal.post(requests(10**6, 1)[0], ACTOR)
    return len(sent)


def _cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process; the database's own are not among them, except SQLite's."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def _micros(seconds: float) -> str:
    return f"{seconds * 1e6:,.0f} µs"
