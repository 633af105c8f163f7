"""Standing runs: the runs on record and what has touched each since, read from the entries that tell.

A list of runs must not cost the whole journal. Runs and their signatures are found by index; whether a
signed one still stands is asked of the entries after the position it read, each of which is looked at
once in the life of a process: an entry never changes, so what was found never does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial

from sqlalchemy import Connection, select

from ledger import queries
from ledger.entries import Entry, read_entry
from ledger.rules.bearing import touches
from ledger.tables import document, entry
from ledger.wall import about
from reconciliation.runs.run import Run, runs


@dataclass(frozen=True, slots=True)
class Seen:
    """Up to which position entries were looked at, and the first that touches the run (0: none)."""

    position: int
    touched_by: int = 0


class StandingRuns:
    """The runs of the books of a place; safe to share between threads."""

    def __init__(self) -> None:
        """Nothing was looked at yet."""
        self._seen: dict[tuple[str, int], Seen] = {}
        self._lock = threading.Lock()

    def runs(self, connection: Connection, book: str) -> tuple[Run, ...]:
        """Every run of a book, in order of recording, as `reconciliation.runs.run.runs` tells them.

        Of a run without its last signature `touched_by` is not looked for, as nothing says it.
        """
        return tuple(self._standing(connection, book, run) for run in runs(_told(connection, book)))

    def run(self, connection: Connection, book: str, number: str) -> Run | None:
        """The run of a number."""
        for run in runs(_told(connection, book, number)):
            return self._standing(connection, book, run)
        return None

    def _standing(self, connection: Connection, book: str, run: Run) -> Run:
        if not run.signed:
            return run
        with self._lock:
            seen = self._seen.get((book, run.seq), Seen(run.position))
            if not seen.touched_by:
                seen = _look_on(connection, book, run, seen)
                self._seen[book, run.seq] = seen
        return replace(run, touched_by=seen.touched_by)


def _told(connection: Connection, book: str, number: str = "") -> list[Entry]:
    """The records of runs (of one, when it is named) and their signatures, in order."""
    about(connection, book)
    d, e = document.c, entry.c
    which = (d.number == number,) if number else ()
    records = select(d.seq).where(d.book == book, d.kind == "record_run", *which)
    told = select(e.seq, e.body).where(e.book == book)
    signed = told.where(e.refers_to.in_(records), e.refers_to > 0, e.kind == "sign_off")
    found = [*connection.execute(told.where(e.seq.in_(records))), *connection.execute(signed)]
    return [read_entry(row.body) for row in sorted(found, key=lambda row: row.seq)]


def _look_on(connection: Connection, book: str, run: Run, seen: Seen) -> Seen:
    """Look at the entries after those that were seen, up to the first that touches the run."""
    at = cache(partial(_entry, connection, book))
    position = seen.position
    for later in _after(connection, book, seen.position):
        position = later.seq
        if touches(later, run.on, at, run.number):
            return Seen(position, position)
    return Seen(position)


def _after(connection: Connection, book: str, position: int) -> Iterator[Entry]:
    return queries.entries(connection, book, position + 1)


def _entry(connection: Connection, book: str, seq: int) -> Entry | None:
    return next(queries.entries(connection, book, seq, seq), None) if seq else None
