"""Foreseeing: the kind that says what would be found if a request were posted, or a proposal approved.

It posts nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, Final

from api.jobs.work import Kind, Made, Work
from api.own_statement import own_statement
from api.statements import Reading, read, reading_at
from ledger.collector import uncollected
from ledger.commands import Approve, Propose
from ledger.entries import Entry, Request, content_hash
from ledger.errors import UnknownDocument
from ledger.money import Money
from ledger.texts import LANGUAGES
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import in_force
from reconciliation.statement import Finding, Statement
from reconciliation.wording import word

STEPS: Final = 3
FINDINGS_MAX: Final = 100


def _foresight(work: Work) -> Made:
    """What is found today with and without the entries that the owner's request would make."""
    scope = work.scope()
    with uncollected():
        made = _made(work, _request(work, read(work.journal)))
        reading = reading_at(read(work.journal), made[0].seq - 1)  # others may have posted meanwhile
        work.progress(1, STEPS)
        before = _statement(work, reading, ())
        work.progress(2, STEPS)
        after = _statement(work, reading, made)
    if scope.units is not None:
        own = sorted(scope.units & before.facts.units.keys())
        before, after = own_statement(before, own), own_statement(after, own)
    known, coming = ({one.fingerprint: one for one in each.findings} for each in (before, after))
    new = [one for fingerprint, one in coming.items() if fingerprint not in known]
    gone = [one for fingerprint, one in known.items() if fingerprint not in coming]
    return Made(result={"found": _told(new, after), "settled": _told(gone, before)})


def _made(work: Work, request: Request) -> tuple[Entry, ...]:
    """The entries of a request; raises its refusal."""
    (outcome,) = work.journal.dry_run([request], work.actor)
    if outcome.refusal:
        raise outcome.refusal
    return outcome.entries


def _request(work: Work, reading: Reading) -> Request:
    """What was asked about, under a key that nobody uses; raises UnknownDocument."""
    key = secrets.token_hex(16)
    if said := work.asked.get("request"):
        return Request.of_wire({**said, "key": key})
    approval = _approval(reading, work.asked["proposal"])
    return Request(key=key, effective_on=work.place.today(), command=approval)


def _approval(reading: Reading, number: str) -> Approve:
    """The approval of a proposal as it stands; raises UnknownDocument."""
    asked = (entry.command for entry in reading.entries if not entry.refused)
    proposed = (each for each in asked if isinstance(each, Propose) and each.number == number)
    found = next(proposed, None)
    if found is None:
        raise UnknownDocument(number=number, kind="propose")
    return Approve(proposal=number, content_hash=content_hash(found.command))


def _statement(work: Work, reading: Reading, more: Iterable[Entry]) -> Statement:
    entries = [*reading.entries, *more]
    on = work.place.today()
    rules = in_force(reading.reference.rule_sets, on)
    root = reading.head.root.hex()
    return reconcile(entries, on, rules, len(entries), root, (), standing_matches(entries, on))


def _told(findings: Iterable[Finding], statement: Statement) -> list[Mapping[str, Any]]:
    return [
        {
            "code": one.code,
            "severity": one.severity,
            "unit": one.unit,
            "activity": one.activity,
            "subjects": list(one.subjects),
            "amount": str(Money(one.amount)),
            **{language: asdict(word(one, statement, language)) for language in LANGUAGES},
        }
        for one in list(findings)[:FINDINGS_MAX]
    ]


KINDS: Final[Mapping[str, Kind]] = {"foresight": _foresight}
