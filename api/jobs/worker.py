"""Worker: huey's consumer, whose queue is the table of jobs itself.

`TableQueue` is all that huey knows of storing: what it is handed is a job that has been taken, and it keeps
nothing. So there is no second queue that could be lost or disagree, and no serializer that could be fed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from threading import Lock
from typing import Any, Final

from huey import Huey
from huey.api import Task
from huey.consumer import Consumer
from huey.storage import BlackHoleStorage
from sqlalchemy.exc import DBAPIError

from api.jobs import GRACE_SECONDS, files, register
from api.jobs.carrying import LOG, carry_out
from api.jobs.job import Job
from api.jobs.work import Kind
from api.place import Place
from ledger.errors import Unavailable

PATIENCE: Final = timedelta(seconds=20)
"""How long a worker may be silent before its job is taken from it."""
POLL_SECONDS: Final = 0.1
POLL_SECONDS_MAX: Final = 0.5
FILES_KEPT: Final = timedelta(days=7)
JOBS_KEPT: Final = timedelta(days=90)
SWEEP_SECONDS: Final = 600


class Worker:
    """Carries out the jobs of one place."""

    def __init__(self, place: Place, kinds: Mapping[str, Kind], patience: timedelta = PATIENCE) -> None:
        self.place = place
        self._kinds = kinds
        self._patience = patience
        self._held: dict[str, Job] = {}
        self._lock = Lock()  # over what is held and when was swept last
        self._swept = float("-inf")

    def step(self) -> bool:
        """Take one job and carry it out; False when there is nothing to do."""
        taken = self.take()
        if taken:
            self.carry(taken)
        return taken is not None

    def take(self) -> Job | None:
        """Take a job, if there is one."""
        self._sweep()
        taken = register.take(self.place.engine, self.place.clock(), self._patience)
        if taken:
            with self._lock:
                self._held[taken.id] = taken
        return taken

    def carry(self, taken: Job) -> None:
        """Carry out what was taken."""
        try:
            carry_out(self.place, taken, self._kinds)
        finally:
            with self._lock:
                self._held.pop(taken.id, None)

    def run(self, threads: int, grace_seconds: float = GRACE_SECONDS) -> None:
        """Work until told to stop by SIGTERM or SIGINT; what does not end within the grace waits again."""
        logging.getLogger("huey").setLevel(logging.WARNING)  # what it does is told by what it carries
        consumer = Consumer(
            _Executor(self),
            workers=threads,
            periodic=False,
            initial_delay=POLL_SECONDS,
            max_delay=POLL_SECONDS_MAX,
            scheduler_interval=60,
            check_worker_health=True,
            shutdown_timeout=grace_seconds,
            graceful_signal="TERM",
        )
        consumer.run()
        self.put_back()

    def put_back(self) -> None:
        """Let wait again what is still being carried out."""
        with self._lock:
            held = list(self._held.values())
        for each in held:
            register.put_back(self.place.engine, each)

    def _sweep(self) -> None:
        """Now and then forget what is old."""
        with self._lock:
            if time.monotonic() < self._swept + SWEEP_SECONDS:
                return
            self._swept = time.monotonic()
        now = self.place.clock()
        register.forget(self.place.engine, now - FILES_KEPT, now - JOBS_KEPT)
        files.sweep(self.place.settings.files, register.files_of(self.place.engine))


class TableQueue(BlackHoleStorage):  # type: ignore[misc]  # huey ships no types
    """A queue that gives out what it takes from the table, and takes in nothing."""

    blocking = False

    def __init__(self, name: str, worker: Worker) -> None:
        super().__init__(name)
        self._worker = worker

    def dequeue(self) -> Job | None:
        """A job that is this worker's now."""
        try:
            return self._worker.take()
        except (DBAPIError, Unavailable) as error:
            LOG.warning("the table of jobs does not answer: %s", type(error).__name__)
            return None


class _Carrying(Task):  # type: ignore[misc]  # huey ships no types
    """A job that was taken, as huey executes it."""

    def __init__(self, worker: Worker, taken: Job) -> None:
        super().__init__(id=f"{taken.id}-{taken.attempt}")
        self._worker, self._taken = worker, taken

    def execute(self) -> None:
        self._worker.carry(self._taken)


class _Executor(Huey):  # type: ignore[misc]  # huey ships no types
    """Huey without a store: a taken job goes from the table to the thread that carries it out."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        super().__init__("khlang", results=False, storage_class=TableQueue, worker=worker)

    def deserialize_task(self, data: Any) -> _Carrying:  # noqa: ANN401 - as huey has it; a Job
        """Nothing was serialized."""
        return _Carrying(self._worker, data)
