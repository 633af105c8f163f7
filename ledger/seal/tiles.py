"""Tiles: the tree cut into rows of 256 hashes (C2SP tlog-tiles), and reading hashes from them.

"Level" always means tile level: level 0 holds leaf hashes, and each hash of level n + 1 is the root
of one full tile of level n.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ledger.seal.tree import HASH_BYTES, SealInvalid, perfect_root

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
TILE_BYTES = TILE_WIDTH * HASH_BYTES
LEVEL_MAX = 63  # C2SP tlog-tiles

HashReader = Callable[[int, int, int], bytes]
"""(level, start, count) -> `count` hashes of that level in a row, beginning with number `start`."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Up to 256 neighbouring hashes of one level (C2SP tlog-tiles); full tiles never change.

    Raises SealInvalid (`tile_hashes`) unless `hashes` is 1 to 256 hashes in a row.
    """

    level: int
    index: int
    hashes: bytes

    def __post_init__(self) -> None:
        """Check the width."""
        if len(self.hashes) % HASH_BYTES or not 0 < len(self.hashes) <= TILE_BYTES:
            raise SealInvalid("tile_hashes")

    @property
    def path(self) -> str:
        """Where the tile is published, without the log's prefix."""
        return tile_path(self.level, self.index, len(self.hashes) // HASH_BYTES)


def tile_path(level: int, index: int, width: int = TILE_WIDTH) -> str:
    """Name a tile as published; `width` below 256 means a partial one.

    >>> tile_path(0, 1234067), tile_path(1, 5, 17)
    ('tile/0/x001/x234/067', 'tile/1/005.p/17')
    """
    if not (0 <= level <= LEVEL_MAX and index >= 0 and 0 < width <= TILE_WIDTH):
        raise SealInvalid("tile_path")
    name = f"{index % 1000:03}"
    while index := index // 1000:
        name = f"x{index % 1000:03}/{name}"
    return f"tile/{level}/{name}" + ("" if width == TILE_WIDTH else f".p/{width}")


_TILE_PATH = re.compile(r"tile/([0-9]{1,2})/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


def parse_tile_path(path: str) -> tuple[int, int, int]:
    """Read a tile's name to (level, index, width); raises SealInvalid unless `tile_path` would write it.

    >>> parse_tile_path("tile/0/x001/234.p/8")
    (0, 1234, 8)
    """
    found = _TILE_PATH.fullmatch(path)
    if found is None:
        raise SealInvalid("tile_path")
    level, index = int(found[1]), int(found[2].replace("x", "").replace("/", ""))
    width = int(found[3] or TILE_WIDTH)
    if tile_path(level, index, width) != path:
        raise SealInvalid("tile_path")
    return level, index, width


def leaf_bits(level: int) -> int:
    """Return log2 of the number of leaves under one hash of a level."""
    return level * TILE_HEIGHT


def read_hashes(read: HashReader, level: int, start: int, count: int) -> bytes:
    """Ask the reader and refuse an answer of another length, which would prove nothing."""
    hashes = read(level, start, count) if count else b""
    if len(hashes) != count * HASH_BYTES:
        raise SealInvalid("hashes_missing")
    return hashes


def completed_tiles(old_size: int, new_size: int, read: HashReader) -> list[Tile]:
    """List the full tiles that growing from `old_size` to `new_size` leaves completes, lowest first.

    `read` is asked at level 0 for leaves below `new_size`, the new ones included, and above it only
    for roots of tiles that were full at `old_size`. Growth that completes nothing asks nothing.
    """
    if not 0 <= old_size <= new_size:
        raise SealInvalid("size")
    tiles: list[Tile] = []
    fresh = b""  # roots of the tiles just completed, which no table holds yet
    for level in itertools.count():
        first, end = old_size >> leaf_bits(level + 1), new_size >> leaf_bits(level + 1)
        if first == end:
            break
        start = first * TILE_WIDTH
        known = (old_size >> leaf_bits(level)) - start if level else (end - first) * TILE_WIDTH
        row = read_hashes(read, level, start, known) + fresh
        full = [
            Tile(level, first + i, row[i * TILE_BYTES : (i + 1) * TILE_BYTES]) for i in range(end - first)
        ]
        fresh = b"".join([perfect_root(tile.hashes) for tile in full])
        tiles += full
    return tiles


def partial_tiles(size: int, read: HashReader) -> list[Tile]:
    """List the unfinished right-most tile of each level of a tree of `size` leaves, for publishing."""
    tiles = []
    for level in range(-(-size.bit_length() // TILE_HEIGHT)):
        index, width = divmod(size >> leaf_bits(level), TILE_WIDTH)
        if width:
            hashes = read_hashes(read, level, index * TILE_WIDTH, width)
            tiles.append(Tile(level, index, hashes))
    return tiles


@dataclass(frozen=True, slots=True)
class StoredHashes:
    """The stored tree at `size` leaves, read from leaf hashes and full tiles.

    `leaves(start, count)` and `tiles(level, start, count)` answer hashes (tiles) in a row as one
    `bytes`. `read` is a HashReader and asks for full tiles only; whoever makes many proofs at one
    size wraps it in `functools.lru_cache`, as the tiles at the right edge come back in each.
    """

    size: int
    leaves: Callable[[int, int], bytes]
    tiles: Callable[[int, int, int], bytes]

    def read(self, level: int, start: int, count: int) -> bytes:
        """Answer hashes of one level; a range that begins in a full tile must end in the same."""
        index, skip = divmod(start, TILE_WIDTH)
        if index < self.size >> leaf_bits(level + 1):
            tile = self.tiles(level, index, 1)
            return tile[skip * HASH_BYTES : (skip + count) * HASH_BYTES]
        if level == 0:
            return self.leaves(start, count)
        below = self.tiles(level - 1, start, count)
        ends = range(0, len(below), TILE_BYTES)
        return b"".join([perfect_root(below[i : i + TILE_BYTES]) for i in ends])


def leaf_reader(leaves: Sequence[bytes]) -> HashReader:
    """Make a reader over leaf hashes held in memory; higher levels are hashed when asked for."""

    def read(level: int, start: int, count: int) -> bytes:
        width = 1 << leaf_bits(level)
        row = leaves[start * width : (start + count) * width]
        if level == 0:
            return b"".join(row)
        parts = [b"".join(row[i : i + width]) for i in range(0, len(row), width)]
        return b"".join([perfect_root(part) for part in parts])

    return read
