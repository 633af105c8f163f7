"""Proofs: that an entry is in a tree, and that a tree only grew (RFC 6962 made, RFC 9162 verified).

>>> from ledger.seal.tiles import leaf_reader
>>> from ledger.seal.tree import EMPTY, leaf_hash
>>> leaves = [leaf_hash(b"allocate"), leaf_hash(b"transfer"), leaf_hash(b"spend")]
>>> root, read = EMPTY.extend(leaves).root(), leaf_reader(leaves)
>>> proof = inclusion_proof(1, 3, read)
>>> verify_inclusion(leaves[1], 1, 3, root, proof)
True
>>> verify_inclusion(leaf_hash(b"transfer!"), 1, 3, root, proof)
False
>>> verify_consistency(2, root_at(2, read), 3, root, consistency_proof(2, 3, read))
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.seal.tiles import TILE_HEIGHT, leaf_bits, read_hashes
from ledger.seal.tree import EMPTY_ROOT, HASH_BYTES, SealInvalid, joined, node_hash, perfect_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.seal.tiles import HashReader


def _range_root(lo: int, hi: int, read: HashReader) -> bytes:
    """Find MTH(D[lo:hi]) where `lo` is a multiple of every perfect subtree in the range."""
    subtrees = []
    while lo < hi:
        height = (hi - lo).bit_length() - 1
        level, rest = divmod(height, TILE_HEIGHT)
        subtrees.append(perfect_root(read_hashes(read, level, lo >> leaf_bits(level), 1 << rest)))
        lo += 1 << height
    return joined(subtrees)


def root_at(size: int, read: HashReader) -> bytes:
    """Find the root of the tree's first `size` leaves."""
    return _range_root(0, size, read)


def _middle(lo: int, hi: int) -> int:
    """Split D[lo:hi] as RFC 6962 does: at the largest power of two below its length."""
    return lo + (1 << (hi - lo - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, read: HashReader) -> tuple[bytes, ...]:
    """Make PATH(index, D[size]) of RFC 6962, 2.1.1: sibling hashes from the leaf upwards."""
    if not 0 <= index < size:
        raise SealInvalid("index")
    lo, hi, proof = 0, size, []
    while hi - lo > 1:
        mid = _middle(lo, hi)
        sibling = (mid, hi) if index < mid else (lo, mid)
        proof.append(_range_root(*sibling, read))
        lo, hi = (lo, mid) if index < mid else (mid, hi)
    return tuple(reversed(proof))


def consistency_proof(old_size: int, size: int, read: HashReader) -> tuple[bytes, ...]:
    """Make PROOF(old_size, D[size]) of RFC 6962, 2.1.2; empty from 0 and between equal sizes."""
    if not 0 <= old_size <= size:
        raise SealInvalid("size")
    if old_size == 0:
        return ()
    lo, hi, proof = 0, size, []
    while hi != old_size:
        mid = _middle(lo, hi)
        sibling = (mid, hi) if old_size <= mid else (lo, mid)
        proof.append(_range_root(*sibling, read))
        lo, hi = (lo, mid) if old_size <= mid else (mid, hi)
    if lo:  # the old tree's own root is known to the verifier, any other subtree is not
        proof.append(_range_root(lo, hi, read))
    return tuple(reversed(proof))


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in hashes)


def verify_inclusion(leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether `proof` leads from the leaf hash at `index` to `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _are_hashes(leaf, root, *proof):
        return False
    first, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            node = node_hash(sibling, node)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the tree (size, root) only appended to (old_size, old_root) (RFC 9162, 2.1.4.2).

    The RFC leaves out two cases, in which no proof is needed: equal sizes have equal roots, and
    the empty tree, which must have EMPTY_ROOT, is part of every tree.
    """
    if not 0 <= old_size <= size or not _are_hashes(old_root, root, *proof):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        return not proof and old_root == EMPTY_ROOT
    if old_size.bit_count() == 1:
        proof = (old_root, *proof)
    return bool(proof) and _grows(old_size, old_root, size, root, proof)


def _grows(old_size: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Recompute both roots along one path: steps 4 to 7 of RFC 9162, 2.1.4.2."""
    first, last = old_size - 1, size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and old == old_root and new == root
