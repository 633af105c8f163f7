"""Collect: journal entries folded into facts.

A document that was reversed by the cut-off is left out with all it did, vouchers excepted. Units,
lines, activities and holidays are the book's register, known at the position whatever their day;
rates, targets and rule sets are facts, and count from their day on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TypeVar

from ledger.calendar import Holidays
from ledger.commands import (
    Command,
    DefineActivity,
    GrantRole,
    OpenBook,
    OpenLine,
    RegisterUnit,
    SetHolidays,
    SetPolicy,
    SetRate,
    SetRules,
)
from ledger.entries import Entry
from reconciliation.documents import Document, Target
from reconciliation.facts import Facts
from reconciliation.matching.match import StandingMatch
from reconciliation.papers import (
    budget,
    control,
    matches,
    obligations,
    outputs,
    proposals,
    statements,
    transfers,
    vouchers,
)
from reconciliation.papers.common import NOTHING
from reconciliation.scope import Scope, extended, scope

C = TypeVar("C", bound=Command)
D = TypeVar("D", bound=Document | Target | StandingMatch)


@dataclass(frozen=True, slots=True)
class Collection:
    """Facts and standing matches with the scope they were folded from, so that they can be continued."""

    within: Scope
    facts: Facts
    standing: tuple[StandingMatch, ...]


def collect(entries: Iterable[Entry], on: date) -> Facts:
    """Every document effective by `on`, whatever order the entries come in.

    Raises ValueError when the entries do not open a book.
    """
    within = scope(entries, on)
    return _facts(within, Kept(None, frozenset(), within.recorded))


def collected(entries: Iterable[Entry], on: date) -> Collection:
    """The same, to be continued; raises ValueError when the entries do not open a book."""
    within = scope(entries, on)
    facts = _facts(within, Kept(None, frozenset(), within.recorded))
    return Collection(within, facts, matches.matches(within))


def continued(before: Collection, later: Iterable[Entry]) -> Collection:
    """A collection with the entries recorded after its own: equal to one of all entries together.

    Documents that no later entry is about stay the same objects.
    """
    later = tuple(sorted(later, key=lambda entry: entry.seq))
    within = extended(before.within, later)
    kept = Kept(before.facts, _touched(within, later), later)
    standing = matches.matches(within, kept.matches(before.standing))
    return Collection(within, _facts(within, kept), standing)


@dataclass(frozen=True, slots=True)
class Kept:
    """The facts of an earlier reading (if any), positions that may have changed, and the entries since."""

    before: Facts | None
    touched: frozenset[int]
    later: tuple[Entry, ...]

    def of(self, family: Callable[[Facts], Iterable[D]]) -> Mapping[int, D]:
        """The documents of a family, by position, that no later entry is about."""
        if self.before is None:
            return NOTHING
        return {one.seq: one for one in family(self.before) if one.seq not in self.touched}

    def matches(self, standing: Iterable[StandingMatch]) -> Mapping[int, StandingMatch]:
        """The matches that hold what they held; none where a voucher's number was used again."""
        known = {(one.unit, one.number) for one in self.before.vouchers} if self.before else set()
        used = {(one.unit, getattr(one.command, "number", "")) for one in self.later}
        if not known.isdisjoint(used):
            return NOTHING
        return {
            one.seq: one
            for one in standing
            if one.seq not in self.touched and all(seq for seq, _ in one.vouchers)
        }


def _touched(within: Scope, later: Iterable[Entry]) -> frozenset[int]:
    """The later entries and all that they are about: what they refer to, what moved the same buckets.

    And what was posted for proposals among these.
    """
    asked = [entry.seq for entry in later]
    for bucket in {line.bucket for one in later for line in one.lines}:
        asked += [movement.seq for movement in within.moved.get(bucket, ())]
    touched: set[int] = set()
    while asked:
        seq = asked.pop()
        entry = within.at(seq)
        if entry is not None and seq not in touched:
            touched.add(seq)
            asked += [entry.refers_to, *(one.seq for one in within.proposed.get(seq, ()))]
    return frozenset(touched)


def _facts(within: Scope, kept: Kept) -> Facts:
    registered, before = _of(OpenBook, within.registered), kept.before
    if not registered:
        raise ValueError("the entries open no book")
    return Facts(
        on=within.on,
        book=registered[0],
        units={unit.code: unit for unit in _of(RegisterUnit, within.registered)},
        lines={line.code: line for line in _of(OpenLine, within.registered)},
        activities={one.code: one for one in _of(DefineActivity, within.registered)},
        holidays=_holidays(within),
        rates=tuple(_of(SetRate, within.kinds.get(SetRate.verb, ()))),
        rule_sets=tuple(_of(SetRules, within.kinds.get(SetRules.verb, ()))),
        advance_counts_as_used=_advance_counts(within),
        budget=budget.moves(within),
        retentions=budget.retentions(within),
        lapses=budget.lapses(within),
        carries=budget.carries(within),
        transfers=transfers.transfers(within),
        commitments=obligations.commitments(within, kept.of(lambda facts: facts.commitments)),
        advances=obligations.advances(within, kept.of(lambda facts: facts.advances)),
        targets=outputs.targets(within, kept.of(lambda facts: facts.targets)),
        deliveries=outputs.deliveries(within, kept.of(lambda facts: facts.deliveries)),
        vouchers=vouchers.vouchers(within, kept.of(lambda facts: facts.vouchers)),
        reversals=tuple(within.reversals.values()),
        proposals=proposals.proposals(within, kept.of(lambda facts: facts.proposals)),
        held={key: amount for key, amount in within.held.items() if amount},
        balances=within.balances,
        refusals=(*(before.refusals if before else ()), *control.refusals(within, kept.later)),
        overrides=control.overrides(within),
        mirrors=control.mirrors(within),
        numbers=(*(before.numbers if before else ()), *control.numbers(within, kept.later)),
        closings=control.closings(within),
        policies=tuple(_of(SetPolicy, within.kinds.get(SetPolicy.verb, ()))),
        grants=tuple(_of(GrantRole, within.registered)),
        undone=matches.undone(within),
        statements=statements.statements(within),
    )


def _of(kind: type[C], entries: Iterable[Entry]) -> list[C]:
    return [entry.command for entry in entries if isinstance(entry.command, kind)]


def _holidays(within: Scope) -> Holidays:
    years = {command.year: command.days for command in _of(SetHolidays, within.registered)}
    return Holidays({day.day: (day.name_th, day.name_en) for day in chain(*years.values())})


def _advance_counts(within: Scope) -> bool:
    known = [
        policy
        for policy in _of(SetPolicy, within.kinds.get(SetPolicy.verb, ()))
        if policy.valid_from <= within.on
    ]
    in_force = max(enumerate(known), key=lambda pair: (pair[1].valid_from, pair[0]), default=None)
    return in_force is None or in_force[1].advance_counts_as_used
