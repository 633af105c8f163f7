"""Progress: districts that lag behind their plan, or hold on to money that they no longer need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledger.money import Money, ratio_text
from reconciliation.facts import Facts
from reconciliation.findings.subjects import about_unit
from reconciliation.overhead import PERCENT
from reconciliation.statement import Cell, Finding, Statement


class Planned(NamedTuple):
    """What a district's work with a plan in time should be worth at the end and by now, and is."""

    bac: int
    pv: int
    ev: int


def slow_spending(statement: Statement) -> Iterator[Finding]:
    """E-LOW-BURN: the disbursed rate lies so many points or more below the plan's share (PV/BAC).

    The plan's share is that of work at rates or contract prices: on actual cost nothing says when.
    """
    planned, behind = _planned(statement), statement.rules.low_burn_points
    for row in statement.districts:
        plan = planned.get(row.district, Planned(0, 0, 0))
        if plan.bac <= 0 or row.allotment <= 0:
            continue
        if Fraction(plan.pv, plan.bac) - Fraction(row.disbursed, row.allotment) >= behind / PERCENT:
            yield about_unit(
                "E-LOW-BURN",
                "MED",
                (row.district, row.district),
                statement.on,
                0,
                disbursed=Money(row.disbursed),
                allotment=Money(row.allotment),
                rate=_percent(row.disbursed, row.allotment),
                share=_percent(plan.pv, plan.bac),
            )


def dear_work(statement: Statement) -> Iterator[Finding]:
    """E-CPI: a district has earned too little of what it spent on activities (EV/AC below the limit).

    Counted over work at rates or contract prices: on actual cost, what was spent is what was earned.
    """
    spent: defaultdict[str, int] = defaultdict(int)
    earned: defaultdict[str, int] = defaultdict(int)
    for cell in _priced(statement):
        spent[cell.district] += cell.direct
        earned[cell.district] += cell.ev
    for unit, cost in spent.items():
        if cost > 0 and Fraction(earned[unit], cost) < statement.rules.cpi_min:
            yield about_unit(
                "E-CPI",
                "MED",
                (unit, unit),
                statement.on,
                0,
                earned=Money(earned[unit]),
                spent=Money(cost),
                index=ratio_text(earned[unit], cost),
                limit=_plain(statement.rules.cpi_min),
            )


def behind_schedule(statement: Statement) -> Iterator[Finding]:
    """E-SPI: a district has earned too little of what was due by now (EV/PV below the limit).

    Counted over work with a plan in time; cells on actual cost have a ceiling but no calendar.
    """
    for unit, plan in _planned(statement).items():
        if plan.pv > 0 and Fraction(plan.ev, plan.pv) < statement.rules.spi_min:
            yield about_unit(
                "E-SPI",
                "MED",
                (unit, unit),
                statement.on,
                0,
                earned=Money(plan.ev),
                due=Money(plan.pv),
                index=ratio_text(plan.ev, plan.pv),
                limit=_plain(statement.rules.spi_min),
            )


def idle_balance(statement: Statement) -> Iterator[Finding]:
    """E-IDLE-RETURN: every planned output is accepted, and money that work needs no more is still there.

    What accepted work is still owed is no idle balance, and some days are left to settle.
    """
    by_unit: defaultdict[str, list[Cell]] = defaultdict(list)
    for cell in statement.cells:
        by_unit[cell.district].append(cell)
    decided, days_max = _last_decisions(statement.facts), statement.rules.idle_days_max
    for row in statement.districts:
        last, idle = decided.get(row.district), row.available - row.earned_unspent
        if last is None or idle <= 0 or not _finished(by_unit[row.district]):
            continue
        if (days := (statement.on - last).days) > days_max:
            place = (row.district, row.district)
            yield about_unit("E-IDLE-RETURN", "MED", place, statement.on, idle, last_on=last, days=days)


def _finished(cells: Iterable[Cell]) -> bool:
    """Something was planned, all of it is accepted, nothing waits for a decision."""
    cells = tuple(cells)
    open_work = any(cell.qty_accepted < cell.plan_qty or cell.qty_pending for cell in cells)
    return any(cell.plan_qty for cell in cells) and not open_work


def _last_decisions(facts: Facts) -> Mapping[str, date]:
    last: dict[str, date] = {}
    for lot in facts.deliveries:
        days = (decision.decided_on for decision in lot.decisions)
        last[lot.unit] = max([last.get(lot.unit, date.min), *days])
    return {unit: day for unit, day in last.items() if day > date.min}


def _planned(statement: Statement) -> Mapping[str, Planned]:
    """Unit -> its planned work."""
    sums: dict[str, Planned] = {}
    for cell in _priced(statement):
        if cell.plan_qty:
            known = sums.get(cell.district, Planned(0, 0, 0))
            sums[cell.district] = Planned(known.bac + cell.bac, known.pv + cell.pv, known.ev + cell.ev)
    return sums


def _priced(statement: Statement) -> Iterator[Cell]:
    """The cells whose work has a price of its own."""
    return (cell for cell in statement.cells if statement.facts.basis(cell.activity) != "actual_cost")


def _percent(part: int, whole: int) -> str:
    """A share in per cent with one decimal.

    >>> _percent(1, 3)
    '33.3'
    """
    return ratio_text(part * PERCENT, whole, 1)


def _plain(value: Fraction) -> str:
    """A threshold as it is written, two decimals at least.

    >>> _plain(Fraction("0.85"))
    '0.8500'
    """
    return ratio_text(value.numerator, value.denominator)
