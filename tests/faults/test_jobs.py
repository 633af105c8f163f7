"""A worker that dies in the middle of a job loses nothing, and the job is done once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.access.scope import Scope
from api.jobs import register
from api.jobs.job import Job
from ledger.posting import utc_now
from ledger.queries import entries, head
from tests.builders import BOOK
from tests.faults.books import SECONDS_MAX, open_world, opened

SHORT, LONG = "0.3", "60"


@contextmanager
def a_worker(url: str, folder: Path, seconds: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.faults.jobber", url, str(folder), seconds]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def begun(worker: subprocess.Popen[str]) -> str:
    """Wait until a job has begun; the number of its taking."""
    assert worker.stdout is not None
    return worker.stdout.readline().strip()


def asked(engine: Engine) -> Job:
    job = register.a_job(
        book=BOOK, actor="auditor", key="k", kind="trial", asked={}, scope=Scope(None), now=utc_now()
    )
    return register.enter(engine, job)


def ended(engine: Engine, job: Job, *states: str) -> Job:
    """The job as soon as it is in one of some states."""
    until, known = time.monotonic() + SECONDS_MAX, _now(engine, job)
    while known.state not in states:
        assert time.monotonic() < until, known
        time.sleep(0.05)
        known = _now(engine, job)
    return known


def _now(engine: Engine, job: Job) -> Job:
    with engine.connect() as connection:
        return register.find(connection, BOOK, job.id) or job


def posted_by(engine: Engine, job: Job) -> int:
    """How often the job has posted."""
    with engine.connect() as connection:
        stand = head(connection, BOOK)
        assert stand is not None
        every = entries(connection, BOOK, 1, stand.size)
        return sum(entry.request.key == job.id for entry in every)


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    open_world(migrated_url)
    with opened(migrated_url) as made:
        yield made


def test_a_job_whose_worker_was_killed_is_done_once(
    engine: Engine, migrated_url: str, tmp_path: Path
) -> None:
    job = asked(engine)
    with a_worker(migrated_url, tmp_path, LONG) as killed:
        assert begun(killed) == "1"
        killed.kill()
    with a_worker(migrated_url, tmp_path, SHORT) as worker:
        assert begun(worker) == "2"
        done = ended(engine, job, "done")
    assert (done.attempt, done.done, done.total, posted_by(engine, job)) == (2, 3, 3, 1)
    assert done.file is not None
    assert (tmp_path / done.file.file).read_bytes() == b"bytes"


def test_a_worker_that_is_told_to_stop_lets_its_job_end(
    engine: Engine, migrated_url: str, tmp_path: Path
) -> None:
    job = asked(engine)
    with a_worker(migrated_url, tmp_path, SHORT) as worker:
        begun(worker)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(SECONDS_MAX) == 0
    done = ended(engine, job, "done")
    assert (done.attempt, posted_by(engine, job)) == (1, 1)


def test_a_job_that_does_not_end_in_time_waits_for_the_next_worker(
    engine: Engine, migrated_url: str, tmp_path: Path
) -> None:
    job = asked(engine)
    with a_worker(migrated_url, tmp_path, LONG) as worker:
        begun(worker)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(SECONDS_MAX) == 0
    assert ended(engine, job, "waiting").attempt == 1
    with a_worker(migrated_url, tmp_path, SHORT):
        ended(engine, job, "done")


def test_two_workers_never_have_the_same_job(engine: Engine, migrated_url: str, tmp_path: Path) -> None:
    job = asked(engine)
    with a_worker(migrated_url, tmp_path, SHORT), a_worker(migrated_url, tmp_path, SHORT):
        done = ended(engine, job, "done")
    assert (done.attempt, posted_by(engine, job)) == (1, 1)


def test_a_job_that_runs_ends_soon_after_that_is_asked_for(
    engine: Engine, migrated_url: str, tmp_path: Path
) -> None:
    job = asked(engine)
    with a_worker(migrated_url, tmp_path, LONG) as worker:
        begun(worker)
        register.cancel(engine, job, utc_now())
        assert ended(engine, job, "cancelled", "done").state == "cancelled"
    assert posted_by(engine, job) == 0
