"""Entries: the journal as a reader may see it, a page at a time, and one entry with its proof."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import marshmallow as ma
from flask import Response

from api.problems import edge
from api.resources.asking import Ask, not_found
from api.resources.fields import Document, Listing, Name, Page, both, day, figure, next_page, rows, text
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import entries_after, entry_of, place_after
from api.resources.sight import concerns, entire, entry_seen, id_of
from ledger.checkpoints import open_key, proof_of
from ledger.entries import Entry

routes: Final = Routes("entries")
PROOF: Final = "text/plain"


class LineSeen(Document):
    """One movement of an entry."""

    stage = text("stage")
    unit = text("unit")
    code = text("code")
    item = text("item")
    measure = text("measure")
    amount = figure("moved")
    balance = figure("balance_after")


class RefusalSeen(Document):
    """A refusal on record."""

    code = text("code_of_refusal")
    facts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    th = text()
    en = text()


class EntrySeen(Document):
    """One entry of the journal; positions only for who sees every unit."""

    KEY: ClassVar = ("id",)
    id = text("id")
    seq = ma.fields.Integer(metadata={"description": both("fields", "seq")})
    refers_to = ma.fields.Integer()
    proposal = ma.fields.Integer()
    kind = text("kind")
    unit = text("unit")
    effective_on = day()
    recorded_at = text("recorded_at")
    actor = text("actor")
    request = ma.fields.Dict(keys=ma.fields.String(), required=True)
    lines = rows(LineSeen)
    refusal = ma.fields.Nested(RefusalSeen)


class Entries(Listing):
    """A page of entries."""

    entries = rows(EntrySeen)
    next = next_page()


class EntriesAsked(Page):
    """Which entries."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    kind = Name(load_default="", metadata={"description": both("fields", "kind")})
    number = Name(load_default="", metadata={"description": both("fields", "number")})


@reads(routes, "/journal/entries", Entries, EntriesAsked)
def entries(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Entries in order; one more is read than shown, to know whether there is more."""
    unit = ask.unit(wanted["unit"]) if wanted["unit"] else None
    after = place_after(
        ask.connection, ask.place.names, ask.book, wanted["cursor"], lambda each: concerns(each, ask.scope)
    )
    limit = wanted["limit"]
    found = entries_after(
        ask.connection, ask.book, ask.scope, after, limit + 1,
        unit=unit, kind=wanted["kind"], number=wanted["number"],
    )  # fmt: skip
    shown = found[:limit]
    more = id_of(shown[-1]) if len(found) > limit else None
    return {"entries": [entry_seen(each, ask.scope) for each in shown], "next": more}


@reads(routes, "/journal/entries/<name>", EntrySeen)
def entry(ask: Ask, _: Arguments, name: str) -> dict[str, Any]:
    """One entry by its id, or by its position."""
    return entry_seen(_known(ask, name), ask.scope)


@reads(routes, "/journal/entries/<name>/proof", PROOF)
def proof(ask: Ask, _: Arguments, name: str) -> Response:
    """The receipt: the entry's bytes, its path in the tree and a signed checkpoint (C2SP tlog-proof).

    An entry that is also about another unit has no receipt for this reader: its bytes would show it.
    """
    known = _known(ask, name)
    if not entire(known, ask.scope):
        raise edge("shared_document")
    origin = ask.place.settings.origin_of(ask.book)
    key = open_key(ask.place.settings.key, origin)
    ask.connection.close()  # the receipt is made under the lock of a transaction of its own
    made = Response(proof_of(ask.place.engine, ask.book, known.seq, key, origin), mimetype=PROOF)
    made.headers["Content-Disposition"] = f'attachment; filename="{id_of(known)}.tlog-proof"'
    return made


def _known(ask: Ask, name: str) -> Entry:
    # A position would tell how much others have posted before it.
    found = entry_of(ask.connection, ask.place.names, ask.book, name, by_position=ask.scope.whole)
    if found is None or not concerns(found, ask.scope):
        raise not_found()
    return found
