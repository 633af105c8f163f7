"""Reprints: matches that stand in the journal already, by an earlier run or by people.

They keep their rule and what was searched for them. Their amounts are those of the documents now: a
lot that was decided on since shows its difference, and what of it is pending or rejected explains one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from reconciliation.documents import Delivery, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.batches import Prices
from reconciliation.matching.claims import direct_parts, leg_of
from reconciliation.matching.match import Leg, Lot, Match, StandingMatch


def reprinted(
    facts: Facts, names: Mapping[int, str], prices: Prices, standing: Iterable[StandingMatch]
) -> Iterator[Match]:
    """Each standing match, confirmed; one whose vouchers are all unknown at the cut-off is left out."""
    standing = tuple(standing)
    if not standing:
        return
    vouchers = {one.seq: one for one in facts.vouchers if one.standing}
    lots = {lot.number: lot for lot in facts.deliveries}
    for one in standing:
        legs = tuple(_legs(one, facts, vouchers, names))
        if legs:
            own = [lots[number] for number in sorted(one.deliveries) if number in lots]
            made = _match(one, vouchers[legs[0].seq], legs, own, prices)
            yield _with_open_worth(made, own, prices, facts.on)


def _legs(
    one: StandingMatch, facts: Facts, vouchers: Mapping[int, Voucher], names: Mapping[int, str]
) -> Iterator[Leg]:
    lines: defaultdict[int, set[int]] = defaultdict(set)
    for seq, part in one.vouchers:
        lines[seq].add(part)
    for seq in sorted(lines.keys() & vouchers.keys()):
        direct = direct_parts(vouchers[seq], facts)
        own = [part for part in direct if part.no in lines[seq]]
        if own:
            yield leg_of(vouchers[seq], own, names[seq], whole=len(own) == len(direct))


def _with_open_worth(made: Match, lots: list[Delivery], prices: Prices, on: date) -> Match:
    """The match with what its lots' undecided and open rejected quantities would be worth."""
    return replace(
        made,
        pending=sum(prices.of(lot, on) * lot.pending for lot in lots),
        rejected=sum(prices.of(lot, on) * lot.rejected_open for lot in lots),
    )


def _match(
    one: StandingMatch, first: Voucher, legs: tuple[Leg, ...], lots: list[Delivery], prices: Prices
) -> Match:
    found = tuple(Lot(lot.seq, lot.number, prices.earned(lot)) for lot in lots)
    activity = next(part.activity for part in first.parts if part.no == legs[0].parts[0])
    return Match(
        rule=one.rule,
        kind=one.kind,
        status="CONFIRMED",
        unit=first.unit,
        activity=activity,
        vouchers=tuple(sorted(legs, key=lambda leg: (leg.number, leg.fiscal_year, leg.parts))),
        deliveries=found,
        reason=one.reason,
        spend=sum(leg.amount for leg in legs),
        earned=sum(lot.earned for lot in found),
        alternatives=one.alternatives,
        lam=one.lam,
        referenced=one.referenced,
        standing=one.seq,
    )
