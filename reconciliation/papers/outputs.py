"""Output papers: targets, lots handed in, and the committee's decisions on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from ledger.commands import Commit, Decide, Deliver, SetTarget
from ledger.entries import Entry
from reconciliation import documents as d
from reconciliation.papers.common import digests, gained, heading
from reconciliation.scope import Scope


def targets(within: Scope) -> tuple[d.Target, ...]:
    """What each standing entry changed of a plan: sums stay right when one in the middle is reversed."""
    return tuple(
        d.Target(
            seq=entry.seq,
            unit=command.unit,
            activity=command.activity,
            due_on=command.due_on,
            change=gained(entry, "target"),
        )
        for entry in within.standing("set_target")
        if isinstance(command := entry.command, SetTarget)
    )


def deliveries(within: Scope) -> tuple[d.Delivery, ...]:
    """Every lot with its decisions and how much of what was rejected came in again."""
    prices, reworked = _prices(within), _reworked(within)
    return tuple(
        d.Delivery(
            **heading(within, entry, command.number),
            unit=command.unit,
            activity=command.activity,
            vendor=command.vendor,
            quantity=command.quantity,
            rework_of=command.rework_of,
            commitment=command.commitment,
            unit_price=prices.get((command.unit, command.commitment)),
            decisions=tuple(
                _decision(one, verdict)
                for one in within.about(entry.seq, "decide")
                if isinstance(verdict := one.command, Decide)
            ),
            reworked=reworked[command.number],
            surveyed=command.surveyed,
        )
        for entry in within.standing("deliver")
        if isinstance(command := entry.command, Deliver)
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


def _reworked(within: Scope) -> Mapping[str, int]:
    """Lot number -> quantity handed in again; lot numbers are unique in the book."""
    reworked: defaultdict[str, int] = defaultdict(int)
    for entry in within.standing("deliver"):
        if isinstance(entry.command, Deliver) and entry.command.rework_of:
            reworked[entry.command.rework_of] += entry.command.quantity
    return reworked
