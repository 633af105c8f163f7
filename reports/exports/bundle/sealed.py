"""Sealed entries: each entry's attested bytes with its leaf and its inclusion proof, one line each.

    {"body": "…", "leaf": "hex", "proof": ["base64", …], "seq": 1}

`body` is the canonical text exactly as hashed; the line itself is canonical JSON too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ledger.seal.tree import HASH_BYTES, leaf_hash, node_hash
from ledger.signing import SigningKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What a bundle proves itself with.

    `bodies` answers the attested bytes of entries 1 … `size` in order, each time it is called; `notes`
    are signed checkpoints, the newest (of exactly `size` entries) last; `key` signs the manifest.
    """

    size: int
    bodies: Callable[[], Iterable[bytes]]
    notes: tuple[str, ...]
    key: SigningKey


class Levels:
    """Every node of the tree over leaf hashes: 64 bytes per leaf, so that a proof is a look-up.

    A node without a neighbour at the right edge goes up as it is, which is the tree of RFC 6962.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._rows = [b"".join(leaves)]
        while len(self._rows[-1]) > HASH_BYTES:
            self._rows.append(b"".join(_parents(self._rows[-1])))

    def proof(self, index: int) -> list[bytes]:
        """The sibling hashes of a leaf, upwards (RFC 6962, 2.1.1)."""
        found = []
        for row in self._rows[:-1]:
            start = (index ^ 1) * HASH_BYTES
            if start < len(row):
                found.append(row[start : start + HASH_BYTES])
            index >>= 1
        return found


def _parents(row: bytes) -> Iterator[bytes]:
    for at in range(0, len(row), 2 * HASH_BYTES):
        left, right = row[at : at + HASH_BYTES], row[at + HASH_BYTES : at + 2 * HASH_BYTES]
        yield node_hash(left, right) if right else left


def sealed_lines(sealed: Sealed) -> Iterator[str]:
    """The lines of entries.jsonl."""
    levels = Levels(map(leaf_hash, sealed.bodies()))
    for at, body in enumerate(sealed.bodies()):
        said = {
            "body": body.decode(),
            "leaf": leaf_hash(body).hex(),
            "proof": [base64.b64encode(one).decode() for one in levels.proof(at)],
            "seq": at + 1,
        }
        yield json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
