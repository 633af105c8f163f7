"""Attempt: a try at a secret that can be guessed, counted before it is looked at and given back if right.

Counting first leaves nothing to many tries at the same moment. Three counts stand against guessing (OWASP
ASVS 5.0 V6.1.1, V6.3.1), each for 15 minutes:

    10  of a source at one account, so that nobody elsewhere is locked out by a stranger
   100  of a source at any account, against one password tried on many
    10  wrong codes beside the right password, from wherever: only who knows the password can fill it

An account that is not there is counted like one that is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, Update, and_, case, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from api.access.accounts import Account, name_of_slot
from api.access.lockout import FAILURES_MAX, LOCKED, seconds_left, slot_of, source_of
from api.access.tables import account, failure
from ledger.entries import timestamp
from ledger.errors import BadValue
from ledger.store import writing

SPRAYED_MAX: Final = 100
_ANY: Final = "any"  # no slot of lockout.py, which have three hexadecimal digits


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a try comes from and when, and where it is looked at: `key` is the file of the factor's key."""

    engine: Engine
    key: Path
    source: str
    now: datetime


class Denied(Exception):  # noqa: N818 - an answer, not a fault
    """A try that was not let in: `why` is for the log alone; `wait_seconds` when it was not looked at."""

    def __init__(self, why: str, wait_seconds: int = 0) -> None:
        self.why = why
        self.wait_seconds = wait_seconds
        super().__init__(why, wait_seconds)


@contextmanager
def attempt(visit: Visit, actor: str) -> Iterator[None]:
    """Count a try at an account; it is given back unless the body raises Denied. Raises Denied."""
    slots = {slot_of(name_of_slot(actor)): FAILURES_MAX, _ANY: SPRAYED_MAX}
    wait = _count(visit, slots)
    if wait:
        raise Denied("locked", wait)
    try:
        yield
    except BadValue:
        _give_back(visit, slots)  # what was asked for was no secret of this place
        raise
    _give_back(visit, slots)


def count_code(visit: Visit, found: Account | None) -> None:
    """Count a code beside the right password (`found`), or do the same work; raises Denied."""
    with writing(visit.engine) as connection, connection.begin():
        if found is None:
            connection.execute(_touched(visit))
            return
        times = connection.execute(_counted_code(visit, found.actor)).scalar_one()
    if times > FAILURES_MAX:
        raise Denied("codes_locked")


def _counted_code(visit: Visit, actor: str) -> ReturningUpdate[int]:
    quiet = account.c.failed_at <= timestamp(visit.now - LOCKED)
    full = account.c.failures > FAILURES_MAX
    times = case((quiet, 1), (full, account.c.failures), else_=account.c.failures + 1)
    at = case((and_(full, ~quiet), account.c.failed_at), else_=timestamp(visit.now))
    changed = update(account).where(account.c.actor == actor).values(failures=times, failed_at=at)
    return changed.returning(account.c.failures)


def _touched(visit: Visit) -> Update:
    own = and_(failure.c.source == source_of(visit.source), failure.c.slot == _ANY)
    return update(failure).where(own).values(times=failure.c.times)


def _count(visit: Visit, slots: dict[str, int]) -> int:
    """Count a try in each slot; how long to wait where one is full, and then nothing is counted."""
    with writing(visit.engine) as connection, connection.begin():
        wait = _wait(connection, visit, slots)
        if wait:
            return wait
        # In order, so that two tries never wait for each other.
        times = [connection.execute(_counted(visit, slot)).scalar_one() for slot in sorted(slots)]
    over = any(found > slots[slot] for slot, found in zip(sorted(slots), times, strict=True))
    return int(LOCKED.total_seconds()) if over else 0


def _wait(connection: Connection, visit: Visit, slots: dict[str, int]) -> int:
    own = and_(failure.c.source == source_of(visit.source), or_(*(failure.c.slot == slot for slot in slots)))
    rows = connection.execute(select(failure.c.slot, failure.c.times, failure.c.last_at).where(own)).all()
    return max((seconds_left(row.times, row.last_at, visit.now, slots[row.slot]) for row in rows), default=0)


def _counted(visit: Visit, slot: str) -> ReturningInsert[int]:
    at = timestamp(visit.now)
    old = failure.c.last_at <= timestamp(visit.now - LOCKED)
    kind = sqlite.insert if visit.engine.dialect.name == "sqlite" else postgresql.insert
    values = {"source": source_of(visit.source), "slot": slot, "times": 1, "last_at": at}
    changed = kind(failure).values(values).on_conflict_do_update(
        index_elements=["source", "slot"],
        set_={"times": case((old, 1), else_=failure.c.times + 1), "last_at": at},
    )  # fmt: skip
    return changed.returning(failure.c.times)


def _give_back(visit: Visit, slots: dict[str, int]) -> None:
    own = and_(failure.c.source == source_of(visit.source), failure.c.slot.in_(sorted(slots)))
    with writing(visit.engine) as connection, connection.begin():
        connection.execute(update(failure).where(own, failure.c.times > 0).values(times=failure.c.times - 1))
