"""Keeping: a worker that is started again when it dies, and ends with whoever started its keeper.

A keeper does nothing but wait, so that what kills a worker (a file that no memory is enough for, say) finds
nobody else.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Final

from api.jobs import GRACE_SECONDS

PAUSE_SECONDS: Final = 1.0
"""Between a death and the next start, so that what always dies at once does no more harm than that."""
_LOOK_SECONDS: Final = 0.2


def keep(database: str, workers: int, parent: int) -> None:
    """Run a worker again and again until told to stop, or until `parent` (0: nobody) is gone."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        worker = _started(database, "--workers", str(workers))
        while worker.poll() is None and not stop.wait(_LOOK_SECONDS):
            if _orphaned(parent):
                stop.set()
        if not stop.is_set():
            _tell(worker)
        _end(worker)
        stop.wait(PAUSE_SECONDS)


def _tell(worker: subprocess.Popen[bytes]) -> None:
    """Say in the log that a worker is gone: a negative number is the signal that killed it."""
    from api.logs import to_stderr  # noqa: PLC0415 - a keeper with nothing to tell waits for nothing to load

    to_stderr("warning")
    logging.getLogger("khlang.jobs").warning(
        "worker %d ended with %s; another is begun", worker.pid, worker.returncode
    )


@contextmanager
def kept_worker(database: str) -> Iterator[None]:
    """A kept worker beside what is done meanwhile; what is forked meanwhile leaves it alone."""
    own, keeper = os.getpid(), _started(database, "--keep")
    try:
        yield
    finally:
        if os.getpid() == own:
            _end(keeper)


def stop_without(parent: int) -> None:
    """Stop as SIGTERM does once `parent` is gone."""

    def look() -> None:
        while not _orphaned(parent):
            time.sleep(_LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    Thread(target=look, name="parent", daemon=True).start()


def _started(database: str, *words: str) -> subprocess.Popen[bytes]:
    """A process of ours that ends with this one; everybody could read an address among its words."""
    khlang = (sys.executable, "-c", "from api.cli import main; main()", "work")
    command = [*khlang, *words, "--parent", str(os.getpid())]
    environment = {**os.environ, "KHLANG_DATABASE": database}
    return subprocess.Popen(command, env=environment)  # noqa: S603 - our own program


def _orphaned(parent: int) -> bool:
    return bool(parent) and os.getppid() != parent


def _end(process: subprocess.Popen[bytes]) -> None:
    """Tell a process to stop, and make it stop where it does not."""
    process.terminate()
    try:
        process.wait(GRACE_SECONDS + 5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
