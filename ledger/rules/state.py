"""State: what the rules may know, as a layer over a source of what was there before.

In memory the source is `NOTHING` and the state is the whole book; in the writer the source is the
database, read under the head lock; a dry run and an approval stack one state on another. So the
same rules serve posting, replay, dry run and tests.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, Protocol

from ledger.buckets import Bucket
from ledger.documents import Document, documents_of
from ledger.entries import Entry
from ledger.rules.reference import Reference

PROPOSAL_ENDS = frozenset({"approve", "reject", "withdraw_proposal"})


class Holding(NamedTuple):
    """What a bucket holds: balance, number of lines so far, and the id its first line gave it."""

    balance: int = 0
    version: int = 0
    id: int = 0


EMPTY = Holding()


class Source(Protocol):
    """Where a state looks for what is not in its own layer."""

    def holding(self, bucket: Bucket) -> Holding:
        """What a bucket holds (EMPTY when it was never touched)."""

    def documents(self, kind: str, number: str) -> tuple[Document, ...]:
        """Every document of a kind with this number, oldest first."""

    def claims(self, kind: str, claim: str) -> tuple[Document, ...]:
        """Every document of a kind that holds a claim, oldest first."""

    def posted(self, actor: str, key: str) -> Entry | None:
        """The first entry an actor's idempotency key made."""

    def entry(self, seq: int) -> Entry | None:
        """The entry at a position."""

    def referring(self, seq: int) -> tuple[Entry, ...]:
        """Entries that refer to a position, oldest first."""

    def after(self, seq: int) -> tuple[Entry, ...]:
        """Entries after a position, in order."""

    def of_kinds(self, kinds: frozenset[str]) -> tuple[Entry, ...]:
        """Every entry of some kinds, in order; refusals have a kind of their own."""

    def open_proposals(self, through: date) -> tuple[Document, ...]:
        """Proposals of days up to `through` that nobody has decided."""

    def open_items(self, stages: tuple[str, ...], lines: frozenset[str]) -> tuple[Bucket, ...]:
        """Non-empty buckets of some stages and budget lines."""


class Nothing:
    """The source of an empty book."""

    def holding(self, bucket: Bucket) -> Holding:
        """Nothing is held."""
        del bucket
        return EMPTY

    def documents(self, kind: str, number: str) -> tuple[Document, ...]:
        """No document."""
        del kind, number
        return ()

    claims = documents

    def posted(self, actor: str, key: str) -> Entry | None:
        """No entry."""
        del actor, key
        return None

    def entry(self, seq: int) -> Entry | None:
        """No entry."""
        del seq
        return None

    def referring(self, seq: int) -> tuple[Entry, ...]:
        """No entry."""
        del seq
        return ()

    after = referring

    def of_kinds(self, kinds: frozenset[str]) -> tuple[Entry, ...]:
        """No entry."""
        del kinds
        return ()

    def open_proposals(self, through: date) -> tuple[Document, ...]:
        """No proposal."""
        del through
        return ()

    def open_items(self, stages: tuple[str, ...], lines: frozenset[str]) -> tuple[Bucket, ...]:
        """No bucket."""
        del stages, lines
        return ()


NOTHING = Nothing()


class State:
    """A layer of applied entries over a source; `size` is the position reached."""

    __slots__ = (
        "_claims", "_documents", "_entries", "_holdings", "_keys", "_referring",
        "book", "reference", "size", "source",
    )  # fmt: skip

    def __init__(
        self, book: str, reference: Reference | None = None, size: int = 0, source: Source = NOTHING
    ) -> None:
        """Start a layer at position `size`."""
        self.book = book
        self.reference = reference or Reference()
        self.size = size
        self.source = source
        self._holdings: dict[Bucket, Holding] = {}
        self._documents: dict[tuple[str, str], list[Document]] = {}
        self._claims: dict[tuple[str, str], list[Document]] = {}
        self._keys: dict[tuple[str, str], Entry] = {}
        self._entries: dict[int, Entry] = {}
        self._referring: dict[int, list[Entry]] = {}

    def above(self) -> State:
        """An empty layer over this one, to try things on; nothing reaches the layer below."""
        return State(self.book, copy_of(self.reference), self.size, self)

    def holding(self, bucket: Bucket) -> Holding:
        """What a bucket holds."""
        own = self._holdings.get(bucket)
        return self.source.holding(bucket) if own is None else own

    def documents(self, kind: str, number: str) -> tuple[Document, ...]:
        """Every document of a kind with this number, oldest first."""
        return self.source.documents(kind, number) + tuple(self._documents.get((kind, number), ()))

    def claims(self, kind: str, claim: str) -> tuple[Document, ...]:
        """Every document of a kind that holds a claim, oldest first."""
        return self.source.claims(kind, claim) + tuple(self._claims.get((kind, claim), ()))

    def posted(self, actor: str, key: str) -> Entry | None:
        """The first entry an actor's idempotency key made."""
        return self._keys.get((actor, key)) or self.source.posted(actor, key)

    def entry(self, seq: int) -> Entry | None:
        """The entry at a position."""
        return self._entries.get(seq) or self.source.entry(seq)

    def referring(self, seq: int) -> tuple[Entry, ...]:
        """Entries that refer to a position, oldest first."""
        return self.source.referring(seq) + tuple(self._referring.get(seq, ()))

    def after(self, seq: int) -> tuple[Entry, ...]:
        """Entries after a position, in order."""
        own = (entry for place, entry in self._entries.items() if place > seq)
        return (*self.source.after(seq), *own)

    def of_kinds(self, kinds: frozenset[str]) -> tuple[Entry, ...]:
        """Every entry of some kinds, in order."""
        own = (entry for entry in self._entries.values() if entry.kind in kinds)
        return (*self.source.of_kinds(kinds), *own)

    def open_proposals(self, through: date) -> tuple[Document, ...]:
        """Proposals of days up to `through` that nobody has decided."""
        own = (d for (kind, _), made in self._documents.items() if kind == "propose" for d in made)
        known = (*self.source.open_proposals(through), *own)
        return tuple(d for d in known if _proposed(d, through) and is_open(self, d))

    def open_items(self, stages: tuple[str, ...], lines: frozenset[str]) -> tuple[Bucket, ...]:
        """Non-empty buckets of some stages and budget lines."""
        own = (b for b in self._holdings if b.stage in stages and b.code in lines)
        known = dict.fromkeys((*self.source.open_items(stages, lines), *own))
        return tuple(bucket for bucket in known if self.holding(bucket).balance)

    def apply(self, entry: Entry) -> None:
        """Take one entry in: it must be the next, and follow from this state."""
        self.size = entry.seq
        for no, line in enumerate(entry.lines, 1):
            was = self.holding(line.bucket)
            opened = was.id or entry.seq * 4096 + no
            self._holdings[line.bucket] = Holding(line.balance_after, was.version + 1, opened)
        for document in documents_of(entry):
            self._documents.setdefault((document.kind, document.number), []).append(document)
            if document.claim:
                self._claims.setdefault((document.kind, document.claim), []).append(document)
        self._keys.setdefault((entry.actor, entry.request.key), entry)
        self._entries[entry.seq] = entry
        if entry.refers_to and not entry.refused:
            self._referring.setdefault(entry.refers_to, []).append(entry)
        if entry.command.reference and not entry.refused:
            self.reference.learn(entry)

    def touched(self) -> Iterable[tuple[Bucket, Holding]]:
        """The buckets this layer has changed, in order of first change."""
        return self._holdings.items()


def _proposed(document: Document, through: date) -> bool:
    """Whether it is a proposal (a voided number of one is none) of a day up to `through`."""
    return document.entry.kind == "propose" and document.entry.request.effective_on <= through


def is_open(state: Source, document: Document) -> bool:
    """Whether a proposal is still to be decided (a first override approval does not end it)."""
    later = state.referring(document.entry.seq)
    return not any(ends(entry) for entry in later)


def ends(entry: Entry) -> bool:
    """Whether an entry ends the proposal it refers to; an override alone only counts one approver."""
    return entry.kind in PROPOSAL_ENDS and entry.proposal != 0


def copy_of(reference: Reference) -> Reference:
    """A reference that can learn without the original learning too."""
    twin = copy.copy(reference)
    for name in ("units", "lines", "activities", "closed_days"):
        setattr(twin, name, dict(getattr(reference, name)))
    for name in ("rule_sets", "policies"):
        setattr(twin, name, list(getattr(reference, name)))
    twin.rates = {key: list(rates) for key, rates in reference.rates.items()}
    twin.roles = {holder: list(said) for holder, said in reference.roles.items()}
    return twin
