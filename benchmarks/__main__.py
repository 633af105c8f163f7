"""Main: `python -m benchmarks [--quick] [NAME …]` prints one table of ratios."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from benchmarks import (
    costs,
    http,
    http_history,
    importing,
    posting,
    reading,
    reconciling,
    verifying,
    workbook,
)
from benchmarks.places import Place, postgres_place, sqlite_place
from benchmarks.scale import FULL, QUICK, Scale
from benchmarks.table import Row, show

Benchmark = Callable[[Place, Scale], Iterator[Row]]

BENCHMARKS: Final[Mapping[str, Benchmark]] = {
    "single": posting.single,
    "waiting": posting.waiting,
    "import": importing.importing,
    "reading": reading.reading,
    "verify": verifying.verifying,
    "http": http.http,
    "history": http_history.history,
    "costs": costs.costs,
}
# What needs no database.
ALONE: Final[Mapping[str, Callable[[Scale], Iterator[Row]]]] = {
    "workbook": workbook.workbook,
    "matching": reconciling.matching,
    "incremental": reconciling.incremental,
}


def main(arguments: list[str]) -> int:
    """Run the named benchmarks (all when none is named); 1 when a row is below its mark."""
    known = [*BENCHMARKS, *ALONE]
    unknown = [name for name in arguments if name != "--quick" and name not in known]
    if unknown:
        print(f"unknown: {' '.join(unknown)}; known: {' '.join(known)}", file=sys.stderr)
        return 2
    scale = QUICK if "--quick" in arguments else FULL
    names = [name for name in known if name in arguments] or known
    start = time.monotonic()
    rows: list[Row] = []
    for name in [name for name in names if name in ALONE]:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows += ALONE[name](scale)
    for place_of in (postgres_place, sqlite_place) if set(BENCHMARKS).intersection(names) else ():
        with place_of() as place:
            for name in (name for name in names if name in BENCHMARKS):
                print(f"{place.name}: {name} …", file=sys.stderr, flush=True)
                rows += BENCHMARKS[name](place, scale)
    show(rows)
    print(f"{time.monotonic() - start:.0f} s")
    return int(any(row.verdict == "below" for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
