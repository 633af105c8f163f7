"""Costs: overhead above its cap, work the allotment will not pay for, unit costs that stand out."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.calendar import fiscal_year, last_day
from ledger.money import Money
from reconciliation.analytics import OUTLIERS_UNDEFINED, outliers
from reconciliation.findings.subjects import about_cell, about_unit, issuer_of
from reconciliation.statement import Cell, FailedRule, Finding, Statement


def overhead_above_cap(statement: Statement) -> Iterator[Finding]:
    """E-OH-CAP: overhead that earned work does not support (MED at the year's last cut-off)."""
    at_end = statement.on == last_day(fiscal_year(statement.on))
    for row in statement.districts:
        if row.overhead_unsupported > 0:
            yield about_unit(
                "E-OH-CAP",
                "MED" if at_end else "INFO",
                (row.district, row.district),
                statement.on,
                row.overhead_unsupported,
                overhead=Money(row.overhead),
                cap=Money(row.overhead_cap),
            )


def funding_gap(statement: Statement) -> Iterator[Finding]:
    """E-FUND-GAP: the forecast exceeds the allotment; the issuing unit answers."""
    for row in statement.districts:
        if row.forecast_gap > 0:
            yield about_unit(
                "E-FUND-GAP",
                "MED",
                (row.district, issuer_of(statement.facts, row.district)),
                statement.on,
                row.forecast_gap,
                forecast=Money(row.forecast),
                allotment=Money(row.allotment),
            )


def unit_cost_stands_out(statement: Statement) -> Iterator[Finding | FailedRule]:
    """E-UNIT-COST: far from the other units' cost of one accepted unit, on a robust scale of logarithms.

    Needs enough units with cost and quantity (else it does not apply); without spread it fails.
    """
    rules = statement.rules
    for activity in statement.facts.rated:
        costed = [c for c in statement.cells if c.activity == activity.code and c.direct > 0 < c.qty_accepted]
        if len(costed) < rules.unit_cost_units_min:
            continue
        costs = [(cell.direct, cell.qty_accepted) for cell in costed]
        found = outliers(costs, rules.unit_cost_score_max)
        if found is None:
            yield FailedRule(code="E-UNIT-COST", why=OUTLIERS_UNDEFINED, subject=activity.code)
            continue
        for place, typical in found:
            yield _outlier(statement, costed[place], typical)


def _outlier(statement: Statement, cell: Cell, typical: int) -> Finding:
    return about_cell(
        "E-UNIT-COST",
        "MED",
        (cell.district, cell.activity),
        statement.on,
        0,
        cost=Money(cell.unit_cost_direct or 0),
        typical=Money(typical),
    )
