"""Output papers: targets, lots handed in, and the committee's decisions on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ledger.commands import Command, Commit, Decide, Deliver, SetTarget
from ledger.entries import Entry
from reconciliation import documents as d
from reconciliation.papers.common import NOTHING, digests, gained, heading
from reconciliation.scope import Scope


def targets(within: Scope, kept: Mapping[int, d.Target] = NOTHING) -> tuple[d.Target, ...]:
    """What each standing entry changed of a plan: sums stay right when one in the middle is reversed."""
    return tuple(
        kept.get(entry.seq)
        or d.Target(
            seq=entry.seq,
            unit=command.unit,
            activity=command.activity,
            due_on=command.due_on,
            change=gained(entry, "target"),
        )
        for entry in within.standing("set_target")
        if isinstance(command := entry.command, SetTarget)
    )


def deliveries(within: Scope, kept: Mapping[int, d.Delivery] = NOTHING) -> tuple[d.Delivery, ...]:
    """Every lot with its decisions and how much of what was rejected came in again."""
    standing = [(entry, kept.get(entry.seq)) for entry in within.standing("deliver")]
    prices, reworked = _prices(within), _reworked(known or entry.command for entry, known in standing)
    found: list[d.Delivery] = []
    for entry, known in standing:
        lot = known or entry.command
        if isinstance(lot, d.Delivery | Deliver):
            # Neither rework nor a contract refers to the lot that it changes.
            price = prices.get((lot.unit, lot.commitment)) if lot.commitment else None
            again = reworked.get(lot.number, 0)
            if isinstance(lot, Deliver):
                found.append(_delivery(within, entry, lot, price, again))
            elif (lot.reworked, lot.unit_price) == (again, price):
                found.append(lot)
            else:
                found.append(replace(lot, reworked=again, unit_price=price))
    return tuple(found)


def _delivery(within: Scope, entry: Entry, command: Deliver, price: int | None, again: int) -> d.Delivery:
    return d.Delivery(
        **heading(within, entry, command.number),
        unit=command.unit,
        activity=command.activity,
        vendor=command.vendor,
        quantity=command.quantity,
        rework_of=command.rework_of,
        commitment=command.commitment,
        unit_price=price,
        decisions=tuple(
            _decision(one, verdict)
            for one in within.about(entry.seq, "decide")
            if isinstance(verdict := one.command, Decide)
        ),
        reworked=again,
        surveyed=command.surveyed,
    )


def _decision(entry: Entry, command: Decide) -> d.Decision:
    return d.Decision(
        seq=entry.seq,
        decided_on=entry.request.effective_on,
        accepted=command.accepted,
        rejected=command.rejected,
        price_reduction=command.price_reduction.minor,
        fine=command.fine.minor,
        report_no=command.report_no,
        decided_by=entry.person,
        acting_for=entry.request.acting_for,
        surveyed=command.surveyed,
        evidence=digests(entry),
    )


def _prices(within: Scope) -> Mapping[tuple[str, str], int]:
    """(unit, contract number) -> unit price; what was agreed stays agreed when the paper is reversed."""
    prices: dict[tuple[str, str], int] = {}
    for entry in within.kinds.get("commit", ()):
        command = entry.command
        if isinstance(command, Commit) and command.unit_price.minor:
            prices.setdefault((command.unit, command.number), command.unit_price.minor)
    return prices


def _reworked(lots: Iterable[d.Delivery | Command]) -> Mapping[str, int]:
    """Lot number -> quantity handed in again; lot numbers are unique in the book."""
    reworked: defaultdict[str, int] = defaultdict(int)
    for lot in lots:
        if isinstance(lot, d.Delivery | Deliver) and lot.rework_of:
            reworked[lot.rework_of] += lot.quantity
    return reworked
