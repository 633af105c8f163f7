"""Posting: many callers, one commit. The first caller leads and posts for all who wait.

There is no writer thread and nobody waits for company: a lone caller posts at once. Callers are
answered after COMMIT and never before. An error out of COMMIT leaves the outcome unknown; then the
same batch is judged again on a fresh connection, whose lock on the head waits until the doubtful
transaction is over, and every idempotency key that did get in is answered from the journal.
"""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Protocol, cast

from sqlalchemy import Connection, Engine, RootTransaction
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ledger.collector import uncollected
from ledger.commands.fields import check
from ledger.entries import Request, timestamp
from ledger.errors import Unavailable
from ledger.rules import Outcome
from ledger.store import EACH, Asked, Holds, Store, Terms, writing

BATCH_MAX: Final = 256
ATTEMPTS: Final = 5
PAUSE_MILLISECONDS: Final = 50


def utc_now() -> datetime:
    """The writer's clock."""
    return datetime.now(UTC)


class Watch(Protocol):
    """Who counts what is posted; a commit waits for neither answer, so both are short."""

    def waited(self, seconds: Sequence[float]) -> None:
        """Callers whose requests are posted together waited so long for their turn, each."""

    def written(self, requests: int, entries: int, seconds: float) -> None:
        """So many requests were judged in one transaction, which took so long and made so many entries."""


class _Ticket:
    """One waiting caller: what is asked, and later the answer, the error, or the lead."""

    __slots__ = ("_gate", "asked", "came", "error", "outcome")

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.came = time.perf_counter()
        self.outcome: Outcome | None = None
        self.error: BaseException | None = None
        self._gate = threading.Lock()
        self._gate.acquire()

    def wait(self) -> None:
        """Sleep until answered or promoted."""
        self._gate.acquire()

    def wake(self) -> None:
        """Let the caller go on."""
        self._gate.release()

    @property
    def done(self) -> bool:
        return self.outcome is not None or self.error is not None

    def result(self) -> Outcome:
        """The answer; raises what stopped the batch."""
        if self.error is not None:
            raise self.error
        if self.outcome is None:
            raise AssertionError("a caller was woken without an answer")
        return self.outcome


class Journal:
    """Posts requests to one book of one database; safe to share between threads."""

    def __init__(self, engine: Engine, book: str, clock: Callable[[], datetime] = utc_now) -> None:
        self.engine = engine
        self.book = book
        self.watch: Watch | None = None
        self._clock = clock
        self._store = Store(book, engine.dialect.name)
        self._queue: deque[_Ticket] = deque()
        self._lock = threading.Lock()  # over the queue
        self._led = False
        self._shared = False  # whether the last batch held several; only who leads looks at it
        self._desk = threading.Lock()  # over the store: one batch at a time in this process

    def post(self, request: Request, actor: str, holds: Holds | None = None) -> Outcome:
        """Post one request and return once it is on disk, or refused.

        What it `holds` is asked in the transaction that posts, when nobody else can write any more; a
        request of which it does not hold leaves no trace. It shares no commit with others.
        Raises Unavailable when the database cannot answer: `not_recorded` (nothing happened) or
        `outcome_unknown` (ask again under the same key); and what `holds` raises.
        """
        if holds:
            return self._write([Asked(request, _named(actor))], Terms(holds=holds))[0]
        ticket = _Ticket(Asked(request, _named(actor)))
        with self._lock:
            self._queue.append(ticket)
            leads, self._led = not self._led, True
        if not leads:
            ticket.wait()
        if not ticket.done:
            self._lead(ticket)
        return ticket.result()

    def post_all(self, requests: Sequence[Request], actor: str) -> list[Outcome]:
        """Post requests in order, up to 256 to a commit; each is done or refused on its own."""
        name = _named(actor)
        asked = [Asked(request, name) for request in requests]
        parts = (asked[start : start + BATCH_MAX] for start in range(0, len(asked), BATCH_MAX))
        with uncollected():
            return [outcome for part in parts for outcome in self._write(part)]

    def post_together(self, requests: Sequence[Request], actor: str) -> list[Outcome]:
        """Post requests in order, all in one commit however many, or none of them when one is refused.

        Then nothing is written, and the outcome of a request that was not refused is empty.
        """
        name = _named(actor)
        with uncollected():
            return self._write([Asked(request, name) for request in requests], Terms(together=True))

    def dry_run(self, requests: Sequence[Request], actor: str, holds: Holds | None = None) -> list[Outcome]:
        """What `post` or `post_all` would answer now; nothing is written."""
        name = _named(actor)
        asked = [Asked(request, name) for request in requests]
        with self._desk, writing(self.engine) as connection:
            transaction = connection.begin()
            try:
                return self._store.try_out(connection, asked, timestamp(self._clock()), Terms(holds=holds))
            finally:
                transaction.rollback()

    def _lead(self, own: _Ticket) -> None:
        """Post for everybody who waits, then give the lead to the next in the queue."""
        batch = self._gather()
        now = time.perf_counter()
        try:
            self._answer(batch)
        finally:
            for ticket in batch:
                if not ticket.done:  # the leader was interrupted, on this side of COMMIT or the other
                    ticket.error = Unavailable("outcome_unknown")
                if ticket is not own:
                    ticket.wake()
            with self._lock:
                self._led = bool(self._queue)
                if self._queue:
                    self._queue[0].wake()
        if self.watch:
            self.watch.waited([now - ticket.came for ticket in batch])

    def _gather(self) -> list[_Ticket]:
        """Take what waits.

        The callers of a shared batch, just answered, are often on their way back: as long as they
        arrive they are let in first, or every other commit would be for one of them. This gives
        other threads their turn and is no pause; after a batch of one there is not even that.
        """
        waiting = 0
        while self._shared and waiting < len(self._queue) < BATCH_MAX:
            waiting = len(self._queue)
            time.sleep(0)
        with self._lock:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), BATCH_MAX))]
        self._shared = len(batch) > 1
        return batch

    def _answer(self, batch: Sequence[_Ticket]) -> None:
        """Give every ticket its outcome; an error that is not the database's stays with its request."""
        try:
            for ticket, outcome in zip(batch, self._write([t.asked for t in batch]), strict=True):
                ticket.outcome = outcome
        except Exception as error:  # noqa: BLE001 - whoever waits must be told, whatever it is
            if len(batch) == 1 or isinstance(error, Unavailable):
                for ticket in batch:
                    ticket.error = error
                return
            for ticket in batch:
                self._answer([ticket])

    # ── writing ──

    def _write(self, batch: Sequence[Asked], terms: Terms = EACH) -> list[Outcome]:
        """Judge and commit a batch; retry what a fresh attempt can settle; raises Unavailable."""
        begun, recorded_at = time.perf_counter(), timestamp(self._clock())
        doubtful: list[Outcome] | None = None
        error: BaseException | None = None
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._desk:
                    outcomes = self._attempt(batch, recorded_at, terms)
            except _Doubt as doubt:
                doubtful = doubt.outcomes
                error = doubt
            except DBAPIError as failure:
                error = failure
                if not _may_pass(failure):
                    break
            except PoolTimeout as failure:  # it has waited long enough for a connection already
                error = failure
                break
            else:
                if self.watch:
                    self.watch.written(len(batch), _entries(outcomes), time.perf_counter() - begun)
                return _as_first_seen(outcomes, doubtful)
            time.sleep(random.randrange(PAUSE_MILLISECONDS * 2**attempt) / 1000)  # noqa: S311 - jitter, no secret
        if doubtful is not None:
            return self._settle(batch, doubtful, recorded_at)
        raise Unavailable("not_recorded") from error

    def _settle(self, batch: Sequence[Asked], doubtful: list[Outcome], recorded_at: str) -> list[Outcome]:
        """After the last doubtful COMMIT: the answer found in the journal, or that nothing was recorded."""
        try:
            with self._desk, writing(self.engine) as connection:
                transaction = connection.begin()
                try:
                    found = self._store.try_out(connection, batch, recorded_at)
                finally:
                    transaction.rollback()
        except DBAPIError as failure:
            raise Unavailable("outcome_unknown") from failure
        if not all(now.replayed for now, then in zip(found, doubtful, strict=True) if _makes([then])):
            raise Unavailable("not_recorded")
        return _as_first_seen(found, doubtful)

    def _attempt(self, batch: Sequence[Asked], recorded_at: str, terms: Terms) -> list[Outcome]:
        try:
            with writing(self.engine) as connection:
                transaction = connection.begin()
                try:
                    outcomes = self._store.write(connection, batch, recorded_at, terms)
                except BaseException:
                    transaction.rollback()
                    raise
                if _makes(outcomes):
                    self._commit(connection, transaction, outcomes)
                else:  # an answer that writes nothing is never in doubt
                    transaction.rollback()
                return outcomes
        except BaseException:
            self._store.forget()
            raise

    def _commit(self, connection: Connection, transaction: RootTransaction, outcomes: list[Outcome]) -> None:
        """Commit; any error here leaves the outcome unknown, and the connection is given up."""
        try:
            transaction.commit()
        except Exception as error:
            with suppress(DBAPIError):
                connection.invalidate()
            raise _Doubt(outcomes) from error


class _Doubt(Exception):  # noqa: N818 - a state of knowledge, never shown
    """COMMIT raised: the batch is on disk or not. `outcomes` are what it would have answered."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self.outcomes = outcomes
        super().__init__("commit outcome unknown")


def _may_pass(failure: DBAPIError) -> bool:
    """Whether the same batch may succeed on a fresh connection, told by SQLSTATE (or by SQLite)."""
    if failure.connection_invalidated:
        return True
    state = getattr(failure.orig, "sqlstate", None)
    if state is not None:
        return state in RETRYABLE or state[:2] in RETRYABLE_CLASSES
    return getattr(failure.orig, "sqlite_errorcode", None) in SQLITE_BUSY


RETRYABLE: Final = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03"})
RETRYABLE_CLASSES: Final = frozenset({"08"})
SQLITE_BUSY: Final = frozenset({5, 261, 517})


def _named(actor: str) -> str:
    """The actor's id as the journal keeps it (NFC); raises BadValue."""
    return cast("str", check(actor, "actor", "actor", optional=False))


def _makes(outcomes: Sequence[Outcome]) -> bool:
    """Whether any outcome has entries of its own to write."""
    return any(outcome.entries and not outcome.replayed for outcome in outcomes)


def _entries(outcomes: Sequence[Outcome]) -> int:
    """How many entries the outcomes have of their own."""
    return sum(len(outcome.entries) for outcome in outcomes if not outcome.replayed)


def _as_first_seen(outcomes: list[Outcome], doubtful: list[Outcome] | None) -> list[Outcome]:
    """An answer found in the journal after a doubtful COMMIT is no repeat to the one who asked."""
    if doubtful is None:
        return outcomes
    return [
        replace(now, replayed=now.replayed and before.replayed)
        for now, before in zip(outcomes, doubtful, strict=True)
    ]
