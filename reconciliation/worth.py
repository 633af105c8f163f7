"""Worth: what a cell's accepted outputs are worth, by its activity's price basis.

    unit_rate     each accepted unit at the rate in force on its decision day, up to the plan
    contract      each accepted unit at the unit price of the contract its lot names, up to the plan
    actual_cost   what was spent, up to the ceiling, once anything was accepted

Money in whole minor units. Overhead and exempt activities have no cells, so no worth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, NamedTuple

from ledger.commands import SetRate
from ledger.money import divide_half_up
from reconciliation.work import Work


class Worth(NamedTuple):
    """Rate at the cut-off (None: blank), BAC, PV, EV, and the worth of what waits or was rejected."""

    rate: int | None
    bac: int
    pv: int
    ev: int
    pending: int
    rejected_open: int


class Rates:
    """The rates of a book by activity and unit."""

    def __init__(self, rates: Iterable[SetRate]) -> None:
        """Keep them in posting order: of two for one day, the later is in force."""
        self._known: dict[tuple[str, str], list[SetRate]] = {}
        for rate in rates:
            self._known.setdefault((rate.activity, rate.unit), []).append(rate)

    def on(self, day: date, activity: str, unit: str) -> int | None:
        """The rate in force on a day: the unit's own before the general one; None when there is none."""
        for owner in (unit, ""):
            known = [one for one in self._known.get((activity, owner), ()) if one.valid_from <= day]
            if known:
                latest = max(one.valid_from for one in known)
                return next(one.rate.minor for one in reversed(known) if one.valid_from == latest)
        return None


def worth(work: Work, rates: Rates) -> Worth:
    """The worth of a cell by its basis."""
    return _BASES[work.activity.basis](work, rates)


def _unit_rate(work: Work, rates: Rates) -> Worth:
    code, unit = work.activity.code, work.unit
    rate = rates.on(work.on, code, unit)
    at_rate = rate or 0
    earned = sum(
        taken * (rates.on(decision.decided_on, code, unit) or 0)
        for taken, _, decision in work.planned_acceptances()
    )
    return Worth(
        rate=rate,
        bac=work.planned * at_rate,
        pv=work.planned_to_date * at_rate,
        ev=earned - work.price_reduction,
        pending=work.pending * at_rate,
        rejected_open=(work.rejected - work.rework) * at_rate,
    )


def _contract(work: Work, rates: Rates) -> Worth:
    """Planned value to date is the contracts' worth in the proportion of plan due to plan."""
    del rates
    bac = sum(one.quantity * one.unit_price for one in work.commitments)
    earned = sum(taken * (lot.unit_price or 0) for taken, lot, _ in work.planned_acceptances())
    return Worth(
        rate=None,
        bac=bac,
        pv=divide_half_up(bac * work.planned_to_date, work.planned) if work.planned else 0,
        ev=earned - work.price_reduction,
        pending=sum(lot.pending * (lot.unit_price or 0) for lot in work.deliveries),
        rejected_open=sum(lot.rejected_open * (lot.unit_price or 0) for lot in work.deliveries),
    )


def _actual_cost(work: Work, rates: Rates) -> Worth:
    """A ceiling of 0 is none."""
    del rates
    ceiling = work.activity.ceiling.minor
    earned = min(work.spent, ceiling or work.spent) if work.accepted > 0 else 0
    planned = max(ceiling, earned)
    return Worth(rate=None, bac=planned, pv=planned, ev=earned, pending=0, rejected_open=0)


_BASES: Final[Mapping[str, Callable[[Work, Rates], Worth]]] = {
    "unit_rate": _unit_rate,
    "contract": _contract,
    "actual_cost": _actual_cost,
}
