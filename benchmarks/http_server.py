"""Server: `khlang serve` and the bare routes, each in processes of its own, and the CPU they take."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.access.tokens import issue
from benchmarks.book import ACTOR, BOOK
from benchmarks.http_load import Target
from benchmarks.places import engine_of
from ledger.posting import utc_now

# The defaults of `khlang serve`.
WORKERS: Final = 1
THREADS: Final = 16
KHLANG: Final = ("-c", "from api.cli import main; main()")
START_SECONDS: Final = 30
_TICKS: Final = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers, and the process that leads its workers."""

    target: Target
    process: int

    def cpu(self) -> float:
        """CPU seconds of its processes so far (the database's own, but for SQLite, are not among them)."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text("ascii").split()
        return sum(_cpu_of(number) for number in children)


def _cpu_of(process: str) -> float:
    fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def serving(url: str, *words: str) -> Iterator[Served]:
    """`khlang serve` over a database, asked with a token of the book's first person."""
    token, port = token_of(url, ACTOR), free_port()
    command = [*KHLANG, "--database", url, "--book", BOOK, "serve", "--bind", f"127.0.0.1:{port}", *words]
    with _running(command, Target(port, token)) as served:
        yield served


def token_of(url: str, actor: str) -> str:
    """A token of somebody."""
    with engine_of(url) as engine:
        return issue(engine, actor, by=ACTOR, now=utc_now())[1]


@contextmanager
def bare(address: str) -> Iterator[Served]:
    """The bare routes."""
    port = free_port()
    with _running(["-m", "benchmarks.http_bare", str(port), address], Target(port)) as served:
        yield served


@contextmanager
def _running(command: Sequence[str], target: Target) -> Iterator[Served]:
    with tempfile.TemporaryFile() as told:
        # One caller asks as fast as it can: the limit is looked at and never reached.
        environment = {**os.environ, "KHLANG_RATE": "1000000"}
        process = subprocess.Popen([sys.executable, *command], stdout=told, stderr=told, env=environment)
        try:
            _wait(process, target.port)
            yield Served(target, process.pid)
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until it listens; raises AssertionError when it ends or takes too long."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError("the server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not listen")


def free_port() -> int:
    """A port of this host that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
