"""Collect: journal entries folded into facts.

A document that was reversed by the cut-off is left out with all it did, vouchers excepted. Units,
lines, activities and holidays are the book's register, known at the position whatever their day;
rates, targets and rule sets are facts, and count from their day on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import TypeVar

from ledger.calendar import Holidays
from ledger.commands import (
    Command,
    DefineActivity,
    OpenBook,
    OpenLine,
    RegisterUnit,
    SetHolidays,
    SetPolicy,
    SetRate,
    SetRules,
)
from ledger.entries import Entry
from reconciliation.facts import Facts
from reconciliation.papers import (
    budget,
    control,
    matches,
    obligations,
    outputs,
    proposals,
    transfers,
    vouchers,
)
from reconciliation.scope import Scope, scope

C = TypeVar("C", bound=Command)


def collect(entries: Iterable[Entry], on: date) -> Facts:
    """Every document effective by `on`, whatever order the entries come in.

    Raises ValueError when the entries do not open a book.
    """
    within = scope(entries, on)
    registered = _of(OpenBook, within.registered)
    if not registered:
        raise ValueError("the entries open no book")
    return Facts(
        on=on,
        book=registered[0],
        units={unit.code: unit for unit in _of(RegisterUnit, within.registered)},
        lines={line.code: line for line in _of(OpenLine, within.registered)},
        activities={one.code: one for one in _of(DefineActivity, within.registered)},
        holidays=_holidays(within),
        rates=tuple(_of(SetRate, within.entries)),
        rule_sets=tuple(_of(SetRules, within.entries)),
        advance_counts_as_used=_advance_counts(within),
        budget=budget.moves(within),
        retentions=budget.retentions(within),
        lapses=budget.lapses(within),
        carries=budget.carries(within),
        transfers=transfers.transfers(within),
        commitments=obligations.commitments(within),
        advances=obligations.advances(within),
        targets=outputs.targets(within),
        deliveries=outputs.deliveries(within),
        vouchers=vouchers.vouchers(within),
        reversals=tuple(within.reversals.values()),
        proposals=proposals.proposals(within),
        held=_held(within),
        balances=within.balances,
        refusals=control.refusals(within),
        overrides=control.overrides(within),
        mirrors=control.mirrors(within),
        numbers=control.numbers(within),
        closings=control.closings(within),
        undone=matches.undone(within),
    )


def _of(kind: type[C], entries: Iterable[Entry]) -> list[C]:
    return [entry.command for entry in entries if isinstance(entry.command, kind)]


def _holidays(within: Scope) -> Holidays:
    years = {command.year: command.days for command in _of(SetHolidays, within.registered)}
    return Holidays({day.day: (day.name_th, day.name_en) for day in chain(*years.values())})


def _advance_counts(within: Scope) -> bool:
    known = [policy for policy in _of(SetPolicy, within.entries) if policy.valid_from <= within.on]
    in_force = max(enumerate(known), key=lambda pair: (pair[1].valid_from, pair[0]), default=None)
    return in_force is None or in_force[1].advance_counts_as_used


def _held(within: Scope) -> Mapping[tuple[str, str], int]:
    """(unit, stage) -> what open proposals hold that waited there before."""
    held: defaultdict[tuple[str, str], int] = defaultdict(int)
    for unit, stage, amount in chain.from_iterable(map(_reserving, within.entries)):
        held[unit, stage] += amount
    return {key: amount for key, amount in held.items() if amount}


def _reserving(entry: Entry) -> Iterator[tuple[str, str, int]]:
    if any(line.bucket.stage == "reserved" for line in entry.lines):
        for bucket, amount, _ in entry.lines:
            if bucket.stage != "reserved":
                yield bucket.unit, bucket.stage, -amount
