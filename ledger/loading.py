"""Loading: the database as the source of a state: a batch's facts in a few queries, the rest when asked.

What a batch names is loaded beforehand, what is absent included, in the statement that locks the
head; a rule that asks for more (a reversal's later entries, say) costs a query of its own and is
right all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Connection, select, text

from ledger.buckets import Bucket
from ledger.dialects import DIALECTS, Dialect, Found, Wanted
from ledger.documents import Document, claim_of, numbers_of
from ledger.entries import Entry, Request, read_entry
from ledger.rules import EMPTY, Holding, Reference
from ledger.tables import REFERENCE_KINDS, bucket, document, entry, quoted, tile
from ledger.wall import about

# A reversal by position looks for the entry, then for what refers to it, then for the buckets.
LOOKS_MAX: Final = 4
Wish = TypeVar("Wish", Bucket, int)


@dataclass(slots=True)
class _Wishes:
    """What rules mentioned, and what they looked for in vain; keys of a dict, because order is kept."""

    buckets: dict[Bucket, None] = field(default_factory=dict)
    entries: dict[int, None] = field(default_factory=dict)
    referred: dict[int, None] = field(default_factory=dict)
    looked: bool = False

    def look(self, kind: dict[Wish, None], what: Wish) -> None:
        """Note what was looked for."""
        kind[what] = None
        self.looked = True


class Loader:
    """A source of facts about one book as it stands in one transaction."""

    def __init__(self, connection: Connection, book: str, dialect: Dialect) -> None:
        self._connection = connection
        self._book = book
        self._dialect = dialect
        self._keys: dict[tuple[str, str], Entry | None] = {}
        self._documents: dict[tuple[str, str], tuple[Document, ...]] = {}
        self._claims: dict[tuple[str, str], tuple[Document, ...]] = {}
        self._holdings: dict[Bucket, Holding] = {}
        self._entries: dict[int, Entry | None] = {}
        self._referring: dict[int, tuple[Entry, ...]] = {}
        self._wishes: _Wishes | None = None

    @classmethod
    def of(cls, connection: Connection, book: str) -> Loader:
        """A loader for a connection, whichever database it leads to."""
        about(connection, book)
        return cls(connection, book, DIALECTS[connection.dialect.name])

    # ── beforehand, for a batch ──

    def open(self, wanted: Wanted) -> tuple[int, int, bytes] | None:
        """Lock the head, load what is wanted, and answer (size, reference_seq, frontier)."""
        found = self._dialect.open(self._connection, self._book, wanted)
        self._keep(wanted, found)
        return found.head

    def foresee(self, mentioned: Callable[[], Iterable[Bucket]]) -> None:
        """Load the buckets that rules mention, and what they look at before they mention any.

        A rule that looks is shown an empty place the first time; what it looked for is loaded for the
        whole batch and it is asked again: so a batch costs a few queries, and not a few per request.
        """
        for _ in range(LOOKS_MAX):
            self._wishes = wishes = _Wishes()
            try:
                wishes.buckets.update(dict.fromkeys(mentioned()))
            finally:
                self._wishes = None
            wanted = [bucket for bucket in wishes.buckets if bucket not in self._holdings]
            if wanted:
                self._look(Wanted(buckets=wanted))
            self._load_entries(list(wishes.entries))
            self._load_referring(list(wishes.referred))
            if not wishes.looked:
                return

    def _look(self, wanted: Wanted) -> None:
        self._keep(wanted, self._dialect.look(self._connection, self._book, wanted))

    def _keep(self, wanted: Wanted, found: Found) -> None:
        """Take in what was found, and that the rest is not there."""
        self._keys.update(dict.fromkeys(wanted.keys))
        for body in found.bodies:
            known = read_entry(body)
            self._keys[known.actor, known.request.key] = self._entries[known.seq] = known
        self._documents.update(_grouped(wanted.numbers, found.numbers, 1))
        self._claims.update(_grouped(wanted.claims, found.claims, 5))
        papers = (self._documents[pair] for pair in wanted.numbers)
        self._entries.update((paper.entry.seq, paper.entry) for known in papers for paper in known)
        self._holdings.update(dict.fromkeys(wanted.buckets, EMPTY))
        for *name, balance, version, id_, _ in found.buckets:
            self._holdings[Bucket(*name)] = Holding(balance, version, id_)

    # ── as a source ──

    def holding(self, bucket: Bucket) -> Holding:
        """What a bucket holds."""
        if bucket not in self._holdings:
            if self._wishes is not None:
                self._wishes.look(self._wishes.buckets, bucket)
                return EMPTY
            self._look(Wanted(buckets=[bucket]))
        return self._holdings[bucket]

    def documents(self, kind: str, number: str) -> tuple[Document, ...]:
        """Every document of a kind with this number."""
        if (kind, number) not in self._documents:
            self._look(Wanted(numbers=[(kind, number)]))
        return self._documents[kind, number]

    def claims(self, kind: str, claim: str) -> tuple[Document, ...]:
        """Every document of a kind that holds a claim."""
        if (kind, claim) not in self._claims:
            self._look(Wanted(claims=[(kind, claim)]))
        return self._claims[kind, claim]

    def posted(self, actor: str, key: str) -> Entry | None:
        """The first entry of a key."""
        if (actor, key) not in self._keys:
            self._look(Wanted(keys=[(actor, key)]))
        return self._keys[actor, key]

    def entry(self, seq: int) -> Entry | None:
        """The entry at a position."""
        if seq not in self._entries:
            if self._wishes is not None:
                self._wishes.look(self._wishes.entries, seq)
                return None
            self._load_entries([seq])
        return self._entries[seq]

    def _load_entries(self, seqs: Sequence[int]) -> None:
        if not seqs:
            return
        self._entries.update(dict.fromkeys(seqs))
        query = select(entry.c.body).where(entry.c.book == self._book, entry.c.seq.in_(seqs))
        for body in self._connection.execute(query).scalars():
            known = read_entry(body)
            self._entries[known.seq] = known

    def referring(self, seq: int) -> tuple[Entry, ...]:
        """Entries that refer to a position."""
        if seq not in self._referring:
            if self._wishes is not None:
                self._wishes.look(self._wishes.referred, seq)
                return ()
            self._load_referring([seq])
        return self._referring[seq]

    def _load_referring(self, seqs: Sequence[int]) -> None:
        if seqs:
            self._keep_referring(seqs, entry.c.refers_to.in_(seqs))

    def _keep_referring(self, seqs: Iterable[int], which: ColumnElement[bool]) -> None:
        self._referring.update(dict.fromkeys(seqs, ()))
        query = (
            select(entry.c.body)
            .where(entry.c.book == self._book, which, entry.c.refers_to > 0)
            .where(entry.c.kind != "refused")
            .order_by(entry.c.seq)
        )
        for body in self._connection.execute(query).scalars():
            known = read_entry(body)
            self._referring[known.refers_to] = (*self._referring.get(known.refers_to, ()), known)

    def after(self, seq: int) -> tuple[Entry, ...]:
        """Entries after a position, in order; asked when a run is signed, and never kept."""
        query = (
            select(entry.c.body).where(entry.c.book == self._book, entry.c.seq > seq).order_by(entry.c.seq)
        )
        return tuple(read_entry(body) for body in self._connection.execute(query).scalars())

    def of_kinds(self, kinds: frozenset[str]) -> tuple[Entry, ...]:
        """Every entry of some kinds, in order; asked when a run is signed, and never kept."""
        query = (
            select(entry.c.body)
            .where(entry.c.book == self._book, entry.c.kind.in_(sorted(kinds)))
            .order_by(entry.c.seq)
        )
        return tuple(read_entry(body) for body in self._connection.execute(query).scalars())

    def open_proposals(self, through: date) -> tuple[Document, ...]:
        """Proposals dated up to a day (decided ones too: the state above tells)."""
        query = (
            select(*(document.c[n] for n in _DOCUMENT), entry.c.body)
            .join(entry, (entry.c.book == document.c.book) & (entry.c.seq == document.c.seq))
            .where(document.c.book == self._book, document.c.kind == "propose")
            .where(entry.c.effective_on <= through.isoformat())
            .order_by(document.c.seq)
        )
        found = tuple(_document(tuple(row)) for row in self._connection.execute(query))
        proposed = select(document.c.seq).where(document.c.book == self._book, document.c.kind == "propose")
        # What became of them, in one query for all.
        self._keep_referring([d.entry.seq for d in found], entry.c.refers_to.in_(proposed))
        return found

    def open_items(self, stages: tuple[str, ...], lines: frozenset[str]) -> tuple[Bucket, ...]:
        """Non-empty buckets of some stages and lines."""
        c = bucket.c
        query = (
            select(c.stage, c.unit, c.code, c.item, c.measure)
            .where(c.book == self._book, c.stage.in_(stages), c.code.in_(lines), c.balance != 0)
            .order_by(c.id)
        )
        return tuple(Bucket(*row) for row in self._connection.execute(query))

    # ── as a tree ──

    def leaves(self, start: int, count: int) -> bytes:
        """Leaf hashes in a row; leaf 0 is entry 1."""
        query = (
            select(entry.c.leaf_hash)
            .where(entry.c.book == self._book, entry.c.seq.between(start + 1, start + count))
            .order_by(entry.c.seq)
        )
        return b"".join(self._connection.execute(query).scalars())

    def tiles(self, level: int, start: int, count: int) -> bytes:
        """Full tiles in a row."""
        c = tile.c
        query = (
            select(c.hashes)
            .where(c.book == self._book, c.level == level, c["index"].between(start, start + count - 1))
            .order_by(c["index"])
        )
        return b"".join(self._connection.execute(query).scalars())


def wanted_by(requests: Sequence[tuple[Request, str]], guessed: Iterable[Bucket]) -> Wanted:
    """What requests name, each thing once; `guessed` are the buckets they would touch."""
    commands = [request.command for request, _ in requests]
    numbers = dict.fromkeys(pair for command in commands for pair in numbers_of(command) if pair[1])
    claims = dict.fromkeys((command.verb, claim_of(command)) for command in commands)
    keys = dict.fromkeys((actor, request.key) for request, actor in requests)
    return Wanted(
        tuple(keys), tuple(numbers), tuple(pair for pair in claims if pair[1]), tuple(dict.fromkeys(guessed))
    )


_DOCUMENT = ("kind", "number", "unit", "fiscal_year", "part", "claim")


def _document(row: tuple[Any, ...]) -> Document:
    kind, number, unit, fiscal_year, part, claim, body = row
    return Document(kind, number, unit, fiscal_year, part, claim, read_entry(body))


def _grouped(
    wanted: Iterable[tuple[str, str]], rows: Iterable[tuple[object, ...]], by: int
) -> dict[tuple[str, str], tuple[Document, ...]]:
    """Documents per (kind, column `by`), with an empty answer for what is not there."""
    found: dict[tuple[str, str], tuple[Document, ...]] = dict.fromkeys(wanted, ())
    for row in rows:
        key = (str(row[0]), str(row[by]))
        found[key] = (*found.get(key, ()), _document(tuple(row)))
    return found


def load_reference(connection: Connection, book: str, seq: int) -> Reference:
    """What the reference entries up to a position say."""
    about(connection, book)
    reference = Reference()
    query = (
        select(entry.c.body)
        .where(entry.c.book == book, entry.c.seq <= seq)
        # Spelt as in the partial index, or the planner cannot use it.
        .where(text(f"kind IN ({quoted(REFERENCE_KINDS)})"))
        .order_by(entry.c.seq)
    )
    for body in connection.execute(query).scalars():
        reference.learn(read_entry(body))
    return reference
