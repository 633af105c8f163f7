"""Store: the only writer. Lock the head, load what a batch names, judge, append; the caller commits.

`write` runs inside a transaction that `writing` opened: the head row is locked first, so writers of
one book queue, in one process or many, and no deadlock is possible.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, insert

from ledger.buckets import Bucket
from ledger.commands import OpenBook
from ledger.databases import WRITING
from ledger.dialects import DIALECTS, Wanted
from ledger.entries import Entry, Request
from ledger.loading import Loader, load_reference, wanted_by
from ledger.projection import project
from ledger.rules import Outcome, Reference, State, beyond, mentioned, receive
from ledger.seal import EMPTY_ROOT, Frontier, StoredHashes, completed_tiles
from ledger.tables import book as book_table
from ledger.tables import tile as tile_table


class Asked(NamedTuple):
    """One request and who asks it."""

    request: Request
    actor: str


Holds = Callable[[Connection, State], None]
"""What must hold as a batch is judged, under the lock on the head; it raises where it does not."""


class Terms(NamedTuple):
    """How a batch is written: each request by itself, or `together`: all of them or nothing."""

    together: bool = False
    holds: Holds | None = None


EACH: Final = Terms()


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose transactions take the write lock at once; the caller begins and commits."""
    with engine.connect() as connection:
        yield connection.execution_options(**{WRITING: True})


class Store:
    """The writer of one book; keeps what the reference entries say between batches."""

    def __init__(self, book: str, dialect: str) -> None:
        self.book = book
        self._dialect = DIALECTS[dialect]
        self._reference = Reference()

    def forget(self) -> None:
        """Drop what was learnt: a batch that did not commit may have taught what is not so."""
        self._reference = Reference()

    def write(
        self, connection: Connection, batch: Sequence[Asked], recorded_at: str, terms: Terms = EACH
    ) -> list[Outcome]:
        """Judge a batch in order and append what it makes; the transaction is the caller's."""
        loader, state, frontier = self._open(connection, batch, recorded_at)
        size = state.size
        _uphold(terms, connection, state, batch, recorded_at)
        judging = _together if terms.together else _each
        outcomes = judging(state, batch, recorded_at)
        made = [e for o in outcomes if not o.replayed for e in o.entries if e.seq > size]
        if made:
            self._append(connection, loader, made, frontier)
        return outcomes

    def try_out(
        self, connection: Connection, batch: Sequence[Asked], recorded_at: str, terms: Terms = EACH
    ) -> list[Outcome]:
        """Judge a batch as `write` would, and append nothing."""
        _, state, _ = self._open(connection, batch, recorded_at)
        _uphold(terms, connection, state, batch, recorded_at)
        return _each(state.above(), batch, recorded_at)

    def _open(
        self, connection: Connection, batch: Sequence[Asked], recorded_at: str
    ) -> tuple[Loader, State, Frontier]:
        """Lock the head and load what the batch names.

        The buckets are first guessed from the requests alone, so that they come with the rest; those
        of a request that says too little by itself are loaded once its documents are there.
        """
        guesses = self._buckets(State(self.book, self._reference), batch, recorded_at)
        loader = Loader(connection, self.book, self._dialect)
        head = self._head(connection, loader, wanted_by(batch, (b for guess in guesses for b in guess)))
        size, reference_seq, frontier = head
        stale = self._reference.seq != reference_seq
        if stale:
            self._reference = load_reference(connection, self.book, reference_seq)
        state = State(self.book, self._reference, size, loader)
        vague = [asked for asked, guess in zip(batch, guesses, strict=True) if stale or not guess]
        if size and vague:
            loader.foresee(
                lambda: (b for buckets in self._buckets(state, vague, recorded_at) for b in buckets)
            )
        return loader, state, Frontier.from_bytes(size, frontier)

    def _buckets(self, state: State, batch: Sequence[Asked], recorded_at: str) -> list[list[Bucket]]:
        return [mentioned(state, asked.request, asked.actor, recorded_at) for asked in batch]

    def _head(self, connection: Connection, loader: Loader, wanted: Wanted) -> tuple[int, int, bytes]:
        head = loader.open(wanted)
        if head is None:
            self._dialect.start_head(connection, self.book, EMPTY_ROOT)
            head = loader.open(wanted) or (0, 0, b"")
        return head

    def _append(self, connection: Connection, loader: Loader, made: list[Entry], frontier: Frontier) -> None:
        rows = project(made, loader.holding)
        leaves = [row.leaf_hash for row in rows.entries]
        sealed = frontier.extend(leaves)
        head = (sealed.size, sealed.root(), sealed.to_bytes(), self._reference.seq)
        self._dialect.write(connection, self.book, rows, head)
        self._tiles(connection, loader, frontier.size, sealed.size)
        first = made[0].command
        if isinstance(first, OpenBook) and not made[0].refused:
            opened = made[0].request.effective_on.isoformat()
            values = {"book": self.book, "name": first.name_th, "currency": first.currency, "opened": opened}
            connection.execute(insert(book_table).values(values))

    def _tiles(self, connection: Connection, loader: Loader, old: int, new: int) -> None:
        """Keep the tiles that this batch filled; the leaves are in the entry table by now."""
        if old >> 8 == new >> 8:
            return
        stored = StoredHashes(old, loader.leaves, loader.tiles)
        for tile in completed_tiles(old, new, stored.read):
            values = {"book": self.book, "level": tile.level, "index": tile.index, "hashes": tile.hashes}
            connection.execute(insert(tile_table).values(values))


def _uphold(
    terms: Terms, connection: Connection, state: State, batch: Sequence[Asked], recorded_at: str
) -> None:
    """Ask whether the terms hold, unless all was answered before: a lost answer is told again as it was.

    Of a request that is beyond the actor's reach they would tell what the answer does not.
    """
    if terms.holds is None or all(state.posted(asked.actor, asked.request.key) for asked in batch):
        return
    if not any(beyond(state, *asked, recorded_at) for asked in batch):
        terms.holds(connection, state)


def _each(state: State, batch: Sequence[Asked], recorded_at: str) -> list[Outcome]:
    """Each request judged by itself, after those before it."""
    return [receive(state, *asked, recorded_at) for asked in batch]


def _together(state: State, batch: Sequence[Asked], recorded_at: str) -> list[Outcome]:
    """The same on a layer above, which is taken in whole, or not at all when one request is refused.

    Then nothing is made of any of them, the refusals included: what was refused after entries that never
    came to be is evidence of nothing.
    """
    outcomes = _each(state.above(), batch, recorded_at)
    if any(outcome.refusal for outcome in outcomes):
        return [Outcome(refusal=outcome.refusal) for outcome in outcomes]
    for entry in (entry for outcome in outcomes for entry in outcome.entries if entry.seq > state.size):
        state.apply(entry)
    return outcomes
