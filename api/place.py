"""Place: what a serving process keeps: the database, a journal per book, and what reference entries say."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, bindparam, select

from api.glances import Glances
from api.names import Names, names_of
from api.prepared import Prepared
from api.standing_runs import StandingRuns
from ledger.entries import recorded_day, timestamp
from ledger.loading import load_reference
from ledger.posting import Journal, Watch, utc_now
from ledger.queries import books
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


_STAND: Final = Prepared(
    select(head.c.book, head.c.size, head.c.reference_seq).where(head.c.book == bindparam("book"))
)
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
        self.watch: Watch | None = None  # counts what is posted here
        self._journals: dict[str, Journal] = {}
        self._references: dict[str, Reference] = {}
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._statements: dict[Hashable, Statement] = {}
        self._names: Names | None = None
        self.glances = Glances(engine)
        self.standing_runs = StandingRuns()
        # Over the journals, of which two of one book would not share commits, and the answers.
        self._lock = threading.Lock()
        self._making = threading.Lock()  # over the statements, which take seconds

    @property
    def names(self) -> Names:
        """What entries are called here; asked of the database once."""
        if self._names is None:
            with self.engine.connect() as connection:
                self._names = names_of(connection)
        return self._names

    def today(self) -> date:
        """The day in Bangkok."""
        return recorded_day(timestamp(self.clock()))

    def journal(self, book: str) -> Journal:
        """Where requests to a book are posted."""
        with self._lock:
            if book not in self._journals:
                self._journals[book] = Journal(self.engine, book, self.clock)
                self._journals[book].watch = self.watch
            return self._journals[book]

    def stand(self, connection: Connection, book: str, units: Iterable[str] | None = None) -> Stand | None:
        """How far a book has come; the transaction is about this book (and these units) from here on."""
        about(connection, book, units)
        (row,) = _STAND.rows(connection, book=book) or (None,)
        return Stand(*row) if row else None

    def stands(self, connection: Connection) -> Iterator[Stand]:
        """How far each book has come, one book after the other, as a wall has it."""
        found = (self.stand(connection, row.book) for row in books(connection))
        return filter(None, found)

    def reference(self, connection: Connection, stand: Stand) -> Reference:
        """What the reference entries of a book say up to where it stands; not to be changed."""
        known = self.known(stand)
        if known is None:
            known = load_reference(connection, stand.book, stand.reference_seq)
            self._references[stand.book] = known
        return known

    def known(self, stand: Stand) -> Reference | None:
        """The same, if it is known without asking."""
        known = self._references.get(stand.book)
        return known if known and known.seq == stand.reference_seq else None

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
