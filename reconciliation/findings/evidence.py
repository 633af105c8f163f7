"""Evidence: documents without the papers that the rule set requires."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reconciliation.facts import Facts
from reconciliation.findings.subjects import Paper, about_papers, names_of
from reconciliation.statement import FailedRule, Finding, Statement, Term


def gaps(statement: Statement) -> Iterator[Finding | FailedRule]:
    """E-EVIDENCE-GAP: a document of a verb the rule set names has no paper with a digest.

    Nothing is required unless the rule set says so. A receipt or decision is told by the transfer or
    delivery it is about.
    """
    for verb in dict.fromkeys(statement.rules.evidence_verbs.split()):
        papers = _papers(statement.facts, verb)
        if papers is None:
            yield FailedRule(code="E-EVIDENCE-GAP", why="unknown_verb", subject=verb)
        else:
            yield from _missing(verb, *papers)


def _missing(verb: str, papers: Sequence[Paper], lacking: Iterable[Paper]) -> Iterator[Finding]:
    names = names_of(papers)
    for paper in lacking:
        amount = getattr(paper, "amount", 0)
        kind = Term(f"paper_{verb}")
        yield about_papers("E-EVIDENCE-GAP", "MED", (paper,), names, amount, paper=kind, on=paper.on)


def _papers(facts: Facts, verb: str) -> tuple[Sequence[Paper], Iterable[Paper]] | None:
    """All documents of a verb, and those without evidence; None for a verb that needs none."""
    if verb == "confirm":
        bare = (one for one in facts.transfers if any(not each.evidence for each in one.receipts))
        return facts.transfers, bare
    if verb == "decide":
        undocumented = (lot for lot in facts.deliveries if any(not each.evidence for each in lot.decisions))
        return facts.deliveries, undocumented
    papers: dict[str, Sequence[Paper]] = {
        "advance": facts.advances,
        "commit": facts.commitments,
        "deliver": facts.deliveries,
        "disburse": facts.vouchers,
        "transfer": facts.transfers,
    }
    known = papers.get(verb)
    return None if known is None else (known, (paper for paper in known if not paper.evidence))
