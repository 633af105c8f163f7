"""Reports: the register of every file that left the house, and orders of new ones, each made by a job.

A report speaks of the position and the root of the whole book, so it is for who sees every unit.
"""

from __future__ import annotations

from typing import Any, Final, cast

import marshmallow as ma
from flask import Response, request
from sqlalchemy import select
from sqlalchemy import text as sql

from api.problems import refused
from api.resources.asking import Ask, Caller, caller_of, not_found
from api.resources.fields import Day, Document, Name, Page, Query, both, day, next_page, ordinal, rows, text
from api.resources.later import STATUSES, JobSeen, Wanted, later, taking, wanted_by, wrong
from api.resources.narrowing import may_ask
from api.resources.operation import Arguments, Routes, arguments_of, reads, register
from api.resources.register import place_after
from api.resources.sight import id_of
from api.wire import day as day_text
from ledger.commands import RecordReport
from ledger.entries import Entry, read_entry
from ledger.errors import BadValue, NotPermitted
from ledger.rules.authority import ROLES_OF
from ledger.tables import entry
from ledger.texts import LANGUAGES

routes: Final = Routes("reports")

RUN_OR_DAY: Final = ("run", "on")
BOOKS: Final = ("reconciliation", "district-statement", "transfers", "control-register", "trial-balance")
# Of each kind: what must be said (of a pair exactly one), and what may be.
NEEDS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    **dict.fromkeys((*BOOKS, "audit-bundle"), (RUN_OR_DAY,)),
    "district-paper": (RUN_OR_DAY, ("unit",)),
    "letter": (("on",), ("document",)),
    "signing-sheet": (("run",),),
    "open-data": (("on",),),
    "hledger": (),
    "beancount": (),
    "verification": (),
}
MAY: Final = dict.fromkeys(BOOKS, ("unit",))
REGISTERED: Final = (*BOOKS, "audit-bundle", "district-paper", "letter", "signing-sheet")
"""Kinds with an entry in the register, which `language`, `fresh` and `rules` are about."""


class ReportWanted(Wanted):
    """Which file."""

    kind = Name(required=True, metadata={"enum": list(NEEDS), "description": both("fields", "report_kind")})
    run = Name(load_default="", metadata={"description": both("fields", "run")})
    on = Day(load_default=None, metadata={"description": both("fields", "on")})
    rules = Name(load_default="", metadata={"description": both("fields", "digest")})
    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    document = Name(load_default="", metadata={"description": both("fields", "letter_about")})
    language = Name(
        load_default="th", metadata={"enum": list(LANGUAGES), "description": both("fields", "language")}
    )
    fresh = ma.fields.Boolean(
        load_default=False, truthy={True}, falsy={False}, metadata={"description": both("fields", "fresh")}
    )


class ReportSeen(Document):
    """A report on record."""

    id = text("id")
    kind = text("report_kind")
    language = text("language")
    run = text("run")
    on = day(optional=True)
    unit = text("unit")
    document = text("letter_about")
    position = ordinal("seq")
    checkpoint = ordinal("checkpoint_size")
    sha256 = text("sha256")
    content_digest = text("content_digest")
    generator = text("generator")
    made_by = text("actor")
    recorded_at = text("recorded_at")


class Reports(Document):
    """A page of reports."""

    reports = rows(ReportSeen)
    next = next_page()


@reads(routes, "/reports", Reports, Page)
def reports(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Every report on record, in the order of their making."""
    ask.whole()
    limit = wanted["limit"]
    c = entry.c
    after = place_after(ask.connection, ask.place.names, ask.book, wanted["cursor"])
    # Spelt out, so that the index of reports is known to serve.
    query = select(c.body).where(c.book == ask.book, c.seq > after, sql("kind = 'record_report'"))
    bodies = ask.connection.execute(query.order_by(c.seq).limit(limit + 1)).scalars()
    found = [read_entry(body) for body in bodies]
    shown = found[:limit]
    return {
        "reports": [_report(each) for each in shown if not each.refused],
        "next": id_of(shown[-1]) if len(found) > limit else None,
    }


def order_report() -> Response:
    """Make a file, by a job."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_NOTHING)
    wanted = wanted_by(_WANTED)
    with caller.asking() as ask:
        ask.whole()
        _fits(ask, wanted)
    may(caller, "record_report")
    asked = {**wanted, "on": wanted["on"].isoformat() if wanted["on"] else ""}
    return later(caller, wanted["kind"], asked)


def may(caller: Caller, verb: str) -> None:
    """Raise early what the ledger would refuse in the end: a verb that no role of the reader's may ask."""
    may_ask(caller.reader, verb)
    needed = ROLES_OF[verb]
    if not caller.reader.roles & needed:
        raise refused(NotPermitted(actor=caller.reader.actor, verb=verb, roles=" ".join(sorted(needed))))


def known_rules(ask: Ask, digest: str) -> None:
    """Raise Problem not_found for the digest of a rule set that the book does not know."""
    if digest and all(each.digest != digest for each in ask.reference.rule_sets):
        raise not_found()


def _fits(ask: Ask, wanted: Arguments) -> None:
    """Raise Problem for an order that says too little, too much, or names what is not there."""
    kind = wanted["kind"]
    _listed("kind", kind, NEEDS)
    _listed("language", wanted["language"], LANGUAGES)
    needs = NEEDS[kind]
    for names in needs:
        said = [name for name in names if wanted[name]]
        if not said:
            raise wrong(BadValue(field=names[-1], why="missing"))
        if len(said) > 1:
            raise wrong(BadValue(field=said[0], why="unexpected"))
    for name in ("run", "on", "unit", "document"):
        if wanted[name] and not any(name in names for names in needs) and name not in MAY.get(kind, ()):
            raise wrong(BadValue(field=name, why="unexpected"))
    if wanted["rules"] and (wanted["run"] or kind not in REGISTERED):
        raise wrong(BadValue(field="rules", why="unexpected"))
    if wanted["unit"]:
        ask.unit(wanted["unit"])
    known_rules(ask, wanted["rules"])


def _listed(field: str, value: str, allowed: Any) -> None:  # noqa: ANN401 - any collection of texts
    if value not in allowed:
        raise wrong(BadValue(field=field, why="not_in_list", value=value, allowed=" ".join(allowed)))


def _report(one: Entry) -> dict[str, Any]:
    command = cast("RecordReport", one.command)
    names = (
        "kind",
        "language",
        "run",
        "unit",
        "document",
        "position",
        "checkpoint",
        "sha256",
        "content_digest",
    )
    return {
        "id": id_of(one),
        **{name: getattr(command, name) for name in names},
        "on": day_text(command.on),
        "generator": command.generator,
        "made_by": one.actor,
        "recorded_at": one.recorded_at,
    }


_WANTED: Final = ReportWanted()
_NOTHING: Final = Query()
register(
    routes, "/reports", order_report, Query, JobSeen, STATUSES,
    method="POST", **taking(ReportWanted, kind="district-paper", on="2025-11-15", unit="1032"),
)  # fmt: skip
