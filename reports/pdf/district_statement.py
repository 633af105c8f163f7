"""The district statement: a unit's money, what it bought, its cases, and who signs for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from ledger.errors import UnknownUnit
from reconciliation.cases import cases
from reconciliation.statement import Cell, District
from reports.pdf.compile import write_pdf
from reports.pdf.labels import figure
from reports.pdf.paper import Paper, is_draft, known_unit
from reports.pdf.parts import cases_of, money, signing
from reports.sheets.source import Source

_MONEY: Final = (
    *("transfers_in", "transfers_out", "returned", "allotment", "in_transit", "reserved"),
    *("commitments_open", "advances_open", "disbursed", "used", "available"),
)
_BOLD: Final = ("allotment", "disbursed", "available")
_OUTPUTS: Final = ("planned", "delivered", "accepted", "rejected", "pending")
_FIGURE_FITS: Final = 15  # characters of an amount, in the size of the other tables
_WORTH: Final = ("earned", "spent", "supported", "unsupported")


def write_district_statement(  # noqa: PLR0913 - what a paper says of itself comes from the edge
    source: Source,
    unit: str,
    path: Path,
    *,
    created: datetime,
    checkpoint: str = "",
    closed_through: date | None = None,
) -> bytes:
    """Write the statement of a unit to `path`, whole or not at all; returns its bytes.

    `created` is the run's time (with time zone), `closed_through` the last day of the last closed period:
    a cut-off after it makes a draft. Raises UnknownUnit (also for a unit that no money is handed down
    to), Unusable `cannot_write`.
    """
    draft = is_draft(source.statement.on, closed_through)
    paper = Paper(source=source, created=created, checkpoint=checkpoint, draft=draft)
    return write_pdf(path, "district_statement", _said(paper, _row(source, unit)), created)


def _row(source: Source, unit: str) -> District:
    found = (row for row in source.statement.districts if row.district == unit)
    row = next(found, None)
    if row is None:
        raise UnknownUnit(unit=known_unit(source, unit))
    return row


def _said(paper: Paper, row: District) -> Mapping[str, Any]:
    source, labels = paper.source, paper.labels
    facts = (
        ("facts.agency", paper.agency),
        ("facts.unit", source.unit(row.district)),
        ("facts.fiscal_year", paper.year),
        ("facts.cut_off", paper.cut_off),
        ("facts.position", f"{source.statement.position:,}"),
        ("facts.root", source.statement.root),
        ("facts.rules", source.statement.rules.version),
    )
    amounts = {**asdict(row), "in_transit": _in_transit(source, row.district)}
    people = (("preparer", "", ""), ("reviewer", "", ""), ("director", "", ""))
    return {
        **paper.frame("district", source.unit(row.district)),
        "facts": [(labels(key), value) for key, value in facts],
        "money": money(paper, ((key, amounts[key]) for key in _MONEY), _BOLD, _BOLD),
        "outputs": _outputs(paper, row),
        "cases": cases_of(paper, _cases(source, row.district), owner=False),
        "signing": signing(paper, people),
    }


def _in_transit(source: Source, unit: str) -> int:
    balances = source.facts.balances.items()
    return sum(amount for bucket, amount in balances if (bucket.stage, bucket.unit) == ("in_transit", unit))


def _cases(source: Source, unit: str) -> list[Any]:
    """The cases that a unit must answer or that are about it, with their numbers."""
    numbered = enumerate(cases(source.statement), 1)
    return [
        (at, case)
        for at, case in numbered
        if any(unit in (finding.owner, finding.unit) for finding in case.findings)
    ]


# ── outputs ──


def _outputs(paper: Paper, row: District) -> Mapping[str, Any]:
    labels = paper.labels
    cells = [cell for cell in paper.source.statement.cells if cell.district == row.district]
    worth = _worth(paper, row, cells)
    return {
        "title": labels("outputs.title"),
        "none": labels("outputs.none"),
        "counts": {"head": _heads(paper, _OUTPUTS), "rows": [_counts(paper, cell) for cell in cells]},
        "worth": {"head": _heads(paper, _WORTH), "rows": worth, "bold": [len(worth) - 1]},
        "wide": any(len(one) > _FIGURE_FITS for line in worth for one in line[1:]),
    }


def _heads(paper: Paper, keys: Iterable[str]) -> list[str]:
    return [paper.labels(f"outputs.{key}") for key in ("activity", *keys)]


def _counts(paper: Paper, cell: Cell) -> tuple[str, ...]:
    counts = (cell.plan_qty, cell.qty_delivered, cell.qty_accepted, cell.qty_rejected, cell.qty_pending)
    return (paper.source.activity(cell.activity), *(f"{count:,}" for count in counts))


def _worth(paper: Paper, row: District, cells: Iterable[Cell]) -> list[tuple[str, ...]]:
    """Per activity, then what was spent on none, then the total: earned, spent, supported, unsupported."""
    rows: list[tuple[str, tuple[int, ...]]] = [
        (paper.source.activity(cell.activity), (cell.ev, cell.direct, cell.supported, cell.unsupported))
        for cell in cells
    ]
    rows += [(paper.labels(f"outputs.{key}"), worth) for key, worth in _apart(row) if any(worth)]
    total = (row.ev, row.disbursed, row.supported_all, row.unsupported_all)
    if rows:
        rows.append((paper.labels("outputs.total"), total))
    return [(name, *map(figure, worth)) for name, worth in rows]


def _apart(row: District) -> Iterable[tuple[str, tuple[int, int, int, int]]]:
    """What was spent on no output: earned, spent, supported, not supported."""
    yield "overhead", (0, row.overhead, row.overhead_supported, row.overhead_unsupported)
    yield "exempt", (0, row.exempt, 0, 0)
