"""Carrying: one job from taken to ended, whatever happens on the way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from errno import EDQUOT, EFBIG, ENOSPC
from typing import Final

from sqlalchemy.exc import DBAPIError

from api.jobs import files, register
from api.jobs.job import CANCELLED, Job, Kept, Problem
from api.jobs.work import Cancelled, Kind, Lost, Made, Progress, Work
from api.place import Place
from api.problems import edge, problem_of
from ledger.errors import Unusable

LOG: Final = logging.getLogger("khlang.jobs")
BEAT_SECONDS: Final = 1.0
_FULL: Final = frozenset({ENOSPC, EDQUOT, EFBIG})


def carry_out(place: Place, held: Job, kinds: Mapping[str, Kind]) -> None:
    """Do a job that was taken, and set down how it ended; no error leaves here but that of the database."""
    LOG.info("job %s begins: %s of %s, attempt %s", held.id, held.kind, held.actor, held.attempt)
    _carry_out(place, held, kinds)
    LOG.info("job %s is over", held.id)


def _carry_out(place: Place, held: Job, kinds: Mapping[str, Kind]) -> None:
    told = Progress()
    try:
        with _beating(place, held, told), files.making(place.settings.files) as folder:
            work = Work(place=place, job=held, folder=folder, told=told)
            work.scope()
            _done(work, kinds[held.kind](work))
    except Cancelled:
        register.end(place.engine, held, {"state": CANCELLED}, place.clock())
    except Lost:
        LOG.warning("job %s was taken by another worker", held.id)
    except Exception as error:  # noqa: BLE001 - whatever it is, its owner is told
        _failed(place, held, error)


def _done(work: Work, made: Made) -> None:
    place, held = work.place, work.job
    kept = _kept(work, made)
    ended = {**register.done_with(made.result, kept), "done": work.told.total, "total": work.told.total}
    if not register.end(place.engine, held, ended, place.clock()) and kept:
        files.discard(place.settings.files, kept)


def _kept(work: Work, made: Made) -> Kept | None:
    if made.file is None:
        return None
    return files.keep(work.place.settings.files, work.job, made.file, made.name, made.media_type)


def _failed(place: Place, held: Job, error: Exception) -> None:
    problem = trouble_of(error)
    if problem.status >= 500:  # noqa: PLR2004 - the class of a status
        # What a database error quotes are the values of a statement, which no log should hold.
        told = None if isinstance(error, DBAPIError) else error
        LOG.error("job %s %s: %s", held.id, problem.code, type(error).__name__, exc_info=told)
    register.end(place.engine, held, register.failed_with(problem), place.clock())


def trouble_of(error: Exception) -> Problem:
    """The problem of any error, which says nothing about the inside of this place, its paths included."""
    known = problem_of(error)
    if isinstance(error, OSError):
        known = edge("no_room" if error.errno in _FULL else "not_written")
    elif isinstance(error, Unusable) and error.code == "cannot_write":
        cause = error.__cause__
        full = isinstance(cause, OSError) and cause.errno in _FULL
        known = edge("no_room" if full else "not_written")
    return Problem(code=known.code, status=known.status, facts=known.facts)


@contextmanager
def _beating(place: Place, held: Job, told: Progress) -> Iterator[None]:
    """Tell every second that the job goes on and how far it is, and hear whether it should end."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                told.state = register.beat(place.engine, held, place.clock(), told.done, told.total)
            except DBAPIError as error:
                # A database that is busy for a while; if it lasts, another worker takes the job.
                LOG.warning("job %s: no beat: %s", held.id, type(error).__name__)

    heart = threading.Thread(target=beat, name=f"heart of {held.id}", daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()
