"""D4: duties, limits and orders: who combined duties, who may do what by which order, what was overridden."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Final

from reconciliation.analytics import acts_of, conflicts
from reconciliation.wording import term
from reports.columns import Column, Record, Value
from reports.sheets.source import Source
from reports.table import Table

_PAPERS_SHOWN: Final = 12
COLUMNS: Final = (
    Column(key="duty", kind="text", width=36),
    Column(key="person", kind="text", width=32),
    Column(key="unit", kind="text", width=28),
    Column(key="duty_on", kind="date", width=14),
    Column(key="until_on", kind="date", width=14),
    Column(key="limit", kind="money", width=17),
    Column(key="duty_order", kind="text", width=22),
    Column(key="duty_detail", kind="text", width=56),
    Column(key="entry", kind="number", width=9),
)


def duties(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, section by section; a section without rows says so by having none."""
    parts = (_chains, _roles, _limits, _overrides, _waivers, _refusals)
    records = list(chain.from_iterable(part(source) for part in parts))
    return Table(ref="D4", columns=COLUMNS, records=records, wanted=wanted)


def _section(source: Source, key: str) -> Record:
    return Record((source.words.both(f"duties.{key}"), *[None] * (len(COLUMNS) - 1)), variant="case")


def _row(  # noqa: PLR0913 - one value per column
    duty: str,
    person: str,
    unit: str = "",
    *,
    on: date | None = None,
    until: date | None = None,
    limit: Value = None,
    order: str = "",
    detail: str = "",
    entry: int = 0,
) -> Record:
    return Record((duty, person, unit, on, until, limit, order, detail, entry or None))


def _chains(source: Source) -> Iterator[Record]:
    """Two duties in one hand: everybody who holds both somewhere, and the documents on which one did both."""
    yield _section(source, "chains")
    for one in conflicts(acts_of(source.facts)):
        first, second = (term(duty, source.words.language) for duty in (one.first, one.second))
        papers = source.words("duties.papers", count=len(one.papers))
        shown = ", ".join(_paper(source, name) for name in one.papers[:_PAPERS_SHOWN])
        shown += " …" if len(one.papers) > _PAPERS_SHOWN else ""
        detail = f"{papers}: {shown}" if one.papers else papers
        yield _row(f"{first} + {second}", ", ".join(one.persons), detail=detail)


def _paper(source: Source, name: str) -> str:
    """What a document is called, and what it is named in the journal."""
    kind, _, rest = name.partition(" ")
    return f"{source.words(f'acted_on.{kind}')} {rest}"


def _roles(source: Source) -> Iterator[Record]:
    yield _section(source, "roles")
    for one in source.facts.grants:
        roles = ", ".join(source.words(f"roles.{role}") for role in one.roles)
        units = ", ".join(source.unit(unit) for unit in one.units) or source.words("every_unit")
        acting = source.words("duties.acting_for", person=one.acting_for) if one.acting_for else ""
        yield _row(
            roles, one.holder, units, on=one.from_on, until=one.until_on, order=one.order_no, detail=acting
        )


def _limits(source: Source) -> Iterator[Record]:
    """Delegations by post and order, and from which amount on a second person is needed."""
    yield _section(source, "limits")
    for policy in source.facts.policies:
        for one in policy.delegations:
            role = source.words(f"roles.{one.role}")
            yield _row(role, one.post, on=one.from_on, limit=one.limit.minor, order=one.order_no)
        for asked in policy.second_person:
            told = source.words("duties.second_person", verb=source.kind(asked.of_verb))
            yield _row(told, "", on=policy.valid_from, limit=asked.from_amount.minor)


def _overrides(source: Source) -> Iterator[Record]:
    yield _section(source, "overrides")
    rows = {row.seq: row for row in source.journal}
    for one in source.facts.overrides:
        row = rows.get(one.seq)
        detail = f"{source.kind(one.verb)} {one.number}"
        yield _row(
            source.kind("approve"),
            row.actor if row else "",
            on=row.effective_on if row else None,
            order=one.proposal,
            detail=detail,
            entry=one.seq,
        )


def _waivers(source: Source) -> Iterator[Record]:
    yield _section(source, "waivers")
    for one in source.dossier.said.waivers:
        scope = source.unit(one.unit) if one.unit else source.words("every_unit")
        yield _row(
            one.code or one.finding[:16],
            ", ".join(one.approvers),
            scope,
            until=one.expires_on,
            limit=one.cap,
            order=one.number,
            detail=one.reason,
            entry=one.seq,
        )


def _refusals(source: Source) -> Iterator[Record]:
    yield _section(source, "refusals")
    for one in source.facts.refusals:
        detail = f"{one.number} [{one.code}]".strip()
        yield _row(
            source.kind(one.verb),
            one.actor,
            source.unit(one.unit),
            on=one.on,
            limit=one.amount or None,
            detail=detail,
            entry=one.seq,
        )
