"""Explained: how the evidence of each cell leads to what its value says is not supported.

Per cell: spent less earned of every voucher and every unclaimed lot = unsupported - earned but not
spent - worth above the plan (RECONCILIATION.md, identities). Value and evidence are worked out apart,
so this is where an auditor sees that neither has lost anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from reconciliation.facts import Facts
from reconciliation.statement import Cell, Identity, Statement
from reconciliation.work import CellKey, Work, works
from reconciliation.worth import Rates

# A lot offered by a suggestion is still unclaimed: the suggestion explains its vouchers alone.
_OFFERING = "SUGGESTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """One cell: spent less earned by the status of its matches, less the worth of unclaimed lots.

    `over_plan` is what was accepted above the plan would be worth; money in minor units.
    """

    cell: Cell
    by_status: Mapping[str, int]
    unclaimed: int
    over_plan: int

    @property
    def evidence(self) -> int:
        """Σ (spent - earned) over vouchers and unclaimed lots."""
        return sum(self.by_status.values()) - self.unclaimed

    @property
    def value(self) -> int:
        """Unsupported, less earned but not spent, less the worth above the plan."""
        return self.cell.unsupported - self.cell.earned_unspent - self.over_plan

    @property
    def holds(self) -> bool:
        """Whether the two say the same."""
        return self.evidence == self.value


def explained(statement: Statement) -> tuple[Explained, ...]:
    """Every cell of a statement, in its order."""
    differences, unclaimed = _differences(statement), _unclaimed(statement)
    over = over_plan(statement.facts, _crowded(statement.cells))
    return tuple(
        Explained(
            cell=cell,
            by_status=differences[cell.district, cell.activity],
            unclaimed=unclaimed[cell.district, cell.activity],
            over_plan=over.get((cell.district, cell.activity), 0),
        )
        for cell in statement.cells
    )


def evidence_identities(statement: Statement) -> Iterator[Identity]:
    """The same as equations, one per cell."""
    for one in explained(statement):
        subject = f"{one.cell.district}/{one.cell.activity}"
        yield Identity(name="evidence", subject=subject, left=one.evidence, right=one.value)


def _crowded(cells: Iterable[Cell]) -> frozenset[CellKey]:
    """The cells in which more was accepted than planned."""
    return frozenset((cell.district, cell.activity) for cell in cells if cell.qty_accepted > cell.plan_qty)


def over_plan(facts: Facts, cells: Collection[CellKey]) -> Mapping[CellKey, int]:
    """(unit, activity) -> what accepted units above the plan would be worth, at their own rates."""
    rates = Rates(facts.rates)
    of_cells = replace(
        facts,
        vouchers=(),
        targets=tuple(one for one in facts.targets if (one.unit, one.activity) in cells),
        deliveries=tuple(lot for lot in facts.deliveries if (lot.unit, lot.activity) in cells),
    )
    return {key: sum(_above(work, rates)) for key, work in works(of_cells).items() if key in cells}


def _above(work: Work, rates: Rates) -> Iterator[int]:
    if work.activity.basis == "actual_cost":
        return
    for taken, lot, decision in work.planned_acceptances():
        by_rate = work.activity.basis == "unit_rate"
        known = rates.on(decision.decided_on, work.activity.code, work.unit) if by_rate else lot.unit_price
        yield (decision.accepted - taken) * (known or 0)


def _differences(statement: Statement) -> Mapping[CellKey, Mapping[str, int]]:
    sums: defaultdict[CellKey, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in statement.matching.matches:
        offered = one.earned if one.status == _OFFERING else 0
        sums[one.unit, one.activity][one.status] += one.difference + offered
    return sums


def _unclaimed(statement: Statement) -> Mapping[CellKey, int]:
    homes = {lot.seq: (lot.unit, lot.activity) for lot in statement.facts.deliveries}
    sums: defaultdict[CellKey, int] = defaultdict(int)
    for lot in statement.matching.unclaimed:
        sums[homes[lot.seq]] += lot.earned
    return sums
