"""C2: ageing of open items: each voucher without confirmed evidence by age, and what is open of findings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from reconciliation.external.ageing import BANDS, band
from reconciliation.runs.items import Item, RollForward
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Control, Table
from reports.workbook import Workbook

_BANDS: Final = tuple(f"age_{at}" for at in range(len(BANDS)))
_MOVES: Final = ("opening", "new", "cleared", "closing")

COLUMNS: Final = (
    Column(key="item_kind", kind="text", width=16),
    Column(key="subject", kind="text", width=30),
    Column(key="unit", kind="text", width=24),
    Column(key="item_status", kind="text", width=26),
    Column(key="state", kind="state", width=18),
    Column(key="since", kind="date", width=14),
    Column(key="age_days", kind="number", width=9),
    *(Column(key=key, kind="money", width=15, total=SUM) for key in _BANDS),
    Column(key="open_amount", kind="money", width=16, total=SUM),
    Column(key="finding_amount", kind="money", width=16),
)


def ageing(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, vouchers first; findings overlap, so their amounts are never summed."""
    items = source.dossier.items
    vouchers = [item for item in items if item.kind == "voucher"]
    since = _since(source)
    aged = [band((source.statement.on - since[item.key]).days) for item in vouchers]
    return Table(
        ref="C2",
        columns=COLUMNS,
        records=[_record(source, item, since[item.key]) for item in items],
        system={
            **{
                key: sum(item.amount for item, age in zip(vouchers, aged, strict=True) if age == name)
                for key, name in zip(_BANDS, BANDS, strict=True)
            },
            "open_amount": sum(item.amount for item in vouchers),
        },
        money="open_amount",
        wanted=wanted,
    )


def _since(source: Source) -> dict[str, date]:
    """Item key -> since when it is open: the posting of a voucher, the first notice of a finding."""
    posted = {voucher.seq: voucher.on for voucher in source.facts.vouchers}
    noticed = {one.finding.fingerprint: one.first_seen for one in source.dossier.findings}
    return {
        item.key: posted[item.seq] if item.kind == "voucher" else noticed[item.key]
        for item in source.dossier.items
    }


def _record(source: Source, item: Item, since: date) -> Record:
    days = (source.statement.on - since).days
    place, voucher = BANDS.index(band(days)), item.kind == "voucher"
    bands: list[Value] = [item.amount if voucher and at == place else None for at in range(len(BANDS))]
    total = "=ROUND(" + "+".join(f"{{{key}}}" for key in _BANDS) + ",2)"
    values = (
        source.words(f"items.{item.kind}"),
        item.subject,
        source.unit(item.unit),
        str(source.match_state(item.status)) if voucher else item.status,
        source.state(f"item_{item.state}"),
        since,
        days,
        *bands,
        Live(total, item.amount) if voucher else None,
        None if voucher else item.amount,
    )
    return Record(values)


def rolled(book: Workbook, source: Source) -> None:
    """Below the items: opening + new - cleared = closing, in number and in amount."""
    sheet, words = book.parts("C2")[-1], source.words
    opening = source.dossier.opening
    sheet.skip()
    sheet.line([("section", words.both("items.rolled"))], over=4)
    told = words("items.opens_with", run=opening.number) if opening else words("items.opens_with_nothing")
    sheet.line([("text", told)], over=4)
    sheet.line(
        [
            ("header", words.both("columns.item_kind")),
            *(("header", words.both(f"items.{key}")) for key in _MOVES),
        ],
        lines=2,
    )
    for row in source.dossier.rolled:
        for figures, kind in _figures(row):
            _rolled_line(book, (f"{words(f'items.{row.kind}')}", kind), figures)


def _figures(row: RollForward) -> Iterator[tuple[tuple[int, ...], str]]:
    yield (row.opening, row.new, row.cleared, row.closing), "whole"
    amounts = (row.opening_amount, row.new_amount, row.cleared_amount, row.closing_amount)
    yield amounts, "money"


def _rolled_line(book: Workbook, said: tuple[str, str], figures: tuple[int, ...]) -> None:
    sheet, (name, kind) = book.parts("C2")[-1], said
    opening, new, cleared, closing = figures
    at = sheet.row
    cells = [sheet.place(column, at).partition("!")[2] for column in (1, 2, 3)]
    came = Live(f"=ROUND({cells[0]}+{cells[1]}-{cells[2]},2)", opening + new - cleared)
    sheet.line(
        [("label", name), *((kind, value) for value in (opening, new, cleared)), (f"{kind}.total", came)]
    )
    column = Column(key=f"closing_{kind}", kind=kind, width=0)
    book.controls.append(Control("C2", column, sheet.place(4, at), opening + new - cleared, closing))
