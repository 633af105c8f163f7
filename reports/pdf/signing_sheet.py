"""The signing sheet: what a director puts a name to: a run's totals, its findings and cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from reconciliation.cases import cases
from reconciliation.runs.digests import output_digest
from reconciliation.statement import SEVERITIES
from reports.pdf.compile import write_pdf
from reports.pdf.paper import Paper, is_draft
from reports.pdf.parts import cases_of, money, signing
from reports.sheets.source import Source

_MONEY: Final = (
    *("transfers_in", "transfers_out", "returned", "allotment", "in_transit", "reserved", "commitments_open"),
    *("advances_open", "disbursed", "used", "available", "ev", "supported_all", "unsupported_all", "exempt"),
)
_BOLD: Final = ("allotment", "disbursed", "available", "supported_all", "unsupported_all")
_TOLD: Final = ("allotment", "disbursed", "supported_all", "unsupported_all")
# Who signs for each step of a run.
_STEPS: Final = {"prepared": "preparer", "reviewed": "reviewer", "signed": "director"}


def write_signing_sheet(
    source: Source,
    path: Path,
    *,
    created: datetime,
    checkpoint: str = "",
    closed_through: date | None = None,
) -> bytes:
    """Write the sheet of the source's statement to `path`, whole or not at all; returns its bytes.

    The run and what was said about it come from the source's dossier; without a run it is that of a
    draft. `created` and `closed_through` as for a district statement. Raises Unusable `cannot_write`.
    """
    draft = source.dossier.run is None or is_draft(source.statement.on, closed_through)
    paper = Paper(source=source, created=created, checkpoint=checkpoint, draft=draft)
    return write_pdf(path, "signing_sheet", _said(paper), created)


def _said(paper: Paper) -> Mapping[str, Any]:
    source, labels = paper.source, paper.labels
    waiting = (amount for bucket, amount in source.facts.balances.items() if bucket.stage == "in_transit")
    amounts = {**asdict(source.statement.total), "in_transit": sum(waiting)}
    scope = labels("signing_sheet.scope", units=len(source.statement.districts), year=paper.year)
    return {
        **paper.frame("signing_sheet", scope),
        "facts": [(labels(key), value) for key, value in _facts(paper)],
        "money": money(paper, ((key, amounts[key]) for key in _MONEY), _BOLD, _TOLD),
        "findings": _findings(paper),
        "cases": cases_of(paper, list(enumerate(cases(source.statement), 1)), owner=True),
        "signing": signing(paper, _people(paper), labels("signing_sheet.declaration", on=paper.cut_off)),
    }


def _facts(paper: Paper) -> tuple[tuple[str, str], ...]:
    source, labels = paper.source, paper.labels
    statement, run = source.statement, source.dossier.run
    return (
        ("facts.agency", paper.agency),
        ("facts.run", run.number if run else labels("signing_sheet.no_run")),
        ("facts.state", labels(f"states.{source.dossier.state}")),
        ("facts.cut_off", paper.cut_off),
        ("facts.fiscal_year", paper.year),
        ("facts.position", f"{statement.position:,}"),
        ("facts.root", statement.root),
        ("facts.rules", f"{statement.rules.version} ({statement.rules.digest})"),
        ("facts.output", run.output_digest if run else output_digest(statement)),
        ("facts.made_by", run.made_by if run else "–"),
        ("facts.opening", run.opening if run and run.opening else "–"),
    )


def _findings(paper: Paper) -> Mapping[str, Any]:
    """How many findings there are of each severity, and how many of those nobody has settled."""
    labels, found = paper.labels, paper.source.dossier.findings
    counts = Counter(one.finding.severity for one in found)
    silent = Counter(one.finding.severity for one in found if not one.settled)
    rows = [(labels(f"severities.{key}"), f"{counts[key]:,}", f"{silent[key]:,}") for key in SEVERITIES]
    rows.append((labels("findings.total"), f"{counts.total():,}", f"{silent.total():,}"))
    return {
        "title": labels("findings.title"),
        "head": [labels(f"findings.{key}") for key in ("severity", "count", "unsettled")],
        "rows": rows,
        "bold": [len(rows) - 1],
    }


def _people(paper: Paper) -> list[tuple[str, str, str]]:
    run = paper.source.dossier.run
    taken = {step.name: step for step in run.steps} if run else {}
    return [
        (role, taken[step].by, paper.labels("signing.signed", on=paper.labels.day(taken[step].on)))
        if step in taken
        else (role, "", "")
        for step, role in _STEPS.items()
    ]
