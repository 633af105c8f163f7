"""Undone: matches that people have signed for and somebody took back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.statement import Finding, Statement


def in_signed_period(statement: Statement) -> Iterator[Finding]:
    """E-UNMATCH-SIGNED: a match of a day that was signed by then has been undone."""
    facts = statement.facts
    names, papers = names_of(facts.vouchers), {voucher.seq: voucher for voucher in facts.vouchers}
    for one in facts.undone if facts.closings else ():
        through = max((c.through for c in facts.closings if c.seq < one.seq), default=date.min)
        vouchers = [papers[seq] for seq in one.vouchers if seq in papers]
        if vouchers and one.matched_on <= through:
            yield about_papers(
                "E-UNMATCH-SIGNED",
                "HIGH",
                vouchers,
                names,
                one.amount,
                match=one.match,
                on=one.on,
                through=through,
                reason=one.reason,
            )
