"""Pairs over HTTP: our server and a bare one asked in turn; rates, the server's CPU, and the time waited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.http_load import Went, went
from benchmarks.http_server import Served
from benchmarks.pairs import Pairs
from benchmarks.table import Row

Asked = Callable[[], Sequence[Sequence[bytes]]]
"""The requests of one round, a list for each caller."""


@dataclass(frozen=True, slots=True)
class Side:
    """One server, what it is asked, and how each round went."""

    served: Served
    asked: Asked
    rounds: list[Went] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Ask one round."""
        before = self.served.cpu()
        self.rounds.append(went(self.served.target, self.asked()))
        self.cpus.append((self.served.cpu() - before) / len(self.rounds[-1].each))

    @property
    def rates(self) -> list[float]:
        """Answers a second, round by round."""
        return [each.rate for each in self.rounds]

    def waited(self, part: float) -> list[float]:
        """How long that part of the callers waited at most, round by round."""
        return [sorted(each.each)[int(len(each.each) * part)] for each in self.rounds]

    @property
    def cpu(self) -> float:
        """CPU seconds of an answer over all rounds: the ticks of one round are few."""
        return sum(self.cpus) / len(self.cpus)


def in_turn(ours: Side, bare: Side, rounds: int) -> None:
    """Ask both in turn; a first round of each is thrown away."""
    for number in range(rounds + 1):
        for side in (ours, bare):
            side.run()
            if not number:
                side.rounds.clear()
                side.cpus.clear()


def told(what: str, ours: Side, bare: Side, least: float | None = None) -> Row:
    """Rates, with the CPU of each answer beside them; the ratio is that of the rates."""
    pairs = Pairs(ours.rates, bare.rates)
    return Row(what, _shown(ours), _shown(bare), pairs.ratio, least=least)


def _shown(side: Side) -> str:
    return f"{median(side.rates):,.0f}/s ({side.cpu * 1e6:,.0f} µs CPU)"


def tail(what: str, side: Side, most: float | None = None) -> Row:
    """The slowest hundredth beside the middle, as the median round has it."""
    slow, middle = side.waited(0.99), side.waited(0.5)
    ratio = median(a / b for a, b in zip(slow, middle, strict=True))
    return Row(what, f"{median(slow) * 1e3:.1f} ms", f"{median(middle) * 1e3:.1f} ms", ratio, most=most)
