"""The transfer letter: it tells units of money sent to them, leg by leg, and where that is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ledger.errors import UnknownTransfer
from reconciliation.documents import Transfer
from reports.pdf.compile import write_pdf
from reports.pdf.labels import figure, in_words
from reports.pdf.paper import Paper
from reports.pdf.parts import signing
from reports.sheets.source import Source


def write_transfer_letter(
    source: Source, number: str, path: Path, *, created: datetime, checkpoint: str = ""
) -> bytes:
    """Write the letter about a transfer to `path`, whole or not at all; returns its bytes.

    `number` is that of one transfer, or of an order, whose transfers then stand in one letter. A letter
    speaks of a posted entry, which no later one changes: it is never a draft. Raises UnknownTransfer
    (also for one that was reversed, or is later than the statement), Unusable `cannot_write`.
    """
    legs = _legs(source, number)
    paper = Paper(source=source, created=created, checkpoint=checkpoint)
    return write_pdf(path, "transfer_letter", _said(paper, legs), created)


def _legs(source: Source, number: str) -> Sequence[Transfer]:
    known = source.facts.transfers
    legs = [leg for leg in known if leg.number == number] or [leg for leg in known if leg.order_no == number]
    if not number or not legs:
        raise UnknownTransfer(number=number)
    return legs


def _said(paper: Paper, legs: Sequence[Transfer]) -> Mapping[str, Any]:
    source, labels, first = paper.source, paper.labels, legs[0]
    total = sum(leg.amount for leg in legs)
    sender, receiver = _one(paper, legs, "from_unit"), _one(paper, legs, "to_unit")
    told = {
        "sender": sender,
        "receiver": receiver,
        "kind": source.kind(first.kind),
        "line": ", ".join(dict.fromkeys(_line(paper, leg.line) for leg in legs)),
        "years": ", ".join(dict.fromkeys(str(leg.fiscal_year) for leg in legs)),
    }
    return {
        **paper.frame("letter", receiver),
        "agency": sender,
        "number": {
            "label": labels("letter.number"),
            "value": first.letter_no or first.order_no or first.number,
        },
        "day": labels("letter.day", on=labels.day(first.letter_on or first.on)),
        "heading": _heading(paper, legs, told),
        "body": labels("letter.body", **told),
        "legs": _table(paper, legs, total),
        "amount": {
            "label": labels("letter.amount"),
            "figure": f"{figure(total)} {source.currency}",
            "words": in_words(total, source.statement.book.currency),
        },
        "close": labels("letter.close", receiver=receiver),
        "farewell": labels("letter.farewell"),
        "signing": signing(paper, [("authorised", "", "")]),
    }


def _one(paper: Paper, legs: Sequence[Transfer], side: str) -> str:
    """The unit on one side of all legs; "units as listed" where they are several."""
    codes = {getattr(leg, side) for leg in legs}
    return _unit(paper, codes.pop()) if len(codes) == 1 else paper.labels("letter.as_listed")


def _unit(paper: Paper, code: str) -> str:
    """A unit as a letter names it: the code behind the name."""
    unit = paper.source.facts.units.get(code)
    return f"{paper.labels.named(unit.name_th, unit.name_en)} ({code})" if unit else code


def _line(paper: Paper, code: str) -> str:
    line = paper.source.facts.lines.get(code)
    return f"{paper.labels.named(line.name_th, line.name_en)} ({code})" if line else code


def _heading(paper: Paper, legs: Sequence[Transfer], told: Mapping[str, str]) -> list[tuple[str, str]]:
    labels = paper.labels
    orders = ", ".join(dict.fromkeys(leg.order_no for leg in legs if leg.order_no))
    rows = [
        (labels("letter.subject"), labels("letter.about", **told)),
        (labels("letter.to"), labels("letter.head_of", receiver=told["receiver"])),
    ]
    if orders:
        rows.append((labels("letter.reference"), labels("letter.order", orders=orders)))
    return rows


def _table(paper: Paper, legs: Sequence[Transfer], total: int) -> Mapping[str, Any]:
    """Number and entry, where from and to, amount; a total below several."""
    labels = paper.labels
    rows = [_row(paper, leg) for leg in legs]
    if len(rows) > 1:
        rows.append((labels("letter.total"), "", "", figure(total)))
    head = ("leg", "line", "units", "sent")
    return {
        "head": [labels(f"letter.{key}", currency=paper.source.currency) for key in head],
        "rows": rows,
        "bold": [len(rows) - 1] if len(legs) > 1 else [],
    }


def _row(paper: Paper, leg: Transfer) -> tuple[str, str, str, str]:
    source, labels = paper.source, paper.labels
    entry = labels("letter.entry", number=leg.number, on=labels.day(leg.on), entry=f"{leg.seq:,}")
    leaf = source.leaves.get(leg.seq, "")
    where = labels("letter.way", sender=_unit(paper, leg.from_unit), receiver=_unit(paper, leg.to_unit))
    recorded = f"{entry}\n{labels('letter.leaf', leaf=leaf)}" if leaf else entry
    return (recorded, _line(paper, leg.line), where, figure(leg.amount))
