"""Control papers: what was refused, overridden and taken back, which numbers are used, what is closed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from ledger.buckets import MONEY, Bucket
from ledger.commands import Approve, ClosePeriod, Command, Disburse, Propose, Reverse, SignOff, Transfer
from ledger.commands.review import REVIEW_VERBS, STEPS
from ledger.documents import VOID, documents_of
from ledger.entries import Entry, Line
from reconciliation import documents as d
from reconciliation.scope import Scope

# Fields by which a command without a number of its own says what it is about.
_ACTS_ON: Final = (
    *("transfer", "delivery", "commitment", "advance", "voucher", "carry", "proposal", "reverses"),
)
# Where a voucher's money returns to depends on the day: after its line's year it is remitted.
_PURSES: Final = frozenset({"available", "committed", "advanced", "carried", "remitted"})


def refusals(within: Scope, entries: Iterable[Entry]) -> tuple[d.Refused, ...]:
    """Every refusal among some recorded entries of a command whose day lies by the cut-off.

    A match or signature refused is the review's own affair and no input of a run (see runs/digests.py):
    else a run whose match is refused would differ from itself.
    """
    return tuple(
        d.Refused(
            seq=entry.seq,
            verb=entry.command.verb,
            unit=entry.unit,
            number=number_of(entry.command),
            fiscal_year=entry.fiscal_year,
            on=entry.request.effective_on,
            actor=entry.person or entry.actor,
            code=entry.refusal[0],
            amount=_asked(entry.command),
        )
        for entry in entries
        if entry.refusal
        and entry.command.verb not in REVIEW_VERBS
        and entry.request.effective_on <= within.on
    )


def number_of(command: Command) -> str:
    """The number of the document a command makes or acts on; "" when it has none."""
    if isinstance(command, Propose):
        return number_of(command.command) or command.number
    if isinstance(command, Transfer):
        return command.order_no or command.legs[0].number
    names = ("number", *_ACTS_ON)
    return next((str(said) for name in names if (said := getattr(command, name, ""))), "")


def _asked(command: Command) -> int:
    """The money a command asked to move; 0 when it says none."""
    if isinstance(command, Propose):
        return _asked(command.command)
    if isinstance(command, Disburse):
        return sum(line.amount.minor for line in command.lines)
    if isinstance(command, Transfer):
        return sum(leg.amount.minor for leg in command.legs)
    amount = getattr(command, "amount", None)
    return amount.minor if amount is not None else 0


def overrides(within: Scope) -> tuple[d.Override, ...]:
    """Every approval that gave a reason to go beyond a limit, with what it approved."""
    proposed = {entry.seq: entry.command for entry in within.kinds.get("propose", ())}
    found: list[d.Override] = []
    for entry in within.kinds.get("approve", ()):
        command, asked = entry.command, proposed.get(entry.refers_to)
        if isinstance(command, Approve) and command.override_reason and isinstance(asked, Propose):
            verb, number = asked.command.verb, number_of(asked.command)
            found.append(d.Override(seq=entry.seq, proposal=command.proposal, verb=verb, number=number))
    return tuple(found)


def closings(within: Scope) -> tuple[d.Closing, ...]:
    """The history of the watermark: known at the position, whatever its day."""
    return tuple(
        d.Closing(seq=entry.seq, through=through)
        for entry in within.registered
        if (through := _closed_by(entry.command)) is not None
    )


def _closed_by(command: Command) -> date | None:
    """The last day that a command closed: a signed run closes its period like close_period."""
    if isinstance(command, SignOff):
        return command.on if command.step == STEPS[-1] else None
    return command.through if isinstance(command, ClosePeriod) else None


def numbers(within: Scope, entries: Iterable[Entry]) -> tuple[d.Numbered, ...]:
    """Every used number of some recorded entries, those of reversed documents and of later days included."""
    return tuple(
        d.Numbered(
            seq=entry.seq,
            kind=paper.kind,
            number=paper.number,
            unit=paper.unit,
            fiscal_year=paper.fiscal_year,
            void=entry.kind == VOID,
            within=within.effective(entry),
        )
        for entry in entries
        for paper in documents_of(entry)
    )


def mirrors(within: Scope) -> tuple[d.Mirror, ...]:
    """Every reversal held against what it says it reverses."""
    reversing = within.kinds.get("reverse", ())
    targets = {
        entry.seq: entry
        for entry in map(within.at, {one.refers_to for one in reversing})
        if entry and within.effective(entry)
    }
    seen: set[int] = set()
    found: list[d.Mirror] = []
    for entry in reversing:
        found.append(_mirror(entry, targets.get(entry.refers_to), first=entry.refers_to not in seen))
        seen.add(entry.refers_to)
    return tuple(found)


def _mirror(entry: Entry, target: Entry | None, *, first: bool) -> d.Mirror:
    command = entry.command
    return d.Mirror(
        seq=entry.seq,
        number=command.number if isinstance(command, Reverse) else "",
        unit=entry.unit,
        fiscal_year=entry.document_year or entry.fiscal_year,
        target=entry.refers_to,
        amount=sum(line.amount for line in entry.lines if line.amount > 0 and line.bucket.stage in MONEY),
        found=target is not None,
        equal=target is not None and _moved(entry.lines) == _moved(target.lines, -1),
        first=first,
    )


def _moved(lines: Iterable[Line], sign: int = 1) -> Mapping[tuple[str, ...], int]:
    """What lines move, by bucket; the purses of a unit and line count as one place."""
    sums: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for bucket, amount, _ in lines:
        sums[_place(bucket)] += sign * amount
    return {place: amount for place, amount in sums.items() if amount}


def _place(bucket: Bucket) -> tuple[str, ...]:
    if bucket.stage in _PURSES:
        return ("purse", bucket.unit, bucket.code, bucket.measure)
    return tuple(bucket)
