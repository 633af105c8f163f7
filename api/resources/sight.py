"""Sight: an entry as a reader may see it: whole, or no more than what is about the reader's own units.

Who sees one unit sees no position, no line and no leg of another, and learns nothing of another from a
refusal. An entry is named by who asked and under which key, because its position would tell how much
others have posted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from api.access.scope import Scope
from api.problems import said_of
from api.resources.asking import place
from api.resources.wire_form import wire_of_request
from api.wire import day, quantity
from ledger.entries import Entry, Line
from ledger.texts import LANGUAGES

# Of a document that another unit issued: its names and days, and the parts about one's own unit.
SHARED: Final = frozenset(
    {"verb", "kind", "order_no", "number", "transfer", "effective_on", "original_on", "document_fiscal_year"}
)
_UNITS: Final = ("unit", "from_unit", "to_unit")
_FOREIGN: Final = ("seq", "units", "actor", "roles", "position")
HIDDEN: Final = "—"


def id_of(entry: Entry) -> str:
    """The name of an entry in addresses."""
    return place().names.name(entry.actor, entry.request.key)


def concerns(entry: Entry, scope: Scope) -> bool:
    """Whether a reader may see anything of an entry."""
    return scope.reaches(entry.unit) or any(scope.reaches(line.bucket.unit) for line in entry.lines)


def entire(entry: Entry, scope: Scope) -> bool:
    """Whether an entry is about nothing but what a reader sees."""
    return scope.whole or (
        scope.reaches(entry.unit) and all(scope.reaches(line.bucket.unit) for line in entry.lines)
    )


def entry_seen(entry: Entry, scope: Scope) -> dict[str, Any]:
    """The entry as a document; position and what it refers to only for who sees every unit."""
    places = {"seq": entry.seq, "refers_to": entry.refers_to, "proposal": entry.proposal}
    refusal = entry.refusal and refusal_seen(*entry.refusal, scope)
    return {
        "id": id_of(entry),
        **(places if scope.whole else {}),
        "kind": entry.kind,
        "unit": entry.unit,
        "effective_on": day(entry.request.effective_on),
        "recorded_at": entry.recorded_at,
        "actor": entry.actor,
        "request": _request(entry, scope),
        "lines": [_line(line) for line in entry.lines if scope.reaches(line.bucket.unit)],
        **({"refusal": refusal} if refusal else {}),
    }


def refusal_seen(code: str, facts: Mapping[str, str], scope: Scope) -> dict[str, Any]:
    """A refusal on record, with no fact about another unit."""
    shown = facts_seen(facts, scope)
    return {"code": code, "facts": shown, **{each: said_of(code, shown, each) for each in LANGUAGES}}


def facts_seen(facts: Mapping[str, str], scope: Scope) -> dict[str, str]:
    """Facts with what belongs to another unit hidden."""
    if scope.whole:
        return dict(facts)
    shown = {name: HIDDEN if name in _FOREIGN else value for name, value in facts.items()}
    if "unit" in shown and not scope.reaches(shown["unit"]):
        shown |= {name: HIDDEN for name in ("unit", "advance") if name in shown}
    if "invoice_no" in shown:  # paid by a voucher of whom, the refusal does not say
        shown["voucher"] = HIDDEN
    bucket = shown.get("bucket", "").split(":")
    if len(bucket) > 1 and not scope.reaches(bucket[1]):
        shown |= {name: HIDDEN for name in ("bucket", "has", "needs") if name in shown}
    return shown


def _request(entry: Entry, scope: Scope) -> dict[str, Any]:
    plain = wire_of_request(entry.request)
    if scope.reaches(entry.unit):
        return plain
    return {
        name: _own(value, scope) if isinstance(value, list) else value
        for name, value in plain.items()
        if name in SHARED or (isinstance(value, list) and _own(value, scope))
    }


def _own(parts: list[Any], scope: Scope) -> list[Any]:
    """The parts of a document that name a unit of the reader's."""
    return [
        part
        for part in parts
        if isinstance(part, dict) and any(scope.reaches(part[name]) for name in _UNITS if name in part)
    ]


def _line(line: Line) -> dict[str, Any]:
    stage, unit, code, item, measure = line.bucket
    return {
        "stage": stage,
        "unit": unit,
        "code": code,
        "item": item,
        "measure": measure,
        "amount": quantity(line.amount, measure),
        "balance": quantity(line.balance_after, measure),
    }
