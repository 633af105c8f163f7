"""Integrity: the figures themselves cannot be trusted."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.money import Money
from reconciliation.findings.subjects import about_unit
from reconciliation.statement import Finding, Identity, Problem, Statement, Term

CHAIN = "E-CHAIN"
BALANCE = "E-BAL"


def balances(statement: Statement) -> Iterator[Finding]:
    """E-BAL: an identity fails, or a projection differs from the journal."""
    centre = statement.book.centre
    for identity in statement.identities:
        if not identity.holds:
            where = f"{identity.subject}:{identity.name}"
            amount = abs(identity.difference) if identity.money else 0
            left, right = _side(identity, identity.left), _side(identity, identity.right)
            yield about_unit(
                BALANCE,
                "CRIT",
                (where, centre),
                statement.on,
                amount,
                check=Term(identity.name),
                where=identity.subject,
                left=left,
                right=right,
            )
    yield from _problems(statement, BALANCE)


def chain(statement: Statement) -> Iterator[Finding]:
    """E-CHAIN: a leaf, the root or the sequence does not verify."""
    return _problems(statement, CHAIN)


def _problems(statement: Statement, code: str) -> Iterator[Finding]:
    for problem in statement.problems:
        if problem.code == code:
            yield _of_problem(statement, problem)


def _of_problem(statement: Statement, problem: Problem) -> Finding:
    return about_unit(
        problem.code,
        "CRIT",
        (problem.subject, statement.book.centre),
        statement.on,
        0,
        check=Term("journal"),
        where=problem.subject,
        left=problem.found,
        right=problem.expected,
    )


def _side(identity: Identity, amount: int) -> Money | int:
    return Money(amount) if identity.money else amount
