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
from typing import NamedTuple, TypeVar

from ledger.commands import DefineActivity, SetRate
from reconciliation.documents import Delivery, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.match import Lot, Match, StandingMatch

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
    """`names` are the printed names of its vouchers and then of their reversals, as they come.

    `elsewhere` are the deliveries of other units that its vouchers name; `standing` the matches that
    hold one of its papers.
    """

    unit: str
    vouchers: tuple[Voucher, ...]
    names: tuple[str, ...]
    lots: tuple[Delivery, ...]
    elsewhere: frozenset[str]
    standing: tuple[StandingMatch, ...]
    setting: Setting

    def of(self, facts: Facts) -> Facts:
        """The facts with no papers but its own."""
        return replace(facts, vouchers=self.vouchers, deliveries=self.lots)


class UnitMatches(NamedTuple):
    """Matches by first voucher, lots by number, and their digest."""

    matches: tuple[Match, ...]
    unclaimed: tuple[Lot, ...]
    digest: bytes


def unit_papers(
    facts: Facts, names: Mapping[int, str], standing: Iterable[StandingMatch], rules: str
) -> Iterator[UnitPapers]:
    """Each unit that has a voucher or a lot, by code."""
    setting = Setting(facts.on, facts.rates, tuple(facts.activities.values()), rules)
    vouchers, lots = _by_unit(facts.vouchers), _by_unit(facts.deliveries)
    homes = {lot.number: lot.unit for lot in facts.deliveries}
    held = _held(facts, homes, standing)
    for unit in sorted({*vouchers, *lots}):
        own = vouchers.get(unit, ())
        yield UnitPapers(
            unit=unit,
            vouchers=own,
            names=tuple(_names(own, names)),
            lots=lots.get(unit, ()),
            elsewhere=frozenset(_elsewhere(unit, own, homes)),
            standing=tuple(held[unit]),
            setting=setting,
        )


def _by_unit(papers: Iterable[P]) -> Mapping[str, tuple[P, ...]]:
    found: defaultdict[str, list[P]] = defaultdict(list)
    for paper in papers:
        found[paper.unit].append(paper)
    return {unit: tuple(own) for unit, own in found.items()}


def _names(vouchers: Iterable[Voucher], names: Mapping[int, str]) -> Iterator[str]:
    yield from (names[one.seq] for one in vouchers)
    yield from (names[one.reversal.seq] for one in vouchers if one.reversal)


def _elsewhere(unit: str, vouchers: Iterable[Voucher], homes: Mapping[str, str]) -> Iterator[str]:
    for voucher in vouchers:
        for part in voucher.parts:
            if part.delivery and homes.get(part.delivery, unit) != unit:
                yield part.delivery


def _held(
    facts: Facts, homes: Mapping[str, str], standing: Iterable[StandingMatch]
) -> defaultdict[str, list[StandingMatch]]:
    """Unit -> the standing matches that hold one of its papers."""
    held: defaultdict[str, list[StandingMatch]] = defaultdict(list)
    standing = tuple(standing)
    units = {one.seq: one.unit for one in facts.vouchers} if standing else {}
    for one in standing:
        paying = {units[seq] for seq, _ in one.vouchers if seq in units}
        for unit in paying | {homes[number] for number in one.deliveries if number in homes}:
            held[unit].append(one)
    return held
