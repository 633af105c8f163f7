"""Timing: papers dated before the money came, in the last days of the year, or long before their posting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from ledger.calendar import fiscal_year, last_day
from reconciliation.documents import Transfer, Voucher
from reconciliation.facts import Facts
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.statement import Finding, Statement, Term


def spent_early(statement: Statement) -> Iterator[Finding]:
    """E-SPEND-EARLY: a voucher dated (or posted) before its unit had received anything.

    The day of the paper counts, because nothing can be posted where no money is.
    """
    first, vouchers = first_receipts(statement.facts), statement.facts.vouchers
    names = names_of(vouchers)
    for one in vouchers:
        day = min(one.on, _dated(one) or one.on)
        if day < (received := first.get(one.unit, date.max)):
            known = _received(received)
            yield about_papers("E-SPEND-EARLY", "HIGH", (one,), names, one.amount, on=day, first_on=known)


def committed_early(statement: Statement) -> Iterator[Finding]:
    """E-COMMIT-EARLY: a contract dated before its unit had received anything; the contract's amount."""
    first, contracts = first_receipts(statement.facts), statement.facts.commitments
    names = names_of(contracts)
    for one in contracts:
        if one.on < (received := first.get(one.unit, date.max)):
            known = _received(received)
            yield about_papers("E-COMMIT-EARLY", "HIGH", (one,), names, one.amount, on=one.on, first_on=known)


def first_receipts(facts: Facts) -> Mapping[str, date]:
    """Unit -> the day it first received money it may spend: by a confirmed transfer, or retained."""
    first: dict[str, date] = {}
    for leg in facts.transfers:
        for receipt in leg.receipts:
            if receipt.stage == "available":
                first[leg.to_unit] = min(receipt.on, first.get(leg.to_unit, date.max))
    for kept in facts.retentions:
        if kept.amount > 0:
            first[kept.unit] = min(kept.on, first.get(kept.unit, date.max))
    return first


def _received(first: date) -> date | Term:
    return Term("nothing_yet") if first == date.max else first


def at_year_end(statement: Statement) -> Iterator[Finding]:
    """E-YEAREND: a contract, or an order that hands money on, in the last days of a fiscal year.

    Money given back (kind `return`) is what year end is for. A line that was itself first released in
    those days could not be used earlier, and a programme of one day is no rush.
    """
    last, released = timedelta(days=statement.rules.year_end_days), _first_releases(statement.facts)

    def hurried(on: date, line: str) -> bool:
        start = last_day(fiscal_year(on)) - last
        return on > start and released.get(line, date.max) <= start

    names = names_of(statement.facts.commitments)
    for one in statement.facts.commitments:
        if hurried(one.on, one.line):
            end = last_day(fiscal_year(one.on))
            yield about_papers("E-YEAREND", "LOW", (one,), names, one.amount, on=one.on, end_on=end)
    yield from _orders_at_year_end(
        statement.facts.transfers,
        [leg for leg in statement.facts.transfers if leg.kind != "return" and hurried(leg.on, leg.line)],
    )


def _orders_at_year_end(transfers: Sequence[Transfer], late: Sequence[Transfer]) -> Iterator[Finding]:
    """One finding per order; whoever issued it answers."""
    names, orders = names_of(transfers), defaultdict[int, list[Transfer]](list)
    for leg in late:
        orders[leg.seq].append(leg)
    for legs in orders.values():
        amount, on, issuer = sum(leg.amount for leg in legs), legs[0].on, legs[0].from_unit
        end = last_day(fiscal_year(on))
        found = about_papers("E-YEAREND", "LOW", legs, names, amount, on=on, end_on=end)
        yield replace(found, unit=issuer, owner=issuer, facts={**found.facts, "unit": issuer})


def _first_releases(facts: Facts) -> Mapping[str, date]:
    """Line -> the day its money was first released or moved to it."""
    first: dict[str, date] = {}
    for move in facts.budget:
        if move.verb in {"release", "move_purpose"} and move.amount > 0:
            first[move.line] = min(move.on, first.get(move.line, date.max))
    return first


def posted_late(statement: Statement) -> Iterator[Finding]:
    """E-LATE: posted long after the day of its document (or of the fact it is about)."""
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers:
        dated = _dated(voucher)
        if dated is not None and (days := (voucher.on - dated).days) > statement.rules.posting_days_max:
            yield about_papers(
                "E-LATE",
                "MED",
                (voucher,),
                names,
                voucher.amount,
                on=voucher.on,
                document_on=dated,
                days=days,
                limit=statement.rules.posting_days_max,
            )


def dated_in_signed_period(statement: Statement) -> Iterator[Finding]:
    """E-BACKDATE: the document's day lies in a period that was closed before the voucher was posted."""
    names = names_of(statement.facts.vouchers)
    for voucher in statement.facts.vouchers if statement.facts.closings else ():
        dated = _dated(voucher)
        through = max((c.through for c in statement.facts.closings if c.seq < voucher.seq), default=date.min)
        if dated is not None and dated <= through:
            yield about_papers(
                "E-BACKDATE",
                "HIGH",
                (voucher,),
                names,
                voucher.amount,
                on=voucher.on,
                document_on=dated,
                through=through,
            )


def _dated(voucher: Voucher) -> date | None:
    """The day on the paper, else the day of the fact it was posted for."""
    return voucher.document_on or voucher.original_on
