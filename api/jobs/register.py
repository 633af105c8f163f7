"""Register of jobs: entered, found, taken, told of and ended: every statement on their table.

Whoever changes a job that runs says which taking of it he holds (`attempt`); a later taking is another's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from api.access.scope import Scope
from api.jobs.job import (
    CANCELLED,
    CANCELLING,
    DONE,
    ENDED,
    FAILED,
    RUNNING,
    WAITING,
    Job,
    Kept,
    Problem,
    id_of,
)
from api.jobs.tables import job
from ledger import queries
from ledger.entries import timestamp
from ledger.errors import KeyReused
from ledger.store import writing
from ledger.wall import about

ATTEMPTS_MAX: Final = 5
"""Takings after which a job that never ended is given up: it may be what kills its workers."""
UNENDED_MAX: Final = 20
"""Jobs of one person in one book that have not ended."""
c = job.c


def find(connection: Connection, book: str, id_: str) -> Job | None:
    """A job by its id."""
    about(connection, book)
    row = connection.execute(select(job).where(c.book == book, c.id == id_)).one_or_none()
    return _job(row) if row else None


class QueueFull(Exception):  # noqa: N818 - a state of the queue, no error of ours
    """Somebody has as many jobs that have not ended as they may have."""


def enter(engine: Engine, asked: Job) -> Job:
    """Put a new job down, or find the one of its key.

    Raises KeyReused when that asks for something else, QueueFull when theirs are too many.
    """
    try:
        known = _entered(engine, asked)
    except IntegrityError:  # somebody asked the same at the same moment, and was faster
        known = _entered(engine, asked)
    if (known.kind, known.asked) != (asked.kind, asked.asked):
        raise KeyReused(key=asked.key, why="job")
    return known


def _entered(engine: Engine, asked: Job) -> Job:
    with writing(engine) as connection, connection.begin():
        _one_by_one(connection, asked)
        known = find(connection, asked.book, asked.id)
        if known is None:
            if unended(connection, asked.book, asked.actor) >= UNENDED_MAX:
                raise QueueFull
            connection.execute(insert(job).values(_row(asked)))
        return known or asked


def _one_by_one(connection: Connection, asked: Job) -> None:
    """Let nobody enter jobs beside themselves, or each would count those before it alone.

    SQLite has one writer anyway. In PostgreSQL others go on: the lock is of one person and book.
    """
    if connection.dialect.name == "postgresql":
        whose = func.hashtextextended(_json([asked.book, asked.actor]), 0)
        connection.execute(select(func.pg_advisory_xact_lock(whose)))


def a_job(  # noqa: PLR0913 - each is a column
    *, book: str, actor: str, key: str, kind: str, asked: Mapping[str, Any], scope: Scope, now: datetime
) -> Job:
    """A job that nobody has begun."""
    return Job(
        book=book, id=id_of(book, actor, key), actor=actor, key=key, kind=kind,
        asked=json.loads(_json(asked)), scope=scope, state=WAITING, attempt=0, done=0, total=0,
        problem=None, result={}, file=None, asked_at=timestamp(now), started_at="", ended_at="",
    )  # fmt: skip


def jobs_of(connection: Connection, book: str, actor: str, before: tuple[str, str], limit: int) -> list[Job]:
    """Jobs of somebody, the newest first, before a time and an id (("", ""): from the newest)."""
    about(connection, book)
    query = select(job).where(c.book == book, c.actor == actor)
    if before[0]:
        same = and_(c.asked_at == before[0], c.id < before[1])
        query = query.where((c.asked_at < before[0]) | same)
    return [
        _job(row) for row in connection.execute(query.order_by(c.asked_at.desc(), c.id.desc()).limit(limit))
    ]


def unended(connection: Connection, book: str, actor: str) -> int:
    """How many jobs of somebody have not ended."""
    about(connection, book)
    query = select(c.id).where(c.book == book, c.actor == actor, c.state.not_in(ENDED))
    return len(connection.execute(query).all())


# ── who carries them out ──


def take(engine: Engine, now: datetime, patience: timedelta) -> Job | None:
    """Take the oldest job of any book that waits, or whose worker was silent too long; None: there is none.

    One whose end was asked for, or that was taken too often, is ended instead.
    """
    for found in _takeable(engine, now, patience):
        taken = _taken(engine, found, now)
        if taken:
            return taken
    return None


def beat(engine: Engine, held: Job, now: datetime, done: int, total: int) -> str:
    """Tell that a job goes on and how far it is; answers its state, "" where another has taken it."""
    with writing(engine) as connection, connection.begin():
        about(connection, held.book)
        told = update(job).where(*_mine(held)).values(beat_at=timestamp(now), done=done, total=total)
        if not connection.execute(told).rowcount:
            return ""
        return str(connection.execute(select(c.state).where(*_mine(held))).scalar_one())


def end(engine: Engine, held: Job, ended: Mapping[str, Any], now: datetime) -> bool:
    """Set down how a job ended (columns of the table); False where it is no longer this taking's."""
    return _change(engine, held, {**ended, "ended_at": timestamp(now)})


def put_back(engine: Engine, held: Job) -> bool:
    """Let a job wait again, which stops here and has not ended."""
    return _change(engine, held, {"state": WAITING, "beat_at": ""}, c.state == RUNNING)


def cancel(engine: Engine, asked: Job, now: datetime) -> None:
    """Ask for the end of a job: one that waits ends at once, one that runs at its next step."""
    with writing(engine) as connection, connection.begin():
        about(connection, asked.book)
        this = (c.book == asked.book, c.id == asked.id)
        ended = {"state": CANCELLED, "ended_at": timestamp(now)}
        if not connection.execute(update(job).where(*this, c.state == WAITING).values(ended)).rowcount:
            connection.execute(update(job).where(*this, c.state == RUNNING).values(state=CANCELLING))


def files_of(engine: Engine) -> set[str]:
    """Every file that a job of this place still speaks of."""
    found: set[str] = set()
    for book in _books(engine):
        with engine.connect() as connection:
            about(connection, book)
            query = select(c.file).where(c.book == book, c.file != "")
            found |= set(connection.execute(query).scalars())
    return found


def forget(engine: Engine, files_before: datetime, jobs_before: datetime) -> None:
    """Forget the files of jobs that ended before a time, and the jobs that ended before another."""
    old = (c.state.in_(ENDED), c.ended_at < timestamp(files_before), c.file != "")
    for book in _books(engine):
        with writing(engine) as connection, connection.begin():
            about(connection, book)
            connection.execute(update(job).where(c.book == book, *old).values(file=""))
            gone = (c.book == book, c.state.in_(ENDED), c.ended_at < timestamp(jobs_before))
            connection.execute(delete(job).where(*gone))


def _takeable(engine: Engine, now: datetime, patience: timedelta) -> list[Job]:
    silent = and_(c.state.in_((RUNNING, CANCELLING)), c.beat_at < timestamp(now - patience))
    found: list[Job] = []
    for book in _books(engine):
        with engine.connect() as connection:
            about(connection, book)
            for which in (c.state == WAITING, silent):
                query = select(job).where(c.book == book, which).order_by(c.asked_at, c.id).limit(8)
                found += [_job(row) for row in connection.execute(query)]
    return sorted(found, key=lambda each: (each.asked_at, each.id))


def _taken(engine: Engine, found: Job, now: datetime) -> Job | None:
    """This job, if nobody was faster."""
    if found.state == CANCELLING:
        end(engine, found, {"state": CANCELLED}, now)
        return None
    if found.attempt >= ATTEMPTS_MAX:
        gave_up = {"code": "job_gave_up", "status": 500, "facts": {}}
        end(engine, found, {"state": FAILED, "problem": _json(gave_up)}, now)
        return None
    at = timestamp(now)
    taking = {
        "state": RUNNING,
        "attempt": found.attempt + 1,
        "started_at": at,
        "beat_at": at,
        "done": 0,
        "total": 0,
    }
    if not _change(engine, found, taking, c.state == found.state):
        return None
    with engine.connect() as connection:
        taken = find(connection, found.book, found.id)
    return taken if taken and taken.attempt == found.attempt + 1 else None


def _change(engine: Engine, held: Job, values: Mapping[str, Any], *when: ColumnElement[bool]) -> bool:
    with writing(engine) as connection, connection.begin():
        about(connection, held.book)
        return bool(connection.execute(update(job).where(*_mine(held), *when).values(values)).rowcount)


def _mine(held: Job) -> tuple[ColumnElement[bool], ...]:
    """The job, as long as it has not ended and nobody has taken it since."""
    return c.book == held.book, c.id == held.id, c.attempt == held.attempt, c.state.not_in(ENDED)


def _books(engine: Engine) -> Sequence[str]:
    with engine.connect() as connection:
        return [row.book for row in queries.books(connection)]


# ── rows ──


def done_with(result: Mapping[str, Any], kept: Kept | None) -> dict[str, Any]:
    """The columns of a job that was done."""
    file = {} if kept is None else {
        "file": kept.file, "file_name": kept.name, "media_type": kept.media_type, "sha256": kept.sha256,
        "size": kept.size,
    }  # fmt: skip
    return {"state": DONE, "result": _json(result), **file}


def failed_with(problem: Problem) -> dict[str, Any]:
    """The columns of a job that failed."""
    said = {"code": problem.code, "status": problem.status, "facts": dict(problem.facts)}
    return {"state": FAILED, "problem": _json(said)}


def _json(value: Mapping[str, Any] | Sequence[str]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _row(asked: Job) -> dict[str, Any]:
    units = "" if asked.scope.units is None else json.dumps(sorted(asked.scope.units), ensure_ascii=False)
    plain = {
        name: getattr(asked, name) for name in ("book", "id", "actor", "key", "kind", "state", "asked_at")
    }
    empty = dict.fromkeys(
        (
            "problem",
            "result",
            "file",
            "file_name",
            "media_type",
            "sha256",
            "started_at",
            "beat_at",
            "ended_at",
        ),
        "",
    )
    return {
        **plain,
        **empty,
        "asked": _json(asked.asked),
        "units": units,
        **dict.fromkeys(("attempt", "done", "total", "size"), 0),
    }


def _job(row: Row[*tuple[Any, ...]]) -> Job:
    units = Scope(frozenset(json.loads(row.units)) if row.units else None)
    kept = Kept(
        file=row.file, name=row.file_name, media_type=row.media_type, sha256=row.sha256, size=row.size
    ) if row.sha256 else None  # fmt: skip
    return Job(
        book=row.book, id=row.id, actor=row.actor, key=row.key, kind=row.kind, asked=json.loads(row.asked),
        scope=units, state=row.state, attempt=row.attempt, done=row.done, total=row.total,
        problem=Problem(**json.loads(row.problem)) if row.problem else None,
        result=json.loads(row.result) if row.result else {}, file=kept,
        asked_at=row.asked_at, started_at=row.started_at, ended_at=row.ended_at,
    )  # fmt: skip
