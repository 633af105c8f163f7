"""Narrow: a statement as some units see it: their documents, figures and findings, and no one else's.

Nothing is judged anew: a narrowed statement says of these units exactly what the whole one says. What
concerns the book as a whole (that sets balance, the totals of all) is left out, as it cannot be told from
a part.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from ledger.errors import UnknownUnit
from reconciliation.districts import total
from reconciliation.facts import Facts
from reconciliation.statement import Statement

T = TypeVar("T")


def narrowed(statement: Statement, units: Collection[str]) -> Statement:
    """The statement of some units, in their order of registration; raises UnknownUnit."""
    for unit in units:
        if unit not in statement.facts.units:
            raise UnknownUnit(unit=unit)
    kept = frozenset(units)
    facts = _facts(statement.facts, kept)
    rows = _of(statement.districts, lambda row: row.district in kept)
    lots = {lot.seq for lot in facts.deliveries}
    matching = replace(
        statement.matching,
        matches=_of(statement.matching.matches, lambda one: one.unit in kept),
        unclaimed=_of(statement.matching.unclaimed, lambda lot: lot.seq in lots),
    )
    return replace(
        statement,
        units=tuple(unit for unit in statement.facts.units if unit in kept),
        facts=facts,
        cells=_of(statement.cells, lambda cell: cell.district in kept),
        districts=rows,
        total=total(rows),
        identities=_of(statement.identities, lambda one: one.subject.partition("/")[0] in kept),
        matching=matching,
        findings=_of(statement.findings, lambda one: one.unit in kept or one.owner in kept),
    )


def _of(values: Iterable[T], keep: Callable[[T], bool]) -> tuple[T, ...]:
    return tuple(value for value in values if keep(value))


def _facts(facts: Facts, kept: frozenset[str]) -> Facts:
    """The documents of some units: transfers that they sent or were sent, the money of lines they own."""
    own = {code for code, line in facts.lines.items() if line.owner_unit in kept}
    proposed = {one.number for one in facts.proposals if one.unit in kept}
    targets = {one.target for one in facts.mirrors if one.unit in kept}
    return replace(
        facts,
        budget=_of(facts.budget, lambda one: one.line in own),
        retentions=_of(facts.retentions, lambda one: one.unit in kept),
        transfers=_of(facts.transfers, lambda leg: bool(kept & {leg.from_unit, leg.to_unit})),
        lapses=_of(facts.lapses, lambda one: one.unit in kept),
        commitments=_of(facts.commitments, lambda one: one.unit in kept),
        advances=_of(facts.advances, lambda one: one.unit in kept),
        carries=_of(facts.carries, lambda one: one.unit in kept),
        targets=_of(facts.targets, lambda one: one.unit in kept),
        deliveries=_of(facts.deliveries, lambda lot: lot.unit in kept),
        vouchers=_of(facts.vouchers, lambda one: one.unit in kept),
        reversals=_of(facts.reversals, lambda one: one.target in targets),
        proposals=_of(facts.proposals, lambda one: one.unit in kept),
        held={key: amount for key, amount in facts.held.items() if key[0] in kept},
        balances={bucket: amount for bucket, amount in facts.balances.items() if bucket.unit in kept},
        refusals=_of(facts.refusals, lambda one: one.unit in kept),
        overrides=_of(facts.overrides, lambda one: one.proposal in proposed),
        mirrors=_of(facts.mirrors, lambda one: one.unit in kept),
        numbers=_of(facts.numbers, lambda one: one.unit in kept),
        undone=_of(facts.undone, lambda one: one.unit in kept),
        grants=_of(facts.grants, lambda one: not one.units or bool(kept & set(one.units))),
    )
