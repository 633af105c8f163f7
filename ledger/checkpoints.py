"""Checkpoints: notes signed over a book's position and root, and proofs against them.

A checkpoint is made on demand and kept, one per size. Nothing is signed that does not follow from
the stored leaves and tiles and from every checkpoint kept before: a book that was rewritten is
Damaged and gets no signature.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from ledger.databases import WRITING
from ledger.dialects import DIALECTS
from ledger.errors import Damaged, UnknownEntry, Unusable
from ledger.loading import Loader
from ledger.seal import (
    Checkpoint,
    SealInvalid,
    StoredHashes,
    checkpoint_body,
    consistency_proof,
    inclusion_proof,
    parse_checkpoint,
    root_at,
    tlog_proof,
)
from ledger.signing import KeyInvalid, SigningKey, Verifier, load_key, load_or_create_key, sign_note
from ledger.tables import checkpoint, entry, head
from ledger.wall import about


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That an entry is leaf `seq` - 1 of the tree (size, root): its body and the path (RFC 6962)."""

    seq: int
    body: bytes
    size: int
    root: bytes
    hashes: tuple[bytes, ...]

    def to_json(self) -> dict[str, Any]:
        """The proof as plain values; body and hashes in base64."""
        return {
            "seq": self.seq,
            "size": self.size,
            "root": self.root.hex(),
            "body": base64.b64encode(self.body).decode(),
            "hashes": [base64.b64encode(value).decode() for value in self.hashes],
        }


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the tree (size, root) only appended to (old_size, old_root) (RFC 6962)."""

    old_size: int
    old_root: bytes
    size: int
    root: bytes
    hashes: tuple[bytes, ...]


class StoredTree:
    """The sealed tree of a book as one transaction sees it; raises Damaged unless its root is the head's."""

    def __init__(self, connection: Connection, book: str) -> None:
        about(connection, book)
        query = select(head.c.size, head.c.root).where(head.c.book == book)
        row = connection.execute(query).one_or_none()
        if row is None:
            raise Unusable("unknown_book", book=book)
        self.size, self.root = int(row.size), bytes(row.root)
        loader = Loader(connection, book, DIALECTS[connection.dialect.name])
        self.read = StoredHashes(self.size, loader.leaves, loader.tiles).read
        if self.root_at(self.size) != self.root:
            raise Damaged("head is not the root of the leaves")

    def root_at(self, size: int) -> bytes:
        """The root of the first `size` leaves; raises Damaged when leaves or tiles are missing."""
        try:
            return root_at(size, self.read)
        except SealInvalid as invalid:
            raise Damaged(f"tree at {size}: {invalid.code}") from invalid


def make_checkpoint(engine: Engine, book: str, key: SigningKey, origin: str) -> str:
    """The signed note of where a book stands now; made and kept if there is none at this size.

    Raises Unusable (`unknown_book`), Damaged when what would be signed does not follow from what
    is stored, SealInvalid for an impossible origin.
    """
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        DIALECTS[engine.dialect.name].lock_head(connection, book)  # of two that sign, one keeps
        return _checkpoint(connection, book, key, origin)


def _checkpoint(connection: Connection, book: str, key: SigningKey, origin: str) -> str:
    tree = StoredTree(connection, book)
    note = sign_note(checkpoint_body(origin, tree.size, tree.root), key)
    before = newest_checkpoint(connection, book, tree.size)
    kept = _follows(tree, before) if before else None
    if kept != tree.size:  # under a new key or origin a size is signed again, but kept once
        connection.execute(insert(checkpoint).values(book=book, size=tree.size, note=note))
    return note


def _follows(tree: StoredTree, note: str) -> int:
    """The size of a kept checkpoint, which the tree must contain: never sign a fork."""
    kept = _kept(note)
    if tree.root_at(kept.size) != kept.root:
        raise Damaged(f"journal differs from its checkpoint at {kept.size}")
    return kept.size


def _kept(note: str) -> Checkpoint:
    try:
        return parse_checkpoint(note.rpartition("\n\n")[0] + "\n")
    except SealInvalid as invalid:
        raise Damaged(f"kept checkpoint: {invalid.code}") from invalid


def newest_checkpoint(connection: Connection, book: str, size: int) -> str:
    """The newest kept note of at most `size` entries; empty when there is none."""
    about(connection, book)
    query = (
        select(checkpoint.c.note)
        .where(checkpoint.c.book == book, checkpoint.c.size <= size)
        .order_by(checkpoint.c.size.desc())
        .limit(1)
    )
    return str(connection.execute(query).scalar_one_or_none() or "")


def inclusion_of(connection: Connection, book: str, seq: int) -> Inclusion:
    """That entry `seq` is in the book as it stands; raises UnknownEntry, Unusable, Damaged."""
    tree = StoredTree(connection, book)
    query = select(entry.c.body).where(entry.c.book == book, entry.c.seq == seq)
    body = connection.execute(query).scalar_one_or_none()
    if body is None or not 0 < seq <= tree.size:
        raise UnknownEntry(seq=seq)
    return Inclusion(seq, body, tree.size, tree.root, inclusion_proof(seq - 1, tree.size, tree.read))


def proof_of(engine: Engine, book: str, seq: int, key: SigningKey, origin: str) -> str:
    """A `.tlog-proof` file of entry `seq`: index, path, signed checkpoint, and the body as its extra.

    Whoever holds it and the verifier's text needs neither this program nor the database. Raises
    UnknownEntry, and like make_checkpoint.
    """
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        DIALECTS[engine.dialect.name].lock_head(connection, book)
        found = inclusion_of(connection, book, seq)
        note = _checkpoint(connection, book, key, origin)
    return tlog_proof(seq - 1, found.hashes, note, found.body)


def consistency_of(connection: Connection, book: str, old_size: int) -> Consistency:
    """That the book as it stands only appended to its first `old_size` entries.

    Raises UnknownEntry when it never had as many, Unusable, Damaged.
    """
    tree = StoredTree(connection, book)
    if not 0 <= old_size <= tree.size:
        raise UnknownEntry(seq=old_size)
    hashes = consistency_proof(old_size, tree.size, tree.read)
    return Consistency(old_size, tree.root_at(old_size), tree.size, tree.root, hashes)


def open_key(file: Path, origin: str) -> SigningKey:
    """The key of this place, made for `origin` if there is none; an existing one may have any name.

    Raises KeyInvalid and OSError, like ledger.signing.load_key.
    """
    try:
        return load_key(file)
    except FileNotFoundError:
        return load_or_create_key(file, origin)


def known_verifiers(file: Path) -> list[Verifier]:
    """The public half of this place's key; nothing when it has none that can be read."""
    try:
        return [load_key(file).verifier]
    except (OSError, KeyInvalid):
        return []
