"""Units: all that the matching of one unit depends on, and what it came to.

The papers of a unit are compared by value, and quickly where they are the same objects: an incremental
run that keeps its documents compares tuples of them by identity. A changed rate, decision, name or
reference makes a unit new by itself; nothing needs to be told what changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import NamedTuple, TypeVar

from ledger.commands import DefineActivity, SetRate
from reconciliation.documents import Delivery, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.match import StandingMatch

P = TypeVar("P", Voucher, Delivery)


@dataclass(frozen=True, slots=True)
class Setting:
    """What all units share: the cut-off, rates, activities, and the digest of the rule set."""

    on: date
    rates: tuple[SetRate, ...]
    activities: tuple[DefineActivity, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class UnitPapers:
    """The papers of one unit; `standing` are the matches that hold one of them."""

    unit: str
    vouchers: tuple[Voucher, ...]
    lots: tuple[Delivery, ...]
    standing: tuple[StandingMatch, ...]
    setting: Setting

    def of(self, facts: Facts) -> Facts:
        """The facts with no papers but its own."""
        return replace(facts, vouchers=self.vouchers, deliveries=self.lots)


class Around(NamedTuple):
    """What the rest of the book says about the papers of a unit.

    `seqs` are the positions of its vouchers and reversals and `foreign` the texts on vouchers that name
    no lot of its own; `names` is how the first are printed, `elsewhere` what of the second other units have.
    """

    seqs: tuple[int, ...] = ()
    foreign: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    elsewhere: frozenset[str] = frozenset()


def around(
    seqs: tuple[int, ...], foreign: frozenset[str], names: Mapping[int, str], homes: Mapping[str, str]
) -> Around:
    """What the book says now; `homes` leads from lots to units."""
    return Around(seqs, foreign, tuple(map(names.__getitem__, seqs)), foreign & homes.keys())


def homes_of(facts: Facts) -> Mapping[str, str]:
    """Lot number -> unit."""
    return {lot.number: lot.unit for lot in facts.deliveries}


def unit_papers(
    facts: Facts, homes: Mapping[str, str], standing: Iterable[StandingMatch], rules: str
) -> Iterator[UnitPapers]:
    """Each unit that has a voucher or a lot, by code."""
    setting = Setting(facts.on, facts.rates, tuple(facts.activities.values()), rules)
    vouchers, lots = _by_unit(facts.vouchers), _by_unit(facts.deliveries)
    held = _held(facts, homes, standing)
    for unit in sorted({*vouchers, *lots}):
        yield UnitPapers(
            unit=unit,
            vouchers=vouchers.get(unit, ()),
            lots=lots.get(unit, ()),
            standing=tuple(held[unit]),
            setting=setting,
        )


def _by_unit(papers: Iterable[P]) -> Mapping[str, tuple[P, ...]]:
    found: defaultdict[str, list[P]] = defaultdict(list)
    for paper in papers:
        found[paper.unit].append(paper)
    return {unit: tuple(own) for unit, own in found.items()}


def printed(vouchers: Iterable[Voucher], names: Mapping[int, str]) -> tuple[str, ...]:
    """The printed names of some vouchers and then of their reversals, as they come."""
    vouchers = tuple(vouchers)
    reversals = [one.reversal.seq for one in vouchers if one.reversal]
    return tuple(map(names.__getitem__, chain(map(attrgetter("seq"), vouchers), reversals)))


def _held(
    facts: Facts, homes: Mapping[str, str], standing: Iterable[StandingMatch]
) -> defaultdict[str, list[StandingMatch]]:
    """Unit -> the standing matches that hold one of its papers."""
    held: defaultdict[str, list[StandingMatch]] = defaultdict(list)
    standing = tuple(standing)
    units = {one.seq: one.unit for one in facts.vouchers} if standing else {}
    for one in standing:
        paying = dict.fromkeys(units[seq] for seq, _ in one.vouchers if seq in units)
        for unit in paying | dict.fromkeys(homes[number] for number in one.deliveries if number in homes):
            held[unit].append(one)
    return held
