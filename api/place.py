"""Place: what a serving process keeps: the database, a journal per book, and what reference entries say."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, select

from api.standing_runs import StandingRuns
from ledger.entries import recorded_day, timestamp
from ledger.loading import load_reference
from ledger.posting import Journal, utc_now
from ledger.rules import Reference
from ledger.settings import Settings
from ledger.tables import head
from ledger.wall import about
from reconciliation.statement import Statement


class Stand(NamedTuple):
    """How far a book has come: number of entries, and the last that is a reference entry."""

    book: str
    size: int
    reference_seq: int


# Made once: it is part of every request.
_STAND: Final = select(head.c.book, head.c.size, head.c.reference_seq).where(head.c.book == bindparam("book"))
ANSWERS_MAX: Final = 256
STATEMENTS_MAX: Final = 4
ANSWER_BYTES_MAX: Final = 2**18


class Answer(NamedTuple):
    """The body of an answer, and where the next page is ("": nowhere)."""

    body: bytes
    link: str


class Place:
    """One database and its books; safe to share between threads."""

    def __init__(self, engine: Engine, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        self.engine = engine
        self.settings = settings
        self.clock = clock
        self._journals: dict[str, Journal] = {}
        self._references: dict[str, Reference] = {}
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._statements: dict[Hashable, Statement] = {}
        self.standing_runs = StandingRuns()
        # Over the journals, of which two of one book would not share commits, and the answers.
        self._lock = threading.Lock()
        self._making = threading.Lock()  # over the statements, which take seconds

    def today(self) -> date:
        """The day in Bangkok."""
        return recorded_day(timestamp(self.clock()))

    def journal(self, book: str) -> Journal:
        """Where requests to a book are posted."""
        with self._lock:
            if book not in self._journals:
                self._journals[book] = Journal(self.engine, book, self.clock)
            return self._journals[book]

    def stand(self, connection: Connection, book: str) -> Stand | None:
        """How far a book has come; the transaction is about this book from here on."""
        about(connection, book)
        row = connection.execute(_STAND, {"book": book}).one_or_none()
        return Stand(*row) if row else None

    def reference(self, connection: Connection, stand: Stand) -> Reference:
        """What the reference entries of a book say up to where it stands; not to be changed."""
        known = self._references.get(stand.book)
        if known is None or known.seq != stand.reference_seq:
            known = load_reference(connection, stand.book, stand.reference_seq)
            self._references[stand.book] = known
        return known

    def answer(self, key: Hashable) -> Answer | None:
        """What was answered under a key, if it is still kept."""
        with self._lock:
            return self._answers.get(key)

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer for whoever asks the same at the same position; the oldest one goes."""
        if len(answer.body) > ANSWER_BYTES_MAX:
            return
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > ANSWERS_MAX:
                self._answers.popitem(last=False)

    def statement(self, key: Hashable, make: Callable[[], Statement]) -> Statement:
        """The statement of a key, made once; a few are kept."""
        with self._making:
            if key not in self._statements:
                while len(self._statements) >= STATEMENTS_MAX:
                    del self._statements[next(iter(self._statements))]
                self._statements[key] = make()
            return self._statements[key]
