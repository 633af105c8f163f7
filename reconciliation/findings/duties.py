"""Duties: one person stands twice in the chain of one document."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from reconciliation.documents import Advance, Commitment, Delivery, Proposal, Transfer, Voucher
from reconciliation.findings.subjects import Paper, about_papers, names_of
from reconciliation.statement import Finding, Statement, Term

CODE = "E-SOD"


class Twice(NamedTuple):
    """Who stood where and where else, whether under an acting order, and the money it was about."""

    person: str
    first: str
    second: str
    acting: bool
    amount: int


def same_person(statement: Statement) -> Iterator[Finding]:
    """E-SOD: makes and approves, issues and confirms, delivers and decides, proposes and approves."""
    facts = statement.facts
    for papers in (
        *(facts.vouchers, facts.transfers, facts.deliveries, facts.proposals),
        *(facts.commitments, facts.advances),
    ):
        names = names_of(papers)
        for paper in papers:
            twice = next(chain(_approves(paper), _answers(paper)), None)
            if twice is not None:
                yield about_papers(
                    CODE,
                    "MED" if twice.acting else "HIGH",
                    (paper,),
                    names,
                    twice.amount,
                    person=twice.person,
                    first=Term(twice.first),
                    second=Term(twice.second),
                )


def _approves(paper: Paper) -> Iterator[Twice]:
    """The maker of a document approves it."""
    first = "proposer" if isinstance(paper, Proposal) else "maker"
    if paper.maker and paper.maker in paper.approvers:
        yield Twice(paper.maker, first, "approver", bool(paper.acting_for), _amount(paper))


def _answers(paper: Paper) -> Iterator[Twice]:
    """The other side's step is done by one who made or approved the paper: a receipt, a decision."""
    if isinstance(paper, Transfer):
        for receipt in paper.receipts:
            if first := _stood(paper, receipt.confirmed_by, "issuer"):
                acting = bool(paper.acting_for or receipt.acting_for)
                yield Twice(receipt.confirmed_by, first, "receiver", acting, paper.amount)
    elif isinstance(paper, Delivery):
        for decision in paper.decisions:
            if first := _stood(paper, decision.decided_by, "deliverer"):
                acting = bool(paper.acting_for or decision.acting_for)
                yield Twice(decision.decided_by, first, "decider", acting, 0)


def _stood(paper: Transfer | Delivery, person: str, maker: str) -> str:
    """Where a person stood when the paper was made (`maker` names that place), or nothing."""
    if person and person == paper.maker:
        return maker
    return "approver" if person and person in paper.approvers else ""


def _amount(paper: Paper) -> int:
    """The money of a document; a delivery moves none."""
    if isinstance(paper, Voucher | Transfer | Commitment | Advance | Proposal):
        return paper.amount
    return 0
