"""The tree: RFC 6962 hashes and the right edge to which leaves are appended."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


class SealInvalid(ValueError):  # noqa: N818 - an answer about a text or a stored value, not a fault
    """Bytes or text that cannot be part of a seal; `code` is stable."""

    def __init__(self, code: str) -> None:
        """Keep the stable `code`."""
        self.code = code
        super().__init__(code)


def leaf_hash(body: bytes) -> bytes:
    """Hash an entry's canonical body as a leaf (RFC 6962, 2.1)."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees side by side (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


def perfect_root(hashes: bytes) -> bytes:
    """Find the root of the perfect subtree over 2^n hashes in a row, such as a full tile."""
    count, rest = divmod(len(hashes), HASH_BYTES)
    if rest or count.bit_count() != 1:
        raise SealInvalid("not_perfect")
    while len(hashes) > HASH_BYTES:
        pairs = range(0, len(hashes), 2 * HASH_BYTES)
        hashes = b"".join([sha256(b"\x01" + hashes[i : i + 64]).digest() for i in pairs])
    return hashes


def joined(subtrees: Sequence[bytes]) -> bytes:
    """Join the roots of perfect subtrees, largest first; none is the empty tree."""
    if not subtrees:
        return EMPTY_ROOT
    root = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        root = node_hash(left, root)
    return root


def split(hashes: bytes) -> tuple[bytes, ...]:
    """Cut hashes in a row into single ones."""
    return tuple(hashes[i : i + HASH_BYTES] for i in range(0, len(hashes), HASH_BYTES))


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: roots of its perfect subtrees, largest first.

    It is all that a writer needs to append and to know the root. There is one hash per set bit of
    `size`. Raises SealInvalid (`frontier_size`, `frontier_hashes`).
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Check that the hashes fit the size."""
        if self.size < 0:
            raise SealInvalid("frontier_size")
        if len(self.hashes) != self.size.bit_count() or set(map(len, self.hashes)) - {HASH_BYTES}:
            raise SealInvalid("frontier_hashes")

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier after one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Return the frontier after more leaf hashes; on average one node is hashed per leaf."""
        size, stack = self.size, list(self.hashes)
        for leaf in leaves:
            node, bits = leaf, size
            while bits & 1:  # as adding one carries through the set bits, equal subtrees join
                node = sha256(b"\x01" + stack.pop() + node).digest()
                bits >>= 1
            stack.append(node)
            size += 1
        return Frontier(size, tuple(stack))

    def root(self) -> bytes:
        """Return the root at this size; EMPTY_ROOT when nothing was appended."""
        return joined(self.hashes)

    def to_bytes(self) -> bytes:
        """Return the hashes in a row; the size is stored beside them."""
        return b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, size: int, stored: bytes) -> Frontier:
        """Read what `to_bytes` wrote; raises SealInvalid when it does not fit `size`."""
        return cls(size, split(stored))


EMPTY = Frontier()
