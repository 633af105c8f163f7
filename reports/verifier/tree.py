"""The tree (RFC 6962): its root over leaves in a row, and inclusion proofs."""

from __future__ import annotations

import hashlib


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The right edge of a tree that leaves are appended to."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one more leaf hash."""
        bits = self.size
        while bits & 1:
            leaf, bits = _node(self._edge.pop(), leaf), bits >> 1
        self._edge.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._edge:
            return hashlib.sha256(b"").digest()
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = _node(left, root)
        return root


def included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    """The root that a proof leads to; None when it is no proof of this place (RFC 9162, 2.1.3.2)."""
    last, path = size - 1, list(reversed(proof))
    while last:
        if index & 1 or index != last:
            if not path:
                return None
            beside = path.pop()
            leaf = _node(beside, leaf) if index & 1 else _node(leaf, beside)
        index, last = index >> 1, last >> 1
    return None if path else leaf
