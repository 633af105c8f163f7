"""Outputs: accepted work without money."""

from __future__ import annotations

from collections.abc import Iterator

from reconciliation.findings.subjects import about_cell
from reconciliation.statement import Finding, Statement

LAST_MONTH = 9  # September ends the fiscal year


def accepted_without_spending(statement: Statement) -> Iterator[Finding]:
    """E-OUT-NOSPEND: a cell with accepted outputs and no spending."""
    for cell in statement.cells:
        if cell.qty_accepted > 0 and cell.direct == 0:
            yield about_cell(
                "E-OUT-NOSPEND",
                "MED",
                (cell.district, cell.activity),
                statement.on,
                0,
                accepted=cell.qty_accepted,
                measure=statement.facts.activities[cell.activity].measure,
            )


def earned_unpaid(statement: Statement) -> Iterator[Finding]:
    """E-EARNED-UNPAID: accepted work not yet paid (MED in the last month of the year)."""
    severity = "MED" if statement.on.month == LAST_MONTH else "INFO"
    for cell in statement.cells:
        if cell.earned_unspent > 0:
            yield about_cell(
                "E-EARNED-UNPAID",
                severity,
                (cell.district, cell.activity),
                statement.on,
                cell.earned_unspent,
            )
