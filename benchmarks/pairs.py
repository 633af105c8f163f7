"""Pairs: two things timed in turn (A B A B), so that a noisy neighbour troubles both alike."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rates per second of ours and of the baseline, round by round."""

    ours: Sequence[float]
    baseline: Sequence[float]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios, not the ratio of two medians from different minutes."""
        return median(a / b for a, b in zip(self.ours, self.baseline, strict=True))


def seconds(work: Callable[[], object], *, tidy: bool = True) -> float:
    """How long `work` takes; `tidy` collects the garbage of what came before first."""
    if tidy:
        gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def interleaved(
    ours: Callable[[], object], baseline: Callable[[], object], *, count: int, rounds: int
) -> Pairs:
    """Time both in turn; each call does `count` operations. A first round of each is thrown away."""
    rates: tuple[list[float], list[float]] = ([], [])
    for number in range(rounds + 1):
        for kept, work in zip(rates, (ours, baseline), strict=True):
            rate = count / seconds(work)
            if number:
                kept.append(rate)
    return Pairs(*rates)


def per_second(rates: Sequence[float]) -> str:
    """A median rate as people read it."""
    return f"{median(rates):,.0f}/s"
