"""The tree: known roots, an independent implementation, and the frontier's own invariants."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from ledger.seal import (
    EMPTY,
    EMPTY_ROOT,
    Frontier,
    SealInvalid,
    leaf_hash,
    leaf_reader,
    node_hash,
    perfect_root,
    root_at,
)

# The inputs and roots with which Certificate Transparency's own implementations test RFC 6962.
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
CT_LEAVES = [leaf_hash(bytes.fromhex(text)) for text in CT_INPUTS]
CT_ROOTS = (
    (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
    (2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
    (3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
    (4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    (5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
    (6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
    (7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
    (8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
)


@pytest.mark.parametrize(("size", "root"), CT_ROOTS)
def test_the_frontier_has_the_known_roots(size: int, root: str) -> None:
    assert EMPTY.extend(CT_LEAVES[:size]).root().hex() == root


@pytest.mark.parametrize(("size", "root"), CT_ROOTS)
def test_a_reader_finds_the_known_root_of_any_earlier_size(size: int, root: str) -> None:
    assert root_at(size, leaf_reader(CT_LEAVES)).hex() == root


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=300))
def test_the_root_is_that_of_an_independent_tree(bodies: list[bytes]) -> None:
    oracle = InmemoryTree.init_from_entries(bodies, algorithm="sha256")

    assert EMPTY.extend(map(leaf_hash, bodies)).root() == oracle.get_root()


@given(st.integers(0, 700), st.integers(0, 700))
def test_appending_in_two_parts_is_appending_at_once(first: int, second: int) -> None:
    leaves = [leaf_hash(b"%d" % n) for n in range(first + second)]

    in_parts = EMPTY.extend(leaves[:first]).extend(leaves[first:])

    assert in_parts == EMPTY.extend(leaves)


def test_appending_one_by_one_is_appending_at_once() -> None:
    frontier = EMPTY
    for leaf in CT_LEAVES:
        frontier = frontier.append(leaf)

    assert frontier == EMPTY.extend(CT_LEAVES)


@given(st.integers(0, 600))
def test_a_frontier_survives_storage(size: int) -> None:
    frontier = EMPTY.extend(leaf_hash(b"%d" % n) for n in range(size))

    assert Frontier.from_bytes(size, frontier.to_bytes()) == frontier


@pytest.mark.parametrize(
    ("size", "stored", "code"),
    (
        (-1, b"", "frontier_size"),
        (0, bytes(32), "frontier_hashes"),
        (1, b"", "frontier_hashes"),
        (1, bytes(31), "frontier_hashes"),
        (3, bytes(32), "frontier_hashes"),
        (3, bytes(63), "frontier_hashes"),
        (4, bytes(64), "frontier_hashes"),
    ),
)
def test_a_frontier_that_does_not_fit_its_size_is_refused(size: int, stored: bytes, code: str) -> None:
    with pytest.raises(SealInvalid, match=f"^{code}$"):
        Frontier.from_bytes(size, stored)


def test_a_leaf_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(SealInvalid, match=r"^frontier_hashes$"):
        EMPTY.append(b"short")


@pytest.mark.parametrize("hashes", (b"", bytes(33), bytes(96)))
def test_only_a_power_of_two_hashes_has_a_perfect_root(hashes: bytes) -> None:
    with pytest.raises(SealInvalid, match=r"^not_perfect$"):
        perfect_root(hashes)


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = CT_LEAVES[:2]

    assert leaf_hash(left + right) != node_hash(left, right)


def test_nothing_has_the_root_of_the_empty_string() -> None:
    assert EMPTY.root() == EMPTY_ROOT
