"""Advances: cash that should have been accounted for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ledger.money import Money
from reconciliation.documents import Advance
from reconciliation.findings.subjects import about_papers, names_of
from reconciliation.overhead import PERCENT
from reconciliation.statement import Finding, Statement


def overdue(statement: Statement) -> Iterator[Finding]:
    """E-ADV-OVERDUE: due before the cut-off and open; the open balance."""
    advances = statement.facts.advances
    names = names_of(advances)
    for advance in advances:
        if advance.due_on < statement.on and advance.outstanding > 0:
            yield about_papers(
                "E-ADV-OVERDUE",
                "HIGH",
                (advance,),
                names,
                advance.outstanding,
                borrower=advance.borrower,
                due_on=advance.due_on,
                days=(statement.on - advance.due_on).days,
            )


def repeated(statement: Statement) -> Iterator[Finding]:
    """E-ADV-REPEAT: a new advance while one of the borrower was open; the new advance."""
    advances = statement.facts.advances
    names = names_of(advances)
    by_borrower: defaultdict[str, list[Advance]] = defaultdict(list)
    for advance in sorted(advances, key=lambda one: (one.on, one.seq)):
        earlier = by_borrower[advance.borrower]
        still = [one for one in earlier if one.outstanding_before(advance.on, advance.seq) > 0]
        if still:
            yield about_papers(
                "E-ADV-REPEAT",
                "HIGH",
                (advance,),
                names,
                advance.amount,
                borrower=advance.borrower,
                on=advance.on,
                earlier=" ".join(names[one.seq, one.number] for one in still),
            )
        earlier.append(advance)


def refunded_in_cash(statement: Statement) -> Iterator[Finding]:
    """E-ADV-CASHBACK: a large share of an advance came back in cash; what came back."""
    share = statement.rules.advance_cashback_percent
    names = names_of(statement.facts.advances)
    for advance in statement.facts.advances:
        if advance.refunded > 0 and advance.refunded * PERCENT >= advance.amount * share:
            yield about_papers(
                "E-ADV-CASHBACK",
                "LOW",
                (advance,),
                names,
                advance.refunded,
                borrower=advance.borrower,
                advanced=Money(advance.amount),
                percent=str(advance.refunded * PERCENT // advance.amount),
            )
