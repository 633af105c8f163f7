"""Cases: findings that share a voucher or a delivery, told as one.

Findings overlap, so their amounts are never summed; a case counts each of its vouchers once. A
finding about no document is a case of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reconciliation.statement import SEVERITIES, Finding, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Findings in order of code and subject; the amount is the union of their vouchers' amounts.

    A case without vouchers has the largest amount of its findings. Severity is the gravest.
    """

    findings: tuple[Finding, ...]
    vouchers: tuple[int, ...]
    amount: int
    severity: str

    @property
    def owner(self) -> str:
        """The unit that answers: that of the first of the gravest findings."""
        return next(one.owner for one in self.findings if one.severity == self.severity)


def cases(statement: Statement) -> tuple[Case, ...]:
    """The cases of a statement, the gravest first, then the largest, then by first finding."""
    amounts = {voucher.seq: voucher.amount for voucher in statement.facts.vouchers}
    found = [_case(group, amounts) for group in _joined(statement.findings)]
    return tuple(sorted(found, key=_order))


def _case(group: tuple[Finding, ...], amounts: dict[int, int]) -> Case:
    vouchers = sorted({seq for finding in group for seq in finding.entries if seq in amounts})
    largest = max(finding.amount for finding in group)
    return Case(
        findings=group,
        vouchers=tuple(vouchers),
        amount=sum(amounts[seq] for seq in vouchers) if vouchers else largest,
        severity=min((finding.severity for finding in group), key=SEVERITIES.index),
    )


def _order(case: Case) -> tuple[int, int, str, str]:
    first = case.findings[0]
    return SEVERITIES.index(case.severity), -case.amount, first.code, first.subject


def _joined(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Group findings that share a document, however long the chain that joins them."""
    groups: list[list[Finding]] = []
    at: dict[int, int] = {}
    for finding in findings:
        known = sorted({at[seq] for seq in finding.entries if seq in at})
        home = known[0] if known else len(groups)
        if not known:
            groups.append([])
        joining = [finding]
        for other in known[1:]:
            joining += groups[other]
            groups[other] = []
        groups[home] += joining
        at.update({seq: home for one in joining for seq in one.entries})
    return [tuple(sorted(group, key=lambda one: (one.code, one.subject))) for group in groups if group]
