"""Subjects: how findings name the papers and places they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from operator import attrgetter

from ledger.calendar import fiscal_year
from ledger.money import Money
from reconciliation.documents import Advance, Commitment, Delivery, Proposal, Transfer, Voucher
from reconciliation.facts import Facts
from reconciliation.statement import Fact, Finding

Key = tuple[int, str]  # an order's legs share a position
Paper = Advance | Commitment | Delivery | Proposal | Transfer | Voucher


def about_papers(
    code: str,
    severity: str,
    papers: Iterable[Paper],
    names: Mapping[Key, str],
    amount: int,
    **facts: Fact,
) -> Finding:
    """A finding about documents of one unit; `names` are theirs, by position."""
    known = list(papers)
    if len(known) > 1:
        known.sort(key=lambda paper: names[paper.seq, paper.number])
    unit = unit_of(known[0])
    return Finding(
        code=code,
        severity=severity,
        subjects=tuple(names[paper.seq, paper.number] for paper in known),
        amount=amount,
        unit=unit,
        owner=unit,
        keys=tuple(sorted(f"{unit_of(paper)}/{paper.fiscal_year}/{paper.number}" for paper in known)),
        entries=tuple(paper.seq for paper in known),
        facts={"unit": unit, "amount": Money(amount), **facts},
    )


def about_cell(
    code: str, severity: str, cell: tuple[str, str], on: date, amount: int, **facts: Fact
) -> Finding:
    """A finding about one unit × activity."""
    unit, activity = cell
    return Finding(
        code=code,
        severity=severity,
        subjects=(f"{unit}/{activity}",),
        amount=amount,
        unit=unit,
        owner=unit,
        activity=activity,
        keys=(f"{unit}/{fiscal_year(on)}/{activity}",),
        facts={"unit": unit, "activity": activity, "amount": Money(amount), **facts},
    )


def about_unit(
    code: str, severity: str, place: tuple[str, str], on: date, amount: int, **facts: Fact
) -> Finding:
    """A finding about a unit (or another place) as a whole; `place` is it and the unit that answers."""
    unit, owner = place
    return Finding(
        code=code,
        severity=severity,
        subjects=(unit,),
        amount=amount,
        unit=unit,
        owner=owner,
        keys=(f"{unit}/{fiscal_year(on)}",),
        facts={"unit": unit, "amount": Money(amount), **facts},
    )


class Names(Mapping[Key, str]):
    """(position, number) -> how a paper is printed; worked out when first asked, as most are not.

    The number; `unit/number` where the number alone is ambiguous, and `@year` where that is too.
    """

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._papers = tuple(papers)

    def __getitem__(self, key: Key) -> str:
        return self._ambiguous.get(key, key[1])

    def __iter__(self) -> Iterator[Key]:
        return ((paper.seq, paper.number) for paper in self._papers)

    def __len__(self) -> int:
        return len(self._papers)

    @cached_property
    def _ambiguous(self) -> Mapping[Key, str]:
        return _named(self._papers)


def names_of(papers: Iterable[Paper]) -> Names:
    """How papers of one kind are printed."""
    return Names(papers)


def _named(papers: tuple[Paper, ...]) -> Mapping[Key, str]:
    """The names of the papers whose number alone is ambiguous."""
    numbers = Counter(map(attrgetter("number"), papers))
    if len(numbers) == len(papers):
        return {}
    shared = [paper for paper in papers if numbers[paper.number] > 1]
    in_unit = Counter((unit_of(paper), paper.number) for paper in shared)
    names: dict[Key, str] = {}
    for paper in shared:
        name = f"{unit_of(paper)}/{paper.number}"
        if in_unit[unit_of(paper), paper.number] > 1:
            name = f"{name}@{paper.fiscal_year}"
        names[paper.seq, paper.number] = name
    return names


def unit_of(paper: Paper) -> str:
    """The unit that answers for a paper: the receiver of a transfer, else its own."""
    return paper.to_unit if isinstance(paper, Transfer) else paper.unit


def issuer_of(facts: Facts, unit: str) -> str:
    """The unit that hands money to another: its parent, or itself at the top."""
    return facts.units[unit].parent or unit
