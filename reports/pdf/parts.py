"""Parts: tables that more than one paper shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from reconciliation.cases import Case
from reconciliation.wording import word
from reports.pdf.labels import figure, in_words
from reports.pdf.paper import Paper, short

# A paper is signed, not searched: what is beyond this stands on sheet C1 of the workbook.
CASES_MAX: Final = 100
Row = Sequence[str]


def money(
    paper: Paper, rows: Iterable[tuple[str, int]], bold: Sequence[str], told: Sequence[str]
) -> Mapping[str, Any]:
    """Amounts by key, one below the other; those in `told` once more, with their words below."""
    labels, source = paper.labels, paper.source
    listed = list(rows)
    currency = source.statement.book.currency
    return {
        "title": labels("money.title"),
        "head": [labels("money.what"), labels("money.amount", currency=source.currency)],
        "rows": [(labels(f"amounts.{key}"), figure(amount)) for key, amount in listed],
        "bold": [at for at, (key, _) in enumerate(listed) if key in bold],
        "words": [
            {
                "label": labels(f"amounts.{key}"),
                "figure": f"{figure(amount)} {source.currency}",
                "words": in_words(amount, currency),
            }
            for key, amount in listed
            if key in told
        ],
    }


def cases_of(paper: Paper, cases: Sequence[tuple[int, Case]], *, owner: bool) -> Mapping[str, Any]:
    """Cases with their numbers on sheet C1, the gravest first; `owner` adds who must answer."""
    labels = paper.labels
    head = ["no", "severity", "what", *(("owner",) if owner else ()), "amount"]
    shown = cases[:CASES_MAX]
    return {
        "title": labels("cases.title"),
        "head": [labels(f"cases.{key}") for key in head],
        "rows": [_case(paper, number, case, owner=owner) for number, case in shown],
        "none": labels("cases.none"),
        "note": labels("cases.note", shown=len(shown), all=len(cases)),
    }


def _case(paper: Paper, number: int, case: Case, *, owner: bool) -> Row:
    source = paper.source
    worded = [word(one, source.statement, paper.labels.language) for one in case.findings]
    told = "\n".join(dict.fromkeys(f"{one.title}: {one.what}" for one in worded))
    severity = paper.labels(f"severities.{case.severity}")
    owners = (source.unit(case.owner),) if owner else ()
    return (f"{number:,}", severity, told, *owners, figure(case.amount))


def signing(paper: Paper, people: Iterable[tuple[str, str, str]], declaration: str = "") -> Mapping[str, Any]:
    """Lines to sign on: per person the role's key, who has signed already, and when."""
    labels = paper.labels
    return {
        "title": labels("signing.title"),
        "line": labels("signing.line"),
        "on": labels("signing.on"),
        "draft": labels("signing.draft"),
        "declaration": declaration,
        "people": [
            {"role": labels(f"signing.{role}"), "name": short(name), "on": on} for role, name, on in people
        ],
    }
