"""Fold: movements in journal order become the rows that the projections must hold; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from ledger.seal import EMPTY, TILE_BYTES, Frontier, perfect_root
from ledger.seal.tree import split
from ledger.verification.examination import Day, Movement
from ledger.verification.report import Problems

Row = tuple[Any, ...]

LINE: Final = ("bucket_id", "seq", "no", "amount", "balance_after", "version")
BUCKET: Final = ("id", "stage", "unit", "code", "item", "measure", "balance", "version")
TILE: Final = ("level", "index", "hashes")
LINES_PER_ENTRY: Final = 4096


class Buckets:
    """The buckets so far: each with the id its first line gave it, its balance, its version."""

    def __init__(self, problems: Problems) -> None:
        self._held: dict[str, tuple[int, int, int]] = {}
        self._problems = problems

    def lines(self, movements: Iterable[Movement]) -> list[Row]:
        """Take movements in; answers their rows of `line` (LINE)."""
        held = self._held
        rows: list[Row] = []
        for bucket, seq, no, amount, balance in movements:
            known = held.get(bucket)
            id_, before, version = known or (seq * LINES_PER_ENTRY + no, 0, 0)
            if before + amount != balance:
                self._astray(bucket, seq, no, before + amount, balance)
            held[bucket] = id_, balance, version + 1
            rows.append((id_, seq, no, amount, balance, version + 1))
        return rows

    def _astray(self, bucket: str, seq: int, no: int, expected: int, found: int) -> None:
        measure, _, name = bucket.partition(":")
        self._problems.add(
            "balance_differs",
            table="line",
            seq=seq,
            no=no,
            bucket=name,
            measure=measure,
            expected=expected,
            found=found,
        )

    def rows(self) -> Iterator[Row]:
        """The rows of `bucket` (BUCKET), in order of id."""
        for bucket, (id_, balance, version) in self._held.items():
            measure, stage, unit, code, *item = bucket.split(":")
            yield id_, stage, unit, code, item[0] if item else "", measure, balance, version


def add_flows(total: dict[Day, list[int]], flows: dict[Day, list[int]]) -> None:
    """Add the flows of a run to those before."""
    for day, (into, out_of) in flows.items():
        known = total.get(day)
        if known is None:
            total[day] = [into, out_of]
        else:
            known[0] += into
            known[1] += out_of


class Tree:
    """The tree over leaf hashes in a row, with every level that full tiles make."""

    def __init__(self, leaves: bytes) -> None:
        self._rows = [leaves]
        while len(self._rows[-1]) >= TILE_BYTES:
            row = self._rows[-1]
            full = range(0, len(row) - len(row) % TILE_BYTES, TILE_BYTES)
            self._rows.append(b"".join([perfect_root(row[i : i + TILE_BYTES]) for i in full]))

    def read(self, level: int, start: int, count: int) -> bytes:
        """Hashes of one level: a HashReader."""
        row = self._rows[level] if level < len(self._rows) else b""
        return row[start * 32 : (start + count) * 32]

    def frontier(self) -> Frontier:
        """The right edge: whole tiles joined, then the leaves of the unfinished one."""
        leaves = self._rows[0]
        tiles = self._rows[1] if len(self._rows) > 1 else b""
        rest = leaves[len(leaves) - len(leaves) % TILE_BYTES :]
        hashes = EMPTY.extend(split(tiles)).hashes + EMPTY.extend(split(rest)).hashes
        return Frontier(len(leaves) // 32, hashes)

    def tiles(self) -> Iterator[tuple[int, int, bytes]]:
        """The rows of `tile` (TILE): every full tile, by level and index."""
        for level, row in enumerate(self._rows):
            for index in range(len(row) // TILE_BYTES):
                yield level, index, row[index * TILE_BYTES : (index + 1) * TILE_BYTES]


def runs_of(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Rows in lists of at most `size`."""
    left = iter(rows)
    while run := list(islice(left, size)):
        yield run


def turns(entry: dict[str, Any]) -> dict[tuple[str, ...], int]:
    """What an entry's lines move per place where a reversal must move it back.

    What may be spent returns to the treasury once the line's year is over, so that stages of
    spending and `remitted` count as one place.
    """
    sums: dict[tuple[str, ...], int] = {}
    for line in entry.get("lines", ()):
        stage, unit, code, *item = line["bucket"].split(":")
        purse = stage in _RETURNING
        place = ("purse", unit, code) if purse else (stage, unit, code, *item)
        key = (line["measure"], *place)
        sums[key] = sums.get(key, 0) + int(line["amount"])
    return {key: amount for key, amount in sums.items() if amount}


_RETURNING: Final = frozenset({"available", "committed", "advanced", "carried", "remitted"})


def reversal_problem(reversal: dict[str, Any], target: dict[str, Any]) -> str:
    """Why an entry is not the mirror image of what it refers to; empty when it is."""
    if "refusal" in target or not target.get("lines"):
        return "nothing_to_reverse"
    mirror = {place: -amount for place, amount in turns(target).items()}
    return "" if turns(reversal) == mirror else "not_mirrored"


def twice(pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The reversals of what was reversed before."""
    seen: set[int] = set()
    for seq, target in pairs:
        if target in seen:
            yield seq, target
        seen.add(target)
