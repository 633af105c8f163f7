"""Main: `python -m benchmarks [--quick] [NAME …]` prints one table of ratios."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from benchmarks import costs, importing, posting, reading, verifying
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
    "costs": costs.costs,
}


def main(arguments: list[str]) -> int:
    """Run the named benchmarks (all when none is named); 1 when a row is below its mark."""
    unknown = [name for name in arguments if name != "--quick" and name not in BENCHMARKS]
    if unknown:
        print(f"unknown: {' '.join(unknown)}; known: {' '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    scale = QUICK if "--quick" in arguments else FULL
    names = [name for name in BENCHMARKS if name in arguments] or list(BENCHMARKS)
    start = time.monotonic()
    rows: list[Row] = []
    for place_of in (postgres_place, sqlite_place):
        with place_of() as place:
            for name in names:
                print(f"{place.name}: {name} …", file=sys.stderr, flush=True)
                rows += BENCHMARKS[name](place, scale)
    show(rows)
    print(f"{time.monotonic() - start:.0f} s")
    return int(any(row.verdict == "below" for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
