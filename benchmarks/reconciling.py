"""Reconciling: what matching costs by size, and what an incremental run costs; no database.

Every figure is CPU seconds of one core in a process of its own, which also says how much memory it took
at most. The papers are generated, most of them with references (see programme.py).
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, NamedTuple, TypeVar

from benchmarks.programme import DISTRICTS, MORE, Programme
from benchmarks.scale import Scale
from benchmarks.table import Row
from ledger.collector import uncollected
from reconciliation.collect import collected, continued
from reconciliation.matching.evidence import KnownUnit, match
from reconciliation.reconcile import judged
from reconciliation.rule_set import default_rules
from tests.reconciliation.matching.generator import ON, a_region

VOUCHERS: Final = 10**5
SECONDS_MAX: Final = 15.0
MEBIBYTES_MAX: Final = 1024
# Sorting is all that grows faster than the papers; caches fall behind as well.
PER_VOUCHER_MOST: Final = 2.0
INCREMENTAL_MAX: Final = 1.0
MAXRSS_OF_MEBIBYTE: Final = 2**20 if sys.platform == "darwin" else 2**10

T = TypeVar("T")


class Cost(NamedTuple):
    """CPU seconds of each stretch, and the most memory of the process in MiB."""

    seconds: tuple[float, ...]
    mebibytes: float


def matching(scale: Scale) -> Iterator[Row]:
    """10^5 vouchers × 10^5 lots, and what one voucher costs at each size."""
    costs = {size: alone(match_region, size) for size in scale.regions}
    at_size = costs[VOUCHERS]
    yield Row(
        f"match {VOUCHERS:,} vouchers x lots: CPU / {SECONDS_MAX:.0f} s",
        f"{at_size.seconds[0]:.1f} s", f"{SECONDS_MAX:.0f} s", at_size.seconds[0] / SECONDS_MAX, most=1.0,
    )  # fmt: skip
    yield Row(
        f"match {VOUCHERS:,} vouchers x lots: peak memory / {MEBIBYTES_MAX} MiB",
        f"{at_size.mebibytes:,.0f} MiB", f"{MEBIBYTES_MAX} MiB", at_size.mebibytes / MEBIBYTES_MAX, most=1.0,
    )  # fmt: skip
    each = {size: cost.seconds[0] / size for size, cost in costs.items()}
    small = min(each)
    for size in sorted(each)[1:]:
        yield Row(
            f"match: a voucher among {size:,} / among {small:,}",
            f"{each[size] * 1e6:.0f} µs", f"{each[small] * 1e6:.0f} µs", each[size] / each[small],
            most=PER_VOUCHER_MOST,
        )  # fmt: skip


def incremental(scale: Scale) -> Iterator[Row]:
    """100 more entries in 50 units: reading on and matching, against all of it anew."""
    del scale
    cost = alone(run_again, VOUCHERS)
    whole, reading_on, again, statement, statement_again = cost.seconds
    size = f"{VOUCHERS:,} vouchers x lots"
    yield Row(
        f"match {MORE} more entries in {DISTRICTS} units of {size}: CPU / {INCREMENTAL_MAX:.0f} s",
        f"{again:.2f} s", f"{INCREMENTAL_MAX:.0f} s", again / INCREMENTAL_MAX, most=1.0,
    )  # fmt: skip
    yield Row(
        "the same with collecting them / collect and match everything",
        f"{reading_on + again:.2f} s", f"{whole:.1f} s", (reading_on + again) / whole, most=0.2,
    )  # fmt: skip
    yield Row(
        f"whole statement of {size}, {MORE} more entries / from nothing",
        f"{statement_again:.1f} s", f"{statement:.1f} s", statement_again / statement,
    )  # fmt: skip
    yield Row("peak memory of all that, with its entries", f"{cost.mebibytes:,.0f} MiB")


def alone(work: Callable[[int], Sequence[float]], size: int) -> Cost:
    """Run one measurement in a fresh process, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measured, work, size).result()


def _measured(work: Callable[[int], Sequence[float]], size: int) -> Cost:
    return Cost(tuple(work(size)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MAXRSS_OF_MEBIBYTE)


def match_region(vouchers: int) -> Sequence[float]:
    """CPU seconds of matching a region of 50 districts."""
    facts = a_region(DISTRICTS, vouchers, 1).facts
    return (_cpu(lambda: match(facts, default_rules()))[0],)


def run_again(vouchers: int) -> Sequence[float]:
    """CPU seconds: collect and match, the same with 100 more entries, and both as whole statements."""
    book, rules, known = Programme(vouchers), default_rules(), dict[str, KnownUnit]()
    first = len(book.entries)
    collecting, before = _cpu(lambda: collected(book.entries, ON))
    matching_, _ = _cpu(lambda: match(before.facts, rules, before.standing, known))
    whole, _ = _cpu(lambda: judged(before, rules, first, "", known={}))
    book.post(book.more())
    reading_on, after = _cpu(lambda: continued(before, book.entries[first:]))
    again, found = _cpu(lambda: match(after.facts, rules, after.standing, known))
    statement, made = _cpu(lambda: judged(after, rules, len(book.entries), "", known=known))
    if len(book.entries) - first != MORE or made.matching != found:
        raise AssertionError("the statement's matches are not those of the run")
    # The statement looks its matches up: what they cost is added.
    later = reading_on + again
    return collecting + matching_, reading_on, again, collecting + whole, later + statement


def _cpu(work: Callable[[], T]) -> tuple[float, T]:
    with uncollected():
        start = time.process_time()
        answer = work()
        return time.process_time() - start, answer
