"""Series: document numbers that are missing, or used twice, in a unit and year.

A number is a counter inside a fixed text: `TR-#`, `DN-1032-#`, `ฎ #/2569`. The counter is the last run
of digits, but for a `/2569` at the end that only repeats the year. A voided number is used: it
leaves no gap.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from ledger.documents import VOID, documents_of
from ledger.entries import Entry

_COUNTER: Final = re.compile(r"(?P<before>.*?)(?P<counter>\d+)(?P<after>\D*)", re.DOTALL)


class Numbered(NamedTuple):
    """One use of a document number; `kind` is the verb that made it, `voided` a number spoiled."""

    kind: str
    unit: str
    fiscal_year: int
    number: str
    voided: bool = False


class Gap(NamedTuple):
    """Counters that nothing uses, from the first to the last of them."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of a kind, unit and year: `form` is its text with `#` for the counter.

    A series without digits is a number of its own: first and last are 0. `repeats` are the numbers,
    as written, that share a counter.
    """

    kind: str
    unit: str
    fiscal_year: int
    form: str
    first: int
    last: int
    used: int
    voided: int
    gaps: tuple[Gap, ...]
    repeats: tuple[tuple[str, ...], ...]

    @property
    def missing(self) -> int:
        """How many counters between the first and the last are not used."""
        return sum(gap.size for gap in self.gaps)


def series(numbers: Iterable[Numbered]) -> tuple[Series, ...]:
    """Every series there is, by kind, unit, year and form; gaps count from the lowest number seen."""
    groups: defaultdict[tuple[str, str, int, str], list[tuple[int, Numbered]]] = defaultdict(list)
    for one in numbers:
        form, counter = counted(one.number, one.fiscal_year)
        groups[one.kind, one.unit, one.fiscal_year, form].append((counter, one))
    return tuple(_series(key, sorted(group)) for key, group in sorted(groups.items()))


def numbers_of(entries: Iterable[Entry]) -> Iterator[Numbered]:
    """Every number that entries made or voided; refusals use none, reversed documents keep theirs."""
    for entry in entries:
        for paper in documents_of(entry):
            yield Numbered(paper.kind, paper.unit, paper.fiscal_year, paper.number, entry.kind == VOID)


def counted(number: str, fiscal_year: int) -> tuple[str, int]:
    """The form of a number and its counter; 0 when it has no digits.

    >>> counted("DN-1032-02", 2569), counted("ฎ 0001/2569", 2569), counted("PLAN", 2569)
    (('DN-1032-#', 2), ('ฎ #/2569', 1), ('PLAN', 0))
    """
    year = f"/{fiscal_year}"
    body = number.removesuffix(year)
    ending = year if body != number else ""
    found = _COUNTER.fullmatch(body)
    if found is None:
        return number, 0
    return f"{found['before']}#{found['after']}{ending}", int(found["counter"])


def _series(key: tuple[str, str, int, str], group: Sequence[tuple[int, Numbered]]) -> Series:
    kind, unit, year, form = key
    uses: defaultdict[int, list[str]] = defaultdict(list)
    for counter, one in group:
        uses[counter].append(one.number)
    counters = sorted(uses)
    return Series(
        kind=kind,
        unit=unit,
        fiscal_year=year,
        form=form,
        first=counters[0],
        last=counters[-1],
        used=len(group),
        voided=sum(one.voided for _, one in group),
        gaps=tuple(Gap(one + 1, other - 1) for one, other in pairwise(counters) if other - one > 1),
        repeats=tuple(tuple(texts) for texts in uses.values() if len(texts) > 1),
    )
