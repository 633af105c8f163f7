"""Pay days: paid before the work was accepted, or long after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from reconciliation.documents import Delivery, Part, Voucher
from reconciliation.findings.legs import about_legs, lots_by_seq, parts_of, vouchers_by_seq
from reconciliation.matching.match import Leg, Match
from reconciliation.statement import Finding, Statement, Term

# A suggestion is nobody's answer yet, and what is paid at cost is paid while the work goes on.
_SILENT = frozenset({"SUGGESTED", "NETTED", "UNMATCHED"})


def paid_early(statement: Statement) -> Iterator[Finding]:
    """E-PAY-EARLY: paid before the last decision on a delivery (or undecided) that is no rework.

    HIGH when the voucher names the delivery, MED when the rules inferred it. Left out is the clearing
    of advances, and what looks like a contractual advance payment (nothing in a journal says so): drawn
    on a contract, naming no delivery, before anything was handed in.
    """
    vouchers, lots = vouchers_by_seq(statement.facts), lots_by_seq(statement.facts)
    for match in _paying(statement):
        first = [lot for one in match.deliveries if not (lot := lots[one.seq]).rework_of]
        for leg in match.vouchers:
            voucher = vouchers[leg.seq]
            paid, parts = _day(voucher), _paid(leg, voucher, first)
            decided = _decided(first)
            if parts and first and (decided is None or paid < decided):
                amount, by = sum(part.amount for part in parts), decided or Term("undecided")
                severity = "HIGH" if match.referenced else "MED"
                yield about_legs("E-PAY-EARLY", severity, match, (leg,), amount, on=paid, decided_on=by)


def _decided(lots: Iterable[Delivery]) -> date | None:
    """The last decision on some lots; None when one of them has none."""
    days = [max((one.decided_on for one in lot.decisions), default=None) for lot in lots]
    known = [day for day in days if day is not None]
    return max(known, default=None) if len(known) == len(days) else None


def _paid(leg: Leg, voucher: Voucher, lots: Iterable[Delivery]) -> tuple[Part, ...]:
    """The lines of a leg that paid for work: neither cleared an advance nor made one by contract."""
    begun = any(lot.on <= _day(voucher) for lot in lots)
    return tuple(
        part
        for part in parts_of(leg, voucher)
        if part.drawn_from != "advanced" and (part.drawn_from != "committed" or part.delivery or begun)
    )


def paid_slowly(statement: Statement) -> Iterator[Finding]:
    """E-PAY-SLOW: the first payment came long after the decision before it; what that payment charged.

    Later instalments wait for their own reasons, and an advance was paid before.
    """
    vouchers, lots = vouchers_by_seq(statement.facts), lots_by_seq(statement.facts)
    for match in _paying(statement):
        first = min(match.vouchers, key=lambda leg: (_day(vouchers[leg.seq]), leg.name))
        voucher = vouchers[first.seq]
        paid, parts = _day(voucher), parts_of(first, voucher)
        decisions = (one for lot in match.deliveries for one in lots[lot.seq].decisions)
        before = [one.decided_on for one in decisions if one.accepted and one.decided_on <= paid]
        days = (paid - max(before)).days if before else 0
        if days > statement.rules.payment_days_max and all(one.drawn_from != "advanced" for one in parts):
            amount, limit = sum(part.amount for part in parts), statement.rules.payment_days_max
            yield about_legs(
                "E-PAY-SLOW", "LOW", match, (first,), amount,
                on=paid, decided_on=max(before), days=days, limit=limit,
            )  # fmt: skip


def _paying(statement: Statement) -> Iterator[Match]:
    return (
        one
        for one in statement.matching.matches
        if one.deliveries and one.status not in _SILENT and one.rule != "RC"
    )


def _day(voucher: Voucher) -> date:
    """The day it was paid, if known, else posted."""
    return voucher.paid_on or voucher.on
