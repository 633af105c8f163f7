"""Tiles: their names, which ones growing completes, and proofs from what is stored."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.seal import (
    EMPTY,
    TILE_BYTES,
    SealInvalid,
    StoredHashes,
    Tile,
    completed_tiles,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_reader,
    parse_tile_path,
    partial_tiles,
    perfect_root,
    root_at,
    tile_path,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(b"%d" % n) for n in range(70_000)]
READ = leaf_reader(LEAVES)


class Store:
    """What a writer has: the leaf hashes, and the full tiles it was told to keep."""

    def __init__(self) -> None:
        self.size = 0
        self.kept: dict[tuple[int, int], bytes] = {}

    def leaves(self, start: int, count: int) -> bytes:
        return b"".join(LEAVES[start : start + count])

    def tiles(self, level: int, start: int, count: int) -> bytes:
        return b"".join(self.kept[level, index] for index in range(start, start + count))

    def hashes(self) -> StoredHashes:
        return StoredHashes(self.size, self.leaves, self.tiles)

    def grow(self, size: int) -> None:
        for tile in completed_tiles(self.size, size, self.hashes().read):
            assert (tile.level, tile.index) not in self.kept
            assert len(tile.hashes) == TILE_BYTES
            self.kept[tile.level, tile.index] = tile.hashes
        self.size = size


def a_store(*sizes: int) -> Store:
    store = Store()
    for size in sizes:
        store.grow(size)
    return store


WHOLE = a_store(len(LEAVES))


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    (
        (0, 0, 256, "tile/0/000"),
        (0, 999, 256, "tile/0/999"),
        (0, 1000, 256, "tile/0/x001/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        (3, 5, 1, "tile/3/005.p/1"),
        (63, 1234, 255, "tile/63/x001/234.p/255"),
    ),
)
def test_a_tile_has_one_published_name(level: int, index: int, width: int, path: str) -> None:
    assert tile_path(level, index, width) == path
    assert parse_tile_path(path) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    (
        "",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/0/x001",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000\n",
        "tile/0/๐๐๐",
        "/tile/0/000",
        "tile/entries/000",
        "tile/0/../000",
    ),
)
def test_a_name_that_would_not_be_written_is_not_read(path: str) -> None:
    with pytest.raises(SealInvalid, match=r"^tile_path$"):
        parse_tile_path(path)


@pytest.mark.parametrize(
    ("level", "index", "width"), ((-1, 0, 1), (64, 0, 1), (0, -1, 1), (0, 0, 0), (0, 0, 257))
)
def test_a_tile_that_cannot_be_has_no_name(level: int, index: int, width: int) -> None:
    with pytest.raises(SealInvalid, match=r"^tile_path$"):
        tile_path(level, index, width)


@pytest.mark.parametrize("hashes", (b"", bytes(31), bytes(TILE_BYTES + 32)))
def test_a_tile_holds_1_to_256_hashes(hashes: bytes) -> None:
    with pytest.raises(SealInvalid, match=r"^tile_hashes$"):
        Tile(0, 0, hashes)


def test_70000_leaves_make_the_tiles_that_the_standard_names() -> None:
    full = [(level, index) for level, index in WHOLE.kept]
    partial = [tile.path for tile in partial_tiles(70_000, WHOLE.hashes().read)]

    assert full == [*((0, index) for index in range(273)), (1, 0)]
    assert partial == ["tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]


@pytest.mark.parametrize(
    ("size", "paths"),
    (
        (0, []),
        (1, ["tile/0/000.p/1"]),
        (255, ["tile/0/000.p/255"]),
        (256, ["tile/1/000.p/1"]),
        (257, ["tile/0/001.p/1", "tile/1/000.p/1"]),
        (65_536, ["tile/2/000.p/1"]),
    ),
)
def test_the_right_edge_is_published_in_partial_tiles(size: int, paths: list[str]) -> None:
    assert [tile.path for tile in partial_tiles(size, READ)] == paths


def test_a_hash_above_is_the_root_of_the_tile_below() -> None:
    row = b"".join(perfect_root(WHOLE.kept[0, index]) for index in range(256))

    assert WHOLE.kept[1, 0] == row


@pytest.mark.parametrize(
    "sizes",
    (
        (1, 255, 256, 257, 70_000),
        (256, 512, 65_535, 65_536, 70_000),
        (100, 300, 65_600, 70_000),
        (65_536, 70_000),
        (*range(251, 70_000, 251), 70_000),
    ),
)
def test_however_the_tree_grew_the_tiles_are_the_same(sizes: tuple[int, ...]) -> None:
    assert a_store(*sizes).kept == WHOLE.kept


def test_growth_that_completes_nothing_reads_nothing() -> None:
    def unreadable(level: int, start: int, count: int) -> bytes:
        raise AssertionError((level, start, count))

    assert completed_tiles(256, 511, unreadable) == []


def test_only_tiles_already_stored_are_asked_for_above_the_leaves() -> None:
    asked: list[tuple[int, int, int]] = []

    def read(level: int, start: int, count: int) -> bytes:
        asked.append((level, start, count))
        return READ(level, start, count)

    completed_tiles(65_000, 65_536, read)

    assert asked == [(0, 253 * 256, 3 * 256), (1, 0, 253)]


@pytest.mark.parametrize(("old", "new"), ((-1, 3), (4, 3)))
def test_a_tree_does_not_shrink(old: int, new: int) -> None:
    with pytest.raises(SealInvalid, match=r"^size$"):
        completed_tiles(old, new, READ)


def test_a_reader_that_answers_too_little_is_refused() -> None:
    with pytest.raises(SealInvalid, match=r"^hashes_missing$"):
        completed_tiles(0, 256, lambda _level, _start, _count: b"")


@given(st.integers(1, 70_000), st.data())
def test_proofs_from_the_store_verify(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    read = WHOLE.hashes().read
    root = EMPTY.extend(LEAVES[:size]).root()

    assert root_at(size, read) == root
    assert verify_inclusion(LEAVES[index], index, size, root, inclusion_proof(index, size, read))
    assert verify_consistency(index, root_at(index, read), size, root, consistency_proof(index, size, read))


def test_proofs_from_the_store_are_those_from_the_leaves() -> None:
    sizes = (1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 69_999, 70_000)
    for old, size in pairwise(sizes):
        store = a_store(size)
        assert inclusion_proof(old, size, store.hashes().read) == inclusion_proof(old, size, READ)
        assert consistency_proof(old, size, store.hashes().read) == consistency_proof(old, size, READ)
