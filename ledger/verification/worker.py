"""Worker: another process that examines spans.

It hears (kind, address, book) once and then spans on its input, and answers each on its output. A
program of its own starts faster than a copy of whoever verifies, and shares no connection with it;
it speaks to the driver itself, because loading SQLAlchemy takes longer than examining 10,000 entries.
"""

from __future__ import annotations

import gc
import marshal
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from typing import IO, Any, Final

from ledger.verification.examination import COLUMNS, Examined, examine
from ledger.verification.report import Problem, Problems

ENTRIES: Final = (
    f"SELECT {', '.join(COLUMNS)} FROM entry"  # noqa: S608 - our own names
    " WHERE book = {0} AND seq BETWEEN {0} AND {0} ORDER BY seq"
)

START: Final = f"from {__name__} import main; main()"
LENGTH_BYTES: Final = 8
SECONDS_TO_END: Final = 60


class WorkerLost(Exception):  # noqa: N818 - an answer to who waits, who then does the work
    """The process did not start, or died; its work is still to be done."""


class Worker:
    """This side of a worker."""

    def __init__(self, kind: str, address: str, book: str) -> None:
        # The address may hold a password, so that it must not stand in the list of processes.
        self._process = subprocess.Popen(  # noqa: S603 - our own module in our own interpreter
            [sys.executable, "-c", START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        try:
            self._tell((kind, address, book))
        except WorkerLost:
            self.close()
            raise

    def examine(self, first: int, last: int) -> Examined:
        """What the entries `first` … `last` leave to be compared; raises WorkerLost."""
        self._tell((first, last))
        answer = hear(self._process.stdout)
        if answer is None:
            raise WorkerLost
        return unpacked(answer)

    def _tell(self, value: tuple[str | int, ...]) -> None:
        try:
            tell(self._process.stdin, value)
        except OSError as error:
            raise WorkerLost from error

    def close(self) -> None:
        """Let it end, wait until it has, and let go of its pipes."""
        with self._process:
            try:
                self._process.communicate(timeout=SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
            except OSError:  # what it should still have heard finds nobody
                self._process.kill()


def tell(pipe: IO[bytes] | None, value: tuple[Any, ...]) -> None:
    """Send one plain value."""
    if pipe is not None:
        sent = marshal.dumps(value)
        pipe.write(len(sent).to_bytes(LENGTH_BYTES, "big") + sent)
        pipe.flush()


def hear(pipe: IO[bytes] | None) -> Any:  # noqa: ANN401 - what the other side told
    """Receive one plain value; None once the other side is gone."""
    length = pipe.read(LENGTH_BYTES) if pipe is not None else b""
    if pipe is None or len(length) < LENGTH_BYTES:
        return None
    expected = int.from_bytes(length, "big")
    sent = pipe.read(expected)
    return marshal.loads(sent) if len(sent) == expected else None  # noqa: S302 - our own process sent it


def packed(found: Examined) -> tuple[Any, ...]:
    """An Examined as plain values, which go between processes five times faster than objects."""
    problems = [(problem.code, dict(problem.facts)) for problem in found.problems.kept]
    return (
        found.count,
        found.leaves,
        found.movements,
        found.documents,
        found.flows,
        found.reversals,
        found.reference_seq,
        problems,
        found.problems.more,
    )


def unpacked(sent: tuple[Any, ...]) -> Examined:
    """What `packed` made."""
    count, leaves, movements, documents, flows, reversals, reference_seq, problems, more = sent
    named = Problems([Problem(*problem) for problem in problems], more)
    return Examined(count, leaves, movements, documents, flows, reversals, reference_seq, named)


def main() -> None:
    """Examine spans until nobody asks any more."""
    gc.disable()  # see ledger.collector; nothing here lives longer than its span
    kind, address, book = hear(sys.stdin.buffer)
    rows_of = (_sqlite if kind == "sqlite" else _postgres)(address, book)
    while asked := hear(sys.stdin.buffer):
        first, last = asked
        tell(sys.stdout.buffer, packed(examine(book, rows_of(first, last), first, last)))


def _sqlite(address: str, book: str) -> Callable[[int, int], list[tuple[Any, ...]]]:
    connection = sqlite3.connect(address, timeout=SECONDS_TO_END)
    connection.execute("PRAGMA query_only = ON")
    query = ENTRIES.format("?")
    return lambda first, last: connection.execute(query, (book, first, last)).fetchall()


def _postgres(address: str, book: str) -> Callable[[int, int], list[tuple[Any, ...]]]:
    import psycopg  # noqa: PLC0415 - a worker on SQLite should not wait for it

    connection = psycopg.connect(address, autocommit=True)
    # See ledger/wall.py.
    connection.execute(
        "SELECT set_config('khlang.book', %s, false), set_config('khlang.units', '*', false)", (book,)
    )
    query = ENTRIES.format("%s").encode()
    return lambda first, last: connection.execute(query, (book, first, last), binary=True).fetchall()
