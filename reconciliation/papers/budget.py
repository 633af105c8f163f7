"""Budget papers: appropriations, releases, what the centre keeps, what is carried over or lapses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.commands import Appropriate, CarryForward, Extend, Lapse, MovePurpose, Release, Retain
from ledger.entries import Entry
from reconciliation import documents as d
from reconciliation.papers.common import gained, heading
from reconciliation.scope import Scope

_BACK = frozenset({"withdraw", "hold_release", "retain_back"})


def moves(within: Scope) -> tuple[d.BudgetMove, ...]:
    """Appropriations and releases, and moves to another purpose (once per line)."""
    kinds = ("appropriate", "withdraw", "release", "hold_release", "move_purpose")
    found = (move for entry in within.standing(*kinds) for move in _moves(within, entry))
    return tuple(sorted(found, key=lambda move: move.seq))


def _moves(within: Scope, entry: Entry) -> Iterator[d.BudgetMove]:
    command, sign = entry.command, -1 if entry.kind in _BACK else 1
    sides: tuple[tuple[str, int], ...]
    if isinstance(command, MovePurpose):
        sides, paper, instalment = ((command.from_line, -1), (command.to_line, 1)), command.authority, 0
    elif isinstance(command, Release):
        sides, paper, instalment = ((command.line, sign),), command.approval_no, command.instalment
    elif isinstance(command, Appropriate):
        sides, paper, instalment = ((command.line, sign),), command.authority, 0
    else:
        return
    head, amount = heading(within, entry, command.number), command.amount.minor
    for line, by in sides:
        yield d.BudgetMove(
            **head, verb=entry.kind, line=line, amount=by * amount, paper=paper, instalment=instalment
        )


def retentions(within: Scope) -> tuple[d.Retention, ...]:
    """What the centre keeps to spend itself, and what it gave back."""
    return tuple(
        d.Retention(
            **heading(within, entry, command.number),
            unit=entry.unit,
            line=command.line,
            amount=gained(entry, "available"),
        )
        for entry in within.standing("retain", "retain_back")
        if isinstance(command := entry.command, Retain)
    )


def lapses(within: Scope) -> tuple[d.Lapse, ...]:
    """What lapsed."""
    return tuple(
        d.Lapse(
            **heading(within, entry, command.number),
            unit=command.unit,
            line=command.line,
            stage=command.stage,
            amount=gained(entry, "lapsed"),
        )
        for entry in within.standing("lapse")
        if isinstance(command := entry.command, Lapse)
    )


def carries(within: Scope) -> tuple[d.Carry, ...]:
    """Carry-overs with the end date of their last extension."""
    return tuple(
        d.Carry(
            **heading(within, entry, command.number),
            unit=command.unit,
            line=command.line,
            amount=command.amount.minor,
            commitment=command.commitment,
            approval_no=command.approval_no,
            end_on=max([command.end_on, *_extensions(within, entry.seq)]),
            outstanding=sum(
                within.balance(line.bucket) for line in entry.lines if line.bucket.stage == "carried"
            ),
        )
        for entry in within.standing("carry_forward")
        if isinstance(command := entry.command, CarryForward)
    )


def _extensions(within: Scope, seq: int) -> list[date]:
    return [e.command.end_on for e in within.about(seq, "extend") if isinstance(e.command, Extend)]
