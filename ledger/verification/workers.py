"""Workers: spans examined in several processes and handed over in journal order.

The process that compares examines too while it waits, so that no processor idles: not while the
workers start, nor while they are slow.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from sqlalchemy import URL

from ledger.verification.examination import Examined
from ledger.verification.reading import Span
from ledger.verification.worker import Worker, WorkerLost

ASKED_PER_WORKER: Final = 3
AHEAD_MAX: Final = 16  # spans examined and not yet compared: what they take is bounded

Here = Callable[[Span], Examined]
Ask = Callable[[Span], "Future[Examined]"]


def examined(url: URL, book: str, spans: Sequence[Span], here: Here, processes: int) -> Iterator[Examined]:
    """What each span leaves to be compared, in order; `here` examines one in this process."""
    if processes < 2 or len(spans) < 2:  # noqa: PLR2004 - one is no company
        yield from map(here, spans)
        return
    with _asking(url, book, processes - 1) as ask:
        yield from _in_order(ask, deque(spans), here, (processes - 1) * ASKED_PER_WORKER)


@contextmanager
def _asking(url: URL, book: str, workers: int) -> Iterator[Ask]:
    """Workers, each with a thread of ours that does nothing but wait for its answers."""
    kind = url.get_backend_name()
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    address = url.database or "" if kind == "sqlite" else plain
    own = threading.local()
    hired: list[Worker] = []

    def ask(span: Span) -> Examined:
        if not hasattr(own, "worker"):
            own.worker = Worker(kind, address, book)
            hired.append(own.worker)
        worker: Worker = own.worker
        return worker.examine(*span)

    with ThreadPoolExecutor(workers) as pool:
        try:
            yield lambda span: pool.submit(ask, span)
        finally:
            pool.shutdown(cancel_futures=True)
            for worker in hired:
                worker.close()


def _in_order(ask: Ask, spans: deque[Span], here: Here, asked: int) -> Iterator[Examined]:
    ahead: deque[tuple[Span, Future[Examined] | Examined]] = deque()
    while spans or ahead:
        while spans and sum(isinstance(found, Future) and not found.done() for _, found in ahead) < asked:
            span = spans.popleft()
            ahead.append((span, ask(span)))
        span, found = ahead[0]
        if isinstance(found, Future) and not found.done() and spans and len(ahead) < AHEAD_MAX:
            span = spans.popleft()
            ahead.append((span, here(span)))
            continue
        ahead.popleft()
        yield found if isinstance(found, Examined) else _answer(found, span, here)


def _answer(found: Future[Examined], span: Span, here: Here) -> Examined:
    """A worker's answer; where processes cannot be started (or die), this one does it alone."""
    try:
        return found.result()
    except (WorkerLost, OSError):
        return here(span)
