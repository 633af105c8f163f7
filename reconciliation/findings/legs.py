"""Legs: findings about the voucher lines that one match holds, named as the match names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ledger.money import Money
from reconciliation.documents import Delivery, Part, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.match import Leg, Match
from reconciliation.statement import Fact, Finding


def about_legs(
    code: str, severity: str, match: Match, legs: Iterable[Leg], amount: int, **facts: Fact
) -> Finding:
    """A finding about lines of a match; it is of the cell the match is of."""
    known = sorted(legs, key=lambda leg: leg.name)
    return Finding(
        code=code,
        severity=severity,
        subjects=tuple(leg.name for leg in known),
        amount=amount,
        unit=match.unit,
        owner=match.unit,
        activity=match.activity,
        keys=tuple(sorted(_key(match, leg) for leg in known)),
        entries=(*(leg.seq for leg in known), *(lot.seq for lot in match.deliveries)),
        facts={
            "unit": match.unit,
            "activity": match.activity,
            "amount": Money(amount),
            "deliveries": ", ".join(match.lot_numbers) or "–",
            **facts,
        },
    )


def _key(match: Match, leg: Leg) -> str:
    """unit/fiscal year/number, and the first line where the leg is not all of its voucher."""
    ending = f"#{leg.parts[0]}"
    return f"{match.unit}/{leg.fiscal_year}/{leg.number}{ending if leg.name.endswith(ending) else ''}"


def parts_of(leg: Leg, voucher: Voucher) -> tuple[Part, ...]:
    """The lines of a leg."""
    return tuple(part for part in voucher.parts if part.no in leg.parts)


def vouchers_by_seq(facts: Facts) -> Mapping[int, Voucher]:
    """Position -> voucher."""
    return {voucher.seq: voucher for voucher in facts.vouchers}


def lots_by_seq(facts: Facts) -> Mapping[int, Delivery]:
    """Position -> lot."""
    return {lot.seq: lot for lot in facts.deliveries}
