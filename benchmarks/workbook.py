"""Workbook: a long register written by Khlang beside XlsxWriter alone, and the pilot's whole workbook.

Each register is written by a process of its own, so that its memory is its own too; CPU seconds are
compared, because the disk is the same for both.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.scale import Scale
from benchmarks.table import Row
from tests.reports.workbooks import pilot, written

CPU_MOST: Final = 1.3
MEGABYTES_MOST: Final = 150
PILOT_SECONDS_MOST: Final = 3
_ROUNDS: Final = 3


def workbook(scale: Scale) -> Iterator[Row]:
    """CPU of a register of a twentieth of the largest size, memory of the whole, and the pilot's workbook."""
    rows = scale.sizes[-1]
    pairs = [(_child("ours", rows // 20), _child("bare", rows // 20)) for _ in range(_ROUNDS)]
    ours, bare = (median(one["cpu"] for one in side) for side in zip(*pairs, strict=True))
    ratio = median(mine["cpu"] / theirs["cpu"] for mine, theirs in pairs)
    yield Row(f"workbook: CPU, {rows // 20:,} rows", f"{ours:.1f} s", f"{bare:.1f} s", ratio, most=CPU_MOST)
    peak = _child("ours", rows)["peak"] / 2**20
    yield Row(
        f"workbook: peak memory, {rows:,} rows",
        f"{peak:.0f} MB",
        f"{MEGABYTES_MOST} MB",
        peak / MEGABYTES_MOST,
        most=1,
    )
    taken = _pilot()
    yield Row(
        "workbook: the pilot's, whole",
        f"{taken:.2f} s",
        f"{PILOT_SECONDS_MOST} s",
        taken / PILOT_SECONDS_MOST,
        most=1,
    )


def _child(way: str, rows: int) -> dict[str, float]:
    """CPU seconds and peak bytes of a process that writes the register and nothing else."""
    run = [sys.executable, "-m", "benchmarks.register", way, str(rows)]
    return dict(json.loads(subprocess.run(run, capture_output=True, check=True, text=True).stdout))


def _pilot() -> float:
    """Seconds for the pilot's workbook, from its statement."""
    told = pilot()
    with tempfile.TemporaryDirectory(prefix="khlang-bench-") as folder:
        start = time.perf_counter()
        written(*told, Path(folder) / "pilot.xlsx")
        return time.perf_counter() - start
