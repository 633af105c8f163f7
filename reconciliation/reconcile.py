"""Reconcile: the verb that turns a journal into one frozen statement as of a day.

Pure: position, root and what `verify` found are arguments from the edge. The same entries, day and
rule set give an equal statement, whatever order the entries come in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from ledger.entries import Entry
from reconciliation.collect import Collection, collect
from reconciliation.districts import districts, total
from reconciliation.explained import evidence_identities
from reconciliation.external import ExternalResult, external
from reconciliation.facts import Facts
from reconciliation.findings import FINDINGS, findings
from reconciliation.identities import identities
from reconciliation.matching.evidence import Known, match
from reconciliation.matching.match import StandingMatch
from reconciliation.rule_set import RuleSet
from reconciliation.statement import Problem, Statement
from reconciliation.value import cells


def reconcile(  # noqa: PLR0913, PLR0917 - what was read, how to judge it, and where it stood
    entries: Iterable[Entry],
    on: date,
    rules: RuleSet,
    position: int,
    root: str,
    problems: Iterable[Problem] = (),
    standing: Iterable[StandingMatch] = (),
    known: Known | None = None,
) -> Statement:
    """Judge every fact effective by `on`.

    `position` and `root` (hex) say which journal was read; `problems` are those `verify` reported,
    and become E-CHAIN or E-BAL. `standing` are the matches already posted, `known` the answers of earlier
    runs (see matching/evidence.py). Raises ValueError when the entries open no book.
    """
    read = tuple(entries)
    facts = collect(read, on)
    said = external(read, facts.statements)
    return state(facts, rules, position, root, tuple(problems), standing, known, external=said)


def judged(  # noqa: PLR0913, PLR0917 - as `reconcile`
    read: Collection,
    rules: RuleSet,
    position: int,
    root: str,
    problems: Iterable[Problem] = (),
    known: Known | None = None,
) -> Statement:
    """The same of a collection, with the matches that stand in it: one that was continued costs less."""
    said = external(read.within.recorded, read.facts.statements)
    return state(read.facts, rules, position, root, tuple(problems), read.standing, known, external=said)


def state(  # noqa: PLR0913, PLR0917 - the same, read already
    facts: Facts,
    rules: RuleSet,
    position: int,
    root: str,
    problems: tuple[Problem, ...] = (),
    standing: Iterable[StandingMatch] = (),
    known: Known | None = None,
    *,
    external: tuple[ExternalResult, ...],
) -> Statement:
    """The statement of collected facts; `external` is what the others' statements come to."""
    worked = cells(facts)
    rows = districts(facts, worked, rules)
    sums = total(rows)
    draft = Statement(
        book=facts.book,
        on=facts.on,
        position=position,
        root=root,
        rules=rules,
        facts=facts,
        cells=worked,
        districts=rows,
        total=sums,
        identities=identities(facts, worked, rows, sums),
        matching=match(facts, rules, standing, known),
        external=external,
        problems=problems,
    )
    draft = replace(draft, identities=(*draft.identities, *evidence_identities(draft)))
    noticed = findings(draft)
    built = {code for code, _ in FINDINGS}
    return replace(
        draft,
        findings=noticed.findings,
        failed=noticed.failed,
        not_run=noticed.not_run,
        not_built=tuple(code for code in rules.findings if code not in built),
    )
