"""Vouchers: what was spent, line by line, and what became of each line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, cast

from api.resources.asking import Ask
from api.resources.fields import ChargesAsked, Document, Listing, day, money, next_page, ordinal, rows, text
from api.resources.numbered import page_of, paper_named
from api.resources.operation import Arguments, Routes, reads
from api.resources.register import Named, Paper, held
from api.resources.sight import id_of
from api.wire import day as day_text
from ledger.commands import Disburse, VoucherLine
from ledger.documents import item_of
from ledger.money import Money

routes: Final = Routes("vouchers")
STAGES: Final = ("expended", "matched", "exempt", "disallowed")
SUMS: Final = ("gross", "withholding_tax", "fine", "retention", "net")
TEXTS: Final = ("number", "unit", "vendor", "dika_no", "invoice_no")


class VoucherLineSeen(Document):
    """One line of a voucher; the last four say where its amount stands now."""

    part = ordinal("part")
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

    KEY: ClassVar = ("number", "unit", "fiscal_year")
    number = text("number")
    unit = text("unit")
    fiscal_year = ordinal("document_fiscal_year")
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


class Vouchers(Listing):
    """A page of vouchers."""

    vouchers = rows(VoucherSeen)
    next = next_page()


@reads(routes, "/vouchers", Vouchers, ChargesAsked)
def vouchers(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """Vouchers of units in scope, in order of number."""
    shown, more = page_of(ask, "disburse", wanted)
    return {"vouchers": _seen(ask, shown), "next": more}


@reads(routes, "/vouchers/<path:unit>/<int:fiscal_year>/<path:number>", VoucherSeen)
def voucher(ask: Ask, _: Arguments, unit: str, fiscal_year: int, number: str) -> dict[str, Any]:
    """One voucher: its number is unique within unit and fiscal year."""
    return _seen(ask, [paper_named(ask, "disburse", unit, fiscal_year, number)])[0]


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
