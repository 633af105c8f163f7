"""Metrics: what a monitor reads at `/metrics`, in Prometheus' text format.

They tell of the whole place, all units together, so they are no part of the API that tokens open: they are
open to the one secret KHLANG_METRICS_TOKEN and not there without it. Routes are templates, codes are those of
the program, and the only names in them are those of books, so that their number is bounded. Workers count in
files of one folder (`gather_in`), each for itself; who answers adds them up.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy import Engine, event, func, select

from api.jobs.tables import job
from api.problems import edge
from api.resources.asking import CHALLENGE, bearer, place
from ledger import queries
from ledger.wall import about

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"  # read by prometheus_client when it is loaded
COUNTED: Final = CollectorRegistry()
_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30)

REQUESTS: Final = Counter(
    "khlang_requests", "Requests answered", ("method", "route", "status"), registry=COUNTED
)
SECONDS: Final = Histogram(
    "khlang_request_seconds", "Request to answer", ("method", "route"), buckets=_SECONDS, registry=COUNTED
)
PROBLEMS: Final = Counter("khlang_problems", "Requests answered by a problem", ("code",), registry=COUNTED)
ENTRIES: Final = Counter("khlang_entries", "Entries posted", registry=COUNTED)
BATCH: Final = Histogram(
    "khlang_batch_requests",
    "Requests judged in one transaction",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
    registry=COUNTED,
)
COMMIT: Final = Histogram(
    "khlang_commit_seconds", "One transaction of the writer", buckets=_SECONDS, registry=COUNTED
)
WAIT: Final = Histogram(
    "khlang_queue_seconds", "A request's wait for its turn to be posted", buckets=_SECONDS, registry=COUNTED
)
POOL: Final = Gauge(
    "khlang_connections_in_use", "Database connections", multiprocess_mode="livesum", registry=COUNTED
)
METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

routes: Final = Blueprint("metrics", __name__)


class Posted:
    """Counts what journals post."""

    def waited(self, seconds: Sequence[float]) -> None:
        """Count how long each waited for its turn."""
        for each in seconds:
            WAIT.observe(each)

    def written(self, requests: int, entries: int, seconds: float) -> None:
        """Count a transaction."""
        BATCH.observe(requests)
        COMMIT.observe(seconds)
        ENTRIES.inc(entries)


def count_in(app: Flask, engine: Engine, secret: str) -> None:
    """Count what an application does, and tell it to who knows the secret."""
    app.config["METRICS_TOKEN"] = secret
    app.extensions["place"].watch = Posted()
    POOL.set(0)  # from here on this process is one that serves
    app.after_request(_answered)
    if not event.contains(engine, "checkout", _taken):
        event.listen(engine, "checkout", _taken)
        event.listen(engine, "checkin", _given_back)  # codespell:ignore checkin - as SQLAlchemy spells it
        event.listen(engine, "detach", _given_back)  # one that is kept for glances
    app.register_blueprint(routes)


def _taken(*_: object) -> None:
    POOL.inc()


def _given_back(*_: object) -> None:
    POOL.dec()


def _answered(response: Response) -> Response:
    # What is no route of ours is one row, whatever was asked for, and so is a method nobody knows.
    asked = request.url_rule, request.method
    route = asked[0].rule if asked[0] else "none"
    method = asked[1] if asked[1] in METHODS else "other"
    times, seconds = _row(method, route, response.status_code)
    times.inc()
    seconds.observe(time.perf_counter() - g.begun)
    if "problem" in g:
        PROBLEMS.labels(g.problem).inc()
    return response


@cache
def _row(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Where requests of a kind are counted; there are as many kinds as routes, methods and statuses."""
    return REQUESTS.labels(method, route, str(status)), SECONDS.labels(method, route)


@routes.get("/metrics")
def metrics() -> Response:
    """Everything counted, and how the place stands now."""
    _permitted()
    now = CollectorRegistry()
    now.register(_Standing())
    counted = CollectorRegistry() if FOLDER in os.environ else COUNTED
    if counted is not COUNTED:
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]  # the library leaves it so
    return Response(generate_latest(counted) + generate_latest(now), content_type=CONTENT_TYPE_LATEST)


def _permitted() -> None:
    """Raise a problem unless the secret was said; without one, nothing is here."""
    secret = current_app.config["METRICS_TOKEN"]
    if not secret:
        raise edge("not_found")
    said = bearer(request.headers.get("Authorization", ""))
    if not hmac.compare_digest(said.encode("utf-8", "replace"), secret.encode()):
        raise edge("unauthenticated", headers=CHALLENGE)


class _Standing:
    """How the place stands: read when it is asked for."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Size of each journal, jobs by state, and what the processes use."""
        sizes = GaugeMetricFamily("khlang_journal_entries", "Position of a book's journal", labels=["book"])
        jobs = GaugeMetricFamily("khlang_jobs", "Jobs by state", labels=["state"])
        found: dict[str, int] = {}
        with place().engine.connect() as connection:
            for row in queries.books(connection):
                head = queries.head(connection, row.book)
                sizes.add_metric([row.book], head.size if head else 0)
                about(connection, row.book)
                of_state = select(job.c.state, func.count()).where(job.c.book == row.book)
                for state, number in connection.execute(of_state.group_by(job.c.state)):
                    found[state] = found.get(state, 0) + number
        for state, number in sorted(found.items()):
            jobs.add_metric([state], number)
        yield from (sizes, jobs, *_processes())


def _processes() -> Iterable[GaugeMetricFamily]:
    pids = _pids()
    yield GaugeMetricFamily("khlang_processes", "Processes that serve", value=len(pids))
    memory = sum(map(_resident_bytes, pids))
    yield GaugeMetricFamily("khlang_resident_bytes", "Memory of the processes that serve", value=memory)


def _pids() -> list[int]:
    """The workers that live, as told by the files of what only lives with them."""
    if FOLDER not in os.environ:
        return [os.getpid()]
    files = Path(os.environ[FOLDER]).glob("gauge_livesum_*.db")
    return [pid for pid in (int(file.stem.rpartition("_")[2]) for file in files) if pid != os.getppid()]


def _resident_bytes(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):  # gone meanwhile, or no Linux
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def worker_exited(_server: Any, worker: Any) -> None:  # noqa: ANN401 - gunicorn's hook
    """Forget what only lives with a worker."""
    if FOLDER in os.environ:
        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]  # the library leaves it so
