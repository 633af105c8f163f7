"""Numbering: gaps and repeats in the series of document numbers of a unit and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ledger.money import Money
from reconciliation.analytics.series import counted
from reconciliation.documents import Numbered
from reconciliation.overhead import PERCENT
from reconciliation.statement import Finding, Statement, Term

# What an office numbers one after the other. A reversal takes a number of the series it corrects.
KINDS: Final = frozenset({
    *("appropriate", "release", "retain", "transfer", "order", "commit", "advance", "carry_forward"),
    *("deliver", "disburse"),
})  # fmt: skip
FILLING: Final = "reverse"


@dataclass(frozen=True, slots=True)
class Run:
    """A series: where it is kept (`unit` "" is the whole book), its form, and its numbers by counter."""

    kind: str
    unit: str
    fiscal_year: int
    form: str
    uses: Mapping[int, Sequence[Numbered]]
    fillers: frozenset[int]


def gaps(statement: Statement) -> Iterator[Finding]:
    """E-SEQ: numbers nobody used between two that are (subjects: the first and last), or used twice.

    Series whose numbers no two units share are the book's, and a gap in one is the centre's to explain.
    A number counts as used when it was voided, when a reversal took it, and when its document is of a
    later day. Where most numbers of a span are missing there is no series (random references, days).
    """
    share = statement.rules.series_share_percent
    for run in _runs(statement.facts.numbers):
        used = sorted({*run.uses, *run.fillers})
        if len(used) * PERCENT >= (used[-1] - used[0] + 1) * share:
            for low, high in pairwise(used):
                if high - low > 1:
                    yield _missing(statement, run, low + 1, high - 1)
        for papers in run.uses.values():
            if len(papers) > 1:
                yield _repeated(statement, run, papers)


def _runs(numbers: Iterable[Numbered]) -> Iterator[Run]:
    groups: defaultdict[tuple[str, int, str], list[tuple[int, Numbered]]] = defaultdict(list)
    fillers: defaultdict[tuple[int, str], list[tuple[int, Numbered]]] = defaultdict(list)
    for one in numbers:
        form, counter = counted(one.number, one.fiscal_year)
        if counter and one.kind in KINDS:
            groups[one.kind, one.fiscal_year, form].append((counter, one))
        elif counter and one.kind == FILLING:
            fillers[one.fiscal_year, form].append((counter, one))
    for (kind, year, form), group in groups.items():
        filling = fillers[year, form]
        for unit in _keepers(group):
            run = _run((kind, unit, year, form), group, filling)
            if any(paper.within for papers in run.uses.values() for paper in papers):
                yield run


def _keepers(group: Sequence[tuple[int, Numbered]]) -> Sequence[str]:
    """Who keeps the numbers: each unit its own where two of them share one, else the book."""
    units: defaultdict[int, set[str]] = defaultdict(set)
    for counter, one in group:
        units[counter].add(one.unit)
    shared = any(len(of) > 1 for of in units.values())
    return sorted({one.unit for _, one in group}) if shared else ("",)


def _run(
    key: tuple[str, str, int, str],
    group: Sequence[tuple[int, Numbered]],
    filling: Sequence[tuple[int, Numbered]],
) -> Run:
    kind, unit, year, form = key
    uses: defaultdict[int, list[Numbered]] = defaultdict(list)
    for counter, one in group:
        if unit in {"", one.unit}:
            uses[counter].append(one)
    low, high = min(uses), max(uses)
    taken = (counter for counter, one in filling if low < counter < high and unit in {"", one.unit})
    return Run(kind, unit, year, form, dict(uses), frozenset(taken))


def _missing(statement: Statement, run: Run, low: int, high: int) -> Finding:
    subjects = tuple(dict.fromkeys((_written(run, low), _written(run, high))))
    return _about(statement, run, subjects, "missing", high - low + 1)


def _repeated(statement: Statement, run: Run, papers: Sequence[Numbered]) -> Finding:
    subjects = tuple(sorted({paper.number for paper in papers}))
    return _about(statement, run, subjects, "repeated", len(papers), tuple(paper.seq for paper in papers))


def _written(run: Run, counter: int) -> str:
    """A missing number, with as many digits as its neighbours."""
    before, _, after = run.form.partition("#")
    widths = {len(one.number) - len(before) - len(after) for of in run.uses.values() for one in of}
    return f"{before}{counter:0{min(widths)}d}{after}"


def _about(  # noqa: PLR0913, PLR0917 - where, what is wrong, and how much of it
    statement: Statement,
    run: Run,
    subjects: tuple[str, ...],
    why: str,
    count: int,
    entries: tuple[int, ...] = (),
) -> Finding:
    unit = run.unit or statement.book.centre
    return Finding(
        code="E-SEQ",
        severity="MED",
        subjects=subjects,
        amount=0,
        unit=unit,
        owner=unit,
        keys=tuple(f"{run.unit}/{run.fiscal_year}/{run.kind}/{number}" for number in subjects),
        entries=entries,
        facts={
            "unit": unit,
            "amount": Money(0),
            "why": Term(why),
            "paper": Term(f"paper_{run.kind}"),
            "form": run.form,
            "count": count,
            "year": str(run.fiscal_year),
        },
    )
