"""Vouchers: what was spent, line by line, and what became of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

import marshmallow as ma
from sqlalchemy import ColumnElement

from api.resources.asking import Ask, not_found
from api.resources.fields import Document, Name, Page, Whole, both, day, money, rows, text, whole
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import Named, Paper, held, papers_after
from api.resources.sight import id_of
from api.wire import day as day_text
from api.wire import is_name
from ledger.commands import Disburse, VoucherLine
from ledger.documents import item_of
from ledger.money import Money
from ledger.tables import document

routes: Final = Routes("vouchers")
STAGES: Final = ("expended", "matched", "exempt", "disallowed")
SUMS: Final = ("gross", "withholding_tax", "fine", "retention", "net")
TEXTS: Final = ("number", "unit", "vendor", "dika_no", "invoice_no")


class VoucherLineSeen(Document):
    """One line of a voucher; the last four say where its amount stands now."""

    part = whole("part")
    line = text("line")
    activity = text("activity")
    delivery = text("delivery")
    source = text("source")
    amount = money()
    expended = money("expended")
    matched = money("matched")
    exempt = money("exempt")
    disallowed = money("disallowed")


class VoucherSeen(Document):
    """A voucher."""

    number = text("number")
    unit = text("unit")
    fiscal_year = whole("document_fiscal_year")
    entry = text("id")
    vendor = text("vendor")
    dika_no = text("dika_no")
    invoice_no = text("invoice_no")
    effective_on = day()
    document_on = day(optional=True)
    paid_on = day(optional=True)
    currency = text("currency")
    amount = money()
    gross = money("gross")
    withholding_tax = money("withholding_tax")
    fine = money("fine")
    retention = money("retention")
    net = money("net")
    lines = rows(VoucherLineSeen)


class Vouchers(Document):
    """A page of vouchers."""

    vouchers = rows(VoucherSeen)
    next = ma.fields.String(required=True, allow_none=True, metadata={"description": both("fields", "next")})


class VouchersAsked(Page):
    """Which vouchers."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    fiscal_year = Whole(
        2400, 2800, load_default=None, metadata={"description": both("fields", "fiscal_year")}
    )


@reads(routes, "/vouchers", Vouchers, VouchersAsked)
def vouchers(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Vouchers of units in scope, in order of number."""
    unit = ask.unit(wanted["unit"]) if wanted["unit"] else None
    which = [document.c.fiscal_year == wanted["fiscal_year"]] if wanted["fiscal_year"] else []
    limit = wanted["limit"]
    found = _papers(ask, unit, wanted["cursor"], limit + 1, *which)
    shown = found[:limit]
    return {"vouchers": _seen(ask, shown), "next": shown[-1].cursor if len(found) > limit else None}


@reads(routes, "/vouchers/<unit>/<int:fiscal_year>/<path:number>", VoucherSeen)
def voucher(ask: Ask, _: Arguments, unit: str, fiscal_year: int, number: str) -> dict[str, Any]:
    """One voucher: its number is unique within unit and fiscal year."""
    year = min(fiscal_year, 9999)
    which = (document.c.fiscal_year == year, document.c.number == number)
    found = _papers(ask, ask.unit(unit), "", 1, *which) if is_name(number) else []
    if not found:
        raise not_found()
    return _seen(ask, found)[0]


def _papers(ask: Ask, unit: str | None, cursor: str, limit: int, *which: ColumnElement[bool]) -> list[Paper]:
    units = list(ask.scope.asked(unit))
    theirs = () if None in units else (document.c.unit.in_(units),)
    return papers_after(ask.connection, ask.book, "disburse", cursor, limit, (*which, *theirs))


def _seen(ask: Ask, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    named = [
        Named(paper.unit, line.line, _item(ask, paper, part))
        for paper in papers
        for part, line in enumerate(_of(paper).lines, 1)
    ]
    known = held(ask.connection, ask.book, STAGES, named)
    return [_voucher(ask, paper, known) for paper in papers]


def _of(paper: Paper) -> Disburse:
    return cast("Disburse", paper.entry.command)


def _item(ask: Ask, paper: Paper, part: int) -> str:
    """The bucket item of a voucher's line, as the ledger names it."""
    line = ask.reference.line(_of(paper).lines[part - 1].line)
    return f"{item_of(paper.number, paper.fiscal_year, line.fiscal_year)}/{part}"


def _voucher(ask: Ask, paper: Paper, known: Mapping[tuple[str, str, str, str], int]) -> dict[str, Any]:
    command = _of(paper)
    total = sum(line.amount.minor for line in command.lines)
    return {
        **{name: getattr(command, name) for name in TEXTS},
        "fiscal_year": paper.fiscal_year,
        "entry": id_of(paper.entry),
        "effective_on": day_text(paper.entry.request.effective_on),
        "document_on": day_text(command.document_on),
        "paid_on": day_text(command.paid_on),
        "currency": ask.currency,
        "amount": str(Money(total)),
        **{name: str(getattr(command, name)) for name in SUMS},
        "lines": [_line(ask, paper, part, line, known) for part, line in enumerate(command.lines, 1)],
    }


def _line(
    ask: Ask,
    paper: Paper,
    part: int,
    line: VoucherLine,
    known: Mapping[tuple[str, str, str, str], int],
) -> dict[str, Any]:
    item = _item(ask, paper, part)
    stands = {stage: known.get((stage, paper.unit, line.line, item), 0) for stage in STAGES}
    return {
        "part": part,
        "line": line.line,
        "activity": line.activity,
        "delivery": line.delivery,
        "source": line.source,
        "amount": str(line.amount),
        **{stage: str(Money(value)) for stage, value in stands.items()},
    }
