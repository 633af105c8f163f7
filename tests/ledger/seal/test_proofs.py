"""Proofs: the RFC's own recursion, an independent tree, and everything that must not verify."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from ledger.seal import (
    EMPTY_ROOT,
    SealInvalid,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_reader,
    node_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)

BODIES = [b"entry %d" % n for n in range(70)]
LEAVES = [leaf_hash(body) for body in BODIES]
READ = leaf_reader(LEAVES)
ROOTS = [root_at(size, READ) for size in range(len(LEAVES) + 1)]
PAIRS = [(old, size) for size in range(len(LEAVES) + 1) for old in range(size + 1)]

# Certificate Transparency's known paths over the inputs in test_tree.py.
CT_INPUTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
CT_READ = leaf_reader([leaf_hash(bytes.fromhex(text)) for text in CT_INPUTS])
CT_INCLUSION = (
    (0, 1, ()),
    (0, 8, ("96a296d2", "5f083f0a", "6b47aaf2")),
    (5, 8, ("bc1a0643", "ca854ea1", "d37ee418")),
    (2, 3, ("fac54203",)),
    (1, 5, ("6e340b9c", "5f083f0a", "bc1a0643")),
)
CT_CONSISTENCY = (
    (1, 1, ()),
    (1, 8, ("96a296d2", "5f083f0a", "6b47aaf2")),
    (6, 8, ("0ebc5d34", "ca854ea1", "d37ee418")),
    (2, 5, ("5f083f0a", "bc1a0643")),
)


def mth(leaves: list[bytes]) -> bytes:
    """Hash as RFC 6962, 2.1 defines it, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) == 1:
        return []
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: list[bytes], *, known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, 2.1.2."""
    if m == len(leaves):
        return [] if known else [mth(leaves)]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if m <= k:
        return [*subproof(m, leaves[:k], known=known), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], known=False), mth(leaves[:k])]


def prefixes(hashes: tuple[bytes, ...]) -> tuple[str, ...]:
    return tuple(value.hex()[:8] for value in hashes)


@pytest.mark.parametrize(("index", "size", "expected"), CT_INCLUSION)
def test_inclusion_proofs_are_the_known_ones(index: int, size: int, expected: tuple[str, ...]) -> None:
    assert prefixes(inclusion_proof(index, size, CT_READ)) == expected


@pytest.mark.parametrize(("old", "size", "expected"), CT_CONSISTENCY)
def test_consistency_proofs_are_the_known_ones(old: int, size: int, expected: tuple[str, ...]) -> None:
    assert prefixes(consistency_proof(old, size, CT_READ)) == expected


def test_every_inclusion_proof_is_the_path_of_rfc_6962() -> None:
    for size in range(1, len(LEAVES) + 1):
        for index in range(size):
            assert list(inclusion_proof(index, size, READ)) == path(index, LEAVES[:size])


def test_every_consistency_proof_is_the_proof_of_rfc_6962() -> None:
    for old, size in PAIRS:
        expected = subproof(old, LEAVES[:size], known=True) if old else []
        assert list(consistency_proof(old, size, READ)) == expected


def test_inclusion_proofs_are_those_of_an_independent_tree() -> None:
    oracle = InmemoryTree.init_from_entries(BODIES, algorithm="sha256")
    for index in range(len(BODIES)):
        leaf, *siblings = oracle.prove_inclusion(index + 1).path
        assert leaf == LEAVES[index]
        assert inclusion_proof(index, len(BODIES), READ) == tuple(siblings)


def test_every_inclusion_proof_verifies_in_its_place_and_in_no_other() -> None:
    for size in range(1, 40):
        for index in range(size):
            proof = inclusion_proof(index, size, READ)
            fits = [
                at
                for at in range(-1, size + 2)
                if verify_inclusion(LEAVES[index], at, size, ROOTS[size], proof)
            ]
            assert fits == [index]


def test_every_consistency_proof_verifies() -> None:
    for old, size in PAIRS:
        proof = consistency_proof(old, size, READ)
        assert verify_consistency(old, ROOTS[old], size, ROOTS[size], proof)


def flipped(value: bytes, bit: int) -> bytes:
    return (int.from_bytes(value) ^ 1 << bit).to_bytes(len(value))


@given(st.data())
def test_one_wrong_bit_anywhere_spoils_an_inclusion_proof(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(LEAVES)))
    index = data.draw(st.integers(0, size - 1))
    attested = [LEAVES[index], ROOTS[size], *inclusion_proof(index, size, READ)]
    where = data.draw(st.integers(0, len(attested) - 1))
    attested[where] = flipped(attested[where], data.draw(st.integers(0, 255)))

    leaf, root, *proof = attested

    assert not verify_inclusion(leaf, index, size, root, proof)


@given(st.data())
def test_one_wrong_bit_anywhere_spoils_a_consistency_proof(data: st.DataObject) -> None:
    old, size = data.draw(st.sampled_from([pair for pair in PAIRS if pair[0]]))
    attested = [ROOTS[old], ROOTS[size], *consistency_proof(old, size, READ)]
    where = data.draw(st.integers(0, len(attested) - 1))
    attested[where] = flipped(attested[where], data.draw(st.integers(0, 255)))

    old_root, root, *proof = attested

    assert not verify_consistency(old, old_root, size, root, proof)


@given(st.data())
def test_a_shortened_or_lengthened_proof_does_not_verify(data: st.DataObject) -> None:
    old, size = data.draw(st.sampled_from([pair for pair in PAIRS if 0 < pair[0] < pair[1]]))
    change = data.draw(st.sampled_from(("first", "last", "more", "long")))
    inclusion, consistency = (
        {
            "first": proof[1:],
            "last": proof[:-1],
            "more": (*proof, LEAVES[0]),
            "long": (*proof[:-1], proof[-1] + b"0"),
        }[change]
        for proof in (inclusion_proof(old, size, READ), consistency_proof(old, size, READ))
    )

    assert not verify_inclusion(LEAVES[old], old, size, ROOTS[size], inclusion)
    assert not verify_consistency(old, ROOTS[old], size, ROOTS[size], consistency)


def test_a_rewritten_history_is_not_consistent() -> None:
    rewritten = leaf_reader([leaf_hash(b"forged"), *LEAVES[1:]])
    for old in range(1, 20):
        proof = consistency_proof(old, 20, rewritten)
        assert not verify_consistency(old, ROOTS[old], 20, root_at(20, rewritten), proof)


@pytest.mark.parametrize(
    ("old", "old_root", "size", "root", "proof"),
    (
        (0, LEAVES[0], 5, ROOTS[5], ()),  # the empty tree has one root only
        (0, EMPTY_ROOT, 5, ROOTS[5], (LEAVES[0],)),
        (0, EMPTY_ROOT, 0, ROOTS[5], ()),
        (5, ROOTS[5], 5, ROOTS[5], (LEAVES[0],)),
        (5, ROOTS[5], 5, ROOTS[6], ()),
        (6, ROOTS[6], 5, ROOTS[5], ()),  # a tree never shrinks
        (-1, EMPTY_ROOT, 5, ROOTS[5], ()),
        (4, ROOTS[4], 5, ROOTS[5], ()),
        (3, ROOTS[3], 5, ROOTS[5], ()),
        (4, b"", 5, ROOTS[5], (LEAVES[4],)),
    ),
)
def test_sizes_and_roots_that_cannot_be_do_not_verify(
    old: int, old_root: bytes, size: int, root: bytes, proof: tuple[bytes, ...]
) -> None:
    assert not verify_consistency(old, old_root, size, root, proof)


@pytest.mark.parametrize(("index", "size"), ((-1, 5), (5, 5), (0, 0)))
def test_no_inclusion_proof_is_made_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(SealInvalid, match=r"^index$"):
        inclusion_proof(index, size, READ)


@pytest.mark.parametrize(("old", "size"), ((-1, 5), (6, 5)))
def test_no_consistency_proof_is_made_backwards(old: int, size: int) -> None:
    with pytest.raises(SealInvalid, match=r"^size$"):
        consistency_proof(old, size, READ)


def test_no_proof_is_made_from_hashes_that_are_not_there() -> None:
    with pytest.raises(SealInvalid, match=r"^hashes_missing$"):
        inclusion_proof(3, len(LEAVES) + 1, READ)
