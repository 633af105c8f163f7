"""Following: what was later said about a document: receipts, refunds, decisions, reversals.

An entry names the position it is about, and the journal has an index of that; so what followed a document is
found without reading what came in between.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

import marshmallow as ma
from sqlalchemy import select

from api.resources.asking import Ask
from api.resources.fields import Document, Listing, day, flag, money, rows, text
from api.resources.numbered import paper_named
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import Paper
from api.resources.sight import concerns, entry_seen, id_of
from api.resources.transfers import leg_named
from ledger.buckets import SET_OF
from ledger.entries import Entry, read_entry
from ledger.money import Money
from ledger.tables import entry

routes: Final = Routes("following")
PAPER: Final = "<path:unit>/<int:fiscal_year>/<path:number>"
_NUMBERS: Final = ("number", "receipt_no", "report_no", "approval_no")


class FollowingSeen(Document):
    """What was said about a document; `amount` is the money it moved, of what the reader sees."""

    entry = text("id")
    kind = text("kind")
    number = text("number_of_what_followed")
    effective_on = day()
    recorded_at = text("recorded_at")
    actor = text("actor")
    reason = text("reason")
    currency = text("currency")
    amount = money("money_moved")
    accepted = ma.fields.Integer(required=True, metadata={"kind": "whole"})
    rejected = ma.fields.Integer(required=True, metadata={"kind": "whole"})
    reversed = flag("reversed")


def follows(
    rule: str, name: str, rows_name: str, kinds: Collection[str], found: Callable[..., Paper]
) -> None:
    """Register what followed one document; `found` finds it by the parts of its address."""
    told = type(f"{name.title().replace('_', '')}Seen", (Listing,), {rows_name: rows(FollowingSeen)})

    def listed(ask: Ask, _: Arguments, **path: Any) -> dict[str, Any]:  # noqa: ANN401 - parts of the address
        paper = found(ask, **path)
        later = [each for each in _after(ask, paper, kinds) if concerns(each, ask.scope)]
        undone = reversed_of(ask, [each.seq for each in later])
        return {rows_name: [_told(ask, each, undone=each.seq in undone) for each in later]}

    listed.__name__ = name
    reads(routes, f"{rule}/{rows_name}", told)(listed)


def reversed_of(ask: Ask, seqs: Iterable[int]) -> set[int]:
    """Those of some positions whose entry was reversed."""
    return {seq for seq in seqs for each in about(ask, seq, ("reverse",))}


def _after(ask: Ask, paper: Paper, kinds: Collection[str]) -> list[Entry]:
    """What followed a document; of an order's followers, those of the one transfer."""
    later = about(ask, paper.entry.seq, kinds)
    return [each for each in later if getattr(each.command, "transfer", paper.number) == paper.number]


def about(ask: Ask, seq: int, kinds: Collection[str]) -> list[Entry]:
    """The entries of some kinds about a position, in order.

    The position is given as a range: SQLite would take `refers_to > 0`, which the index needs, as one
    and read every entry that refers to anything. For the same reason it is not asked for the order.
    """
    c = entry.c
    query = select(c.body).where(
        c.book == ask.book, c.refers_to.between(seq, seq), c.refers_to > 0, c.kind.in_(sorted(kinds))
    )
    return sorted(map(read_entry, ask.connection.execute(query).scalars()), key=lambda each: each.seq)


def _told(ask: Ask, later: Entry, *, undone: bool) -> dict[str, Any]:
    seen = entry_seen(later, ask.scope)
    request = seen["request"]
    lines = [line for line in later.lines if ask.scope.reaches(line.bucket.unit)]
    moved = [line.amount for line in lines if SET_OF[line.bucket.stage] != "work"]
    gone = -sum(amount for amount in moved if amount < 0)  # where it went to may be another's
    return {
        "entry": id_of(later),
        **{name: seen[name] for name in ("kind", "effective_on", "recorded_at", "actor")},
        "number": next((request[name] for name in _NUMBERS if request.get(name)), ""),
        "reason": request.get("reason", ""),
        "currency": ask.currency,
        "amount": str(Money(max(gone, sum(amount for amount in moved if amount > 0)))),
        "accepted": request.get("accepted", 0),
        "rejected": request.get("rejected", 0),
        "reversed": undone,
    }


def _of(verb: str) -> Callable[..., Paper]:
    return lambda ask, **path: paper_named(ask, verb, **path)


follows(
    "/transfers/<path:number>", "transfer_receipts", "receipts", ("confirm", "recall", "reverse"), leg_named
)
for _register, _verb, _rows, _kinds in (
    ("vouchers", "disburse", "reversals", ("reverse", "disallow", "recover")),
    ("advances", "advance", "refunds", ("refund", "reverse")),
    ("commitments", "commit", "releases", ("release_commitment", "carry_forward", "reverse")),
    ("deliveries", "deliver", "decisions", ("decide", "reverse")),
    ("carry-overs", "carry_forward", "extensions", ("extend", "lapse", "reverse")),
):
    follows(f"/{_register}/{PAPER}", f"{_register.replace('-', '_')}_{_rows}", _rows, _kinds, _of(_verb))
