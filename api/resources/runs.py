"""Runs: reconciliations on record and what each of them found about the reader's units.

A run's counts, digests and state speak of all units, so only who sees every unit is told them.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any, ClassVar, Final

import marshmallow as ma
from sqlalchemy import Connection

from api.own_statement import own_statement
from api.resources.asking import Ask, not_found, snapshot
from api.resources.fields import Document, Listing, both, day, flag, money, rows, text, texts
from api.resources.operation import Arguments, Routes, reads
from api.runs import statement_of
from api.statements import read
from api.wire import day as day_text
from api.wire import is_name
from ledger.money import Money
from ledger.texts import LANGUAGES
from reconciliation.runs.run import Run
from reconciliation.statement import Finding, Statement
from reconciliation.wording import word

routes: Final = Routes("runs")


class StepSeen(Document):
    """Who took a step, and when."""

    name = text("step")
    by = text("actor")
    on = day()


class RunSeen(Document):
    """A run on record."""

    KEY: ClassVar = ("number",)
    number = text("run")
    on = day()
    signed = flag("signed")
    steps = rows(StepSeen)
    state = ma.fields.String(metadata={"description": both("fields", "state")})
    made_by = ma.fields.String(metadata={"description": both("fields", "actor")})
    position = ma.fields.Integer(metadata={"description": both("fields", "seq")})
    rules_version = ma.fields.String()
    rules_digest = ma.fields.String()
    input_digest = ma.fields.String()
    output_digest = ma.fields.String()
    counts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.Integer())


class Runs(Listing):
    """Every run on record."""

    runs = rows(RunSeen)


class Words(Document):
    """A finding in words."""

    title = text()
    what = text()
    expected = text()
    found = text()
    todo = text()
    owner = text()
    severity = text()


class FindingSeen(Document):
    """What a check noticed."""

    code = text("finding_code")
    severity = text("severity")
    unit = text("unit")
    owner = text("owner")
    activity = text("activity")
    subjects = texts("subjects")
    amount = money()
    fingerprint = text("fingerprint")
    th = ma.fields.Nested(Words, required=True)
    en = ma.fields.Nested(Words, required=True)


class Findings(Listing):
    """What a run found."""

    run = text("run")
    on = day()
    findings = rows(FindingSeen)


@reads(routes, "/reconciliations", Runs)
def runs(ask: Ask, _: Arguments) -> dict[str, Any]:
    """Every run, in order of recording."""
    with _of_every_unit(ask) as connection:
        known = ask.place.standing_runs.runs(connection, ask.book)
    return {"runs": [_run(run, whole=ask.scope.whole) for run in known]}


@reads(routes, "/reconciliations/<path:number>", RunSeen)
def run(ask: Ask, _: Arguments, number: str) -> dict[str, Any]:
    """One run."""
    return _run(known_run(ask, number), whole=ask.scope.whole)


@reads(routes, "/reconciliations/<path:number>/findings", Findings)
def findings(ask: Ask, _: Arguments, number: str) -> dict[str, Any]:
    """The findings about units in scope, made anew from the position the run read."""
    known = known_run(ask, number)
    statement = statement_seen(ask, known)
    found = [_finding(one, statement) for one in statement.findings]
    return {"run": known.number, "on": day_text(known.on), "findings": found}


def _of_every_unit(ask: Ask) -> AbstractContextManager[Connection]:
    """A connection of its own: a run is of every unit, the reader's is about theirs (ledger/wall.py)."""
    ask.connection.close()
    return snapshot(ask.place)


def known_run(ask: Ask, number: str) -> Run:
    """The run of a number; raises Problem (not_found)."""
    with _of_every_unit(ask) as connection:
        known = ask.place.standing_runs.run(connection, ask.book, number) if is_name(number) else None
    if known is None:
        raise not_found()
    return known


def statement_seen(ask: Ask, known: Run) -> Statement:
    """What a run found about units in scope; it never changes, and takes seconds to make anew."""
    whole = _statement(ask, known)
    if ask.scope.units is None:
        return whole
    return own_statement(whole, sorted(ask.scope.units & whole.facts.units.keys()))


def _statement(ask: Ask, known: Run) -> Statement:
    key = (ask.book, known.number, known.position, known.output_digest)
    ask.connection.close()  # the journal is read on a connection of its own
    return ask.place.statement(key, lambda: statement_of(read(ask.place.journal(ask.book)), known))


def _run(run: Run, *, whole: bool) -> dict[str, Any]:
    steps = [{"name": step.name, "by": step.by, "on": day_text(step.on)} for step in run.steps]
    shown = {"number": run.number, "on": day_text(run.on), "signed": run.signed, "steps": steps}
    if not whole:
        return shown
    names = ("made_by", "position", "rules_version", "rules_digest", "input_digest", "output_digest")
    return {
        **shown,
        "state": run.state,
        **{name: getattr(run, name) for name in names},
        "counts": dict(run.counts),
    }


def _finding(one: Finding, statement: Statement) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity,
        "unit": one.unit,
        "owner": one.owner,
        "activity": one.activity,
        "subjects": list(one.subjects),
        "amount": str(Money(one.amount)),
        "fingerprint": one.fingerprint,
        **{language: asdict(word(one, statement, language)) for language in LANGUAGES},
    }
