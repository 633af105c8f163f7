"""Findings: what the checks noticed; one short function per code, in the order of the list.

Each reads a frozen statement and yields findings, or says that it could not run. Which of them run
is the rule set's choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from reconciliation.catalogue import CODES
from reconciliation.findings import (
    advances,
    contracts,
    costs,
    deliveries,
    duplicates,
    duties,
    evidence,
    external,
    groups,
    integrity,
    matches,
    numbering,
    outputs,
    pay_days,
    payments,
    progress,
    recoveries,
    refusals,
    reversals,
    sampled,
    surveyed,
    timing,
    transfers,
    undone,
)
from reconciliation.statement import FailedRule, Finding, Statement

Check = Callable[[Statement], Iterable[Finding | FailedRule]]

FINDINGS: Final[tuple[tuple[str, Check], ...]] = (
    ("E-BAL", integrity.balances),
    ("E-CHAIN", integrity.chain),
    ("E-ORPHAN-REV", reversals.orphans),
    ("E-QTY", deliveries.quantities),
    ("E-SOD", duties.same_person),
    ("E-RECEIPT", transfers.confirmed_differs),
    ("E-TRANSIT", transfers.in_transit_long),
    ("E-SPEND-EARLY", timing.spent_early),
    ("E-COMMIT-EARLY", timing.committed_early),
    ("E-NO-COMMIT", contracts.without_contract),
    ("E-SPEND-NOOUT", matches.without_output),
    ("E-NO-MATCH", matches.unmatched),
    ("E-REF-DIFF", matches.other_delivery),
    ("E-OUT-NOSPEND", outputs.accepted_without_spending),
    ("E-SPEND-REJ", groups.unsupported_rejected),
    ("E-SPEND-PEND", groups.unsupported_pending),
    ("E-RATE-OVER", groups.above_worth),
    ("E-RATE-MISSING", deliveries.without_rate),
    ("E-PAY-EARLY", pay_days.paid_early),
    ("E-DUP", duplicates.same_delivery),
    ("E-DUP-FUZZY", duplicates.alike),
    ("E-DUP-OUT", surveyed.accepted_twice),
    ("E-SPLIT", payments.split),
    ("E-ADV-OVERDUE", advances.overdue),
    ("E-ADV-REPEAT", advances.repeated),
    ("E-ADV-CASHBACK", advances.refunded_in_cash),
    ("E-ACCEPT-SLOW", deliveries.accepted_slowly),
    ("E-PAY-SLOW", pay_days.paid_slowly),
    ("E-YEAREND", timing.at_year_end),
    ("E-LATE-NOFINE", contracts.late_without_fine),
    ("E-OVERDELIVER", deliveries.above_plan),
    ("E-OH-CAP", costs.overhead_above_cap),
    ("E-FUND-GAP", costs.funding_gap),
    ("E-LOW-BURN", progress.slow_spending),
    ("E-CPI", progress.dear_work),
    ("E-SPI", progress.behind_schedule),
    ("E-STALE-COMMIT", contracts.stale),
    ("E-IDLE-RETURN", progress.idle_balance),
    ("E-UNIT-COST", costs.unit_cost_stands_out),
    ("E-EARNED-UNPAID", outputs.earned_unpaid),
    ("E-TOL", matches.within_tolerance),
    ("E-REV-PAIR", reversals.pairs),
    ("E-REFUSED", refusals.refused),
    ("E-LATE", timing.posted_late),
    ("E-BACKDATE", timing.dated_in_signed_period),
    ("E-SEQ", numbering.gaps),
    ("E-AMBIG", matches.undecided),
    ("E-EVIDENCE-GAP", evidence.gaps),
    ("E-MIS-DIFF", external.differs),
    ("E-RECEIVABLE", recoveries.unpaid),
    ("E-UNMATCH-SIGNED", undone.in_signed_period),
    ("E-SAMPLE-FAIL", sampled.above_tolerable),
    ("E-WEEKEND", payments.on_closed_day),
    ("E-ROUND", payments.round_figure),
    ("E-NEAR-LIMIT", payments.near_limit),
)


class Noticed(NamedTuple):
    """Findings by (code, subject), rules that could not run, codes that did not."""

    findings: tuple[Finding, ...]
    failed: tuple[FailedRule, ...]
    not_run: tuple[str, ...]


def findings(statement: Statement) -> Noticed:
    """Run what the statement's rule set switches on.

    A rule that stumbles over the figures is a failed rule: the others are still worth reading.
    """
    wanted = frozenset(statement.rules.findings)
    found: list[Finding] = []
    failed: list[FailedRule] = []
    for code, check in FINDINGS:
        for result in _run(code, check, statement) if code in wanted else ():
            if isinstance(result, Finding):
                found.append(result)
            else:
                failed.append(result)
    ran = {code for code, _ in FINDINGS} & wanted
    return Noticed(
        findings=tuple(sorted(found, key=lambda one: (one.code, one.subject))),
        failed=tuple(failed),
        not_run=tuple(sorted(code for code in CODES if code not in ran)),
    )


def _run(code: str, check: Check, statement: Statement) -> list[Finding | FailedRule]:
    try:
        return list(check(statement))
    except (ArithmeticError, LookupError, ValueError) as trouble:
        return [FailedRule(code=code, why=type(trouble).__name__)]
