"""Payments: vouchers that together, or by their day or figure, deserve a look.

Reversed vouchers are in: whoever wrote them wrote them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import NamedTuple

from ledger.calendar import is_working_day
from reconciliation.documents import Voucher
from reconciliation.facts import Facts
from reconciliation.findings.contracts import carried_contracts, drawn_on_contract
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.overhead import PERCENT
from reconciliation.statement import Finding, Statement, Term


class Payment(NamedTuple):
    """What a voucher charged to one activity."""

    voucher: Voucher
    amount: int


def split(statement: Statement) -> Iterator[Finding]:
    """E-SPLIT: payments below the limit to one vendor for one cell that together reach it."""
    limit, window = statement.rules.approval_limit.minor, timedelta(days=statement.rules.split_window_days)
    names = names_of(statement.facts.vouchers)
    for (vendor, activity), payments in _without_contract(statement.facts, limit):
        for run in runs(payments, window, limit):
            total = sum(payment.amount for payment in run)
            yield about_papers(
                "E-SPLIT",
                "HIGH",
                [payment.voucher for payment in run],
                names,
                total,
                vendor=vendor,
                activity=activity,
                count=len(run),
                limit=statement.rules.approval_limit,
                first_on=run[0].voucher.on,
                last_on=run[-1].voucher.on,
            )


def runs(payments: Sequence[Payment], window: timedelta, limit: int) -> Iterator[Sequence[Payment]]:
    """Greedy runs of at least two within the window that reach the limit, not overlapping."""
    sums = list(accumulate((payment.amount for payment in payments), initial=0))
    start = end = 0
    while start < len(payments):
        until = payments[start].voucher.on + window
        while end < len(payments) and payments[end].voucher.on <= until:
            end += 1
        if end - start > 1 and sums[end] - sums[start] >= limit:
            yield payments[start:end]
            start = end
        else:
            start += 1


def _without_contract(facts: Facts, limit: int) -> Iterator[tuple[tuple[str, str], list[Payment]]]:
    """(vendor, activity) and the payments below the limit of one unit, by day and number.

    A voucher that names no vendor is like no other. Money carried over is drawn on a contract only
    where it was the rest of one.
    """
    groups: defaultdict[tuple[str, str, str], dict[int, Payment]] = defaultdict(dict)
    carried = carried_contracts(facts)
    for voucher in facts.vouchers:
        for part in voucher.parts if voucher.vendor else ():
            if not drawn_on_contract(voucher, part, carried):
                group = groups[voucher.unit, voucher.vendor, part.activity]
                known = group.get(voucher.seq)
                group[voucher.seq] = Payment(voucher, part.amount + (known.amount if known else 0))
    for (_, vendor, activity), group in groups.items():
        small = [payment for payment in group.values() if payment.amount < limit]
        yield (vendor, activity), sorted(small, key=lambda one: (one.voucher.on, one.voucher.number))


def on_closed_day(statement: Statement) -> Iterator[Finding]:
    """E-WEEKEND: posted on a Saturday, Sunday or official holiday."""
    holidays = statement.facts.holidays
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        if not is_working_day(voucher.on, holidays):
            kind = "holiday" if voucher.on in holidays else "weekend"
            yield about_papers(
                "E-WEEKEND", "NOTE", (voucher,), names, voucher.amount, on=voucher.on, kind=Term(kind)
            )


def round_figure(statement: Statement) -> Iterator[Finding]:
    """E-ROUND: at least the minimum and a multiple of the round figure."""
    minimum, multiple = statement.rules.round_minimum.minor, statement.rules.round_multiple.minor
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        if voucher.amount >= minimum and voucher.amount % multiple == 0:
            multiple_of = statement.rules.round_multiple
            yield about_papers("E-ROUND", "NOTE", (voucher,), names, voucher.amount, multiple=multiple_of)


def near_limit(statement: Statement) -> Iterator[Finding]:
    """E-NEAR-LIMIT: just below the approval limit."""
    limit, percent = statement.rules.approval_limit, statement.rules.near_limit_percent
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        if limit.minor * percent <= voucher.amount * PERCENT and voucher.amount < limit.minor:
            yield about_papers("E-NEAR-LIMIT", "NOTE", (voucher,), names, voucher.amount, limit=limit)
