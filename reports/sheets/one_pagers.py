"""B6: one page per unit, to print and sign: its money, its outputs, its cases, and who answers for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Final

from ledger.money import Money, baht_text
from reconciliation.cases import Case, cases
from reconciliation.statement import Cell, District
from reconciliation.wording import word
from reports.columns import Live, Value
from reports.sheets.source import Source
from reports.workbook import Workbook

_WIDTHS: Final = (34, 19, 34, 19, 34, 19)
_OVER: Final = len(_WIDTHS)
_MONEY: Final = (
    *("transfers_in", "transfers_out", "returned", "allotment", "reserved", "commitments_open"),
    *("advances_open", "disbursed", "used", "available", "ev", "supported", "unsupported"),
)
_WORK: Final = ("plan_qty", "qty_accepted", "ev", "direct", "unsupported")
_KINDS: Final = {key: "whole" if key.endswith("_qty") or key.startswith("qty_") else "money" for key in _WORK}
_SIGNERS: Final = ("preparer", "reviewer")
_CASES_SHOWN: Final = 6
_PAIRS: Final = 3  # of a label and its amount, side by side


def one_pagers(book: Workbook, source: Source) -> None:
    """Write every unit's page, in the order of registration."""
    sheet = book.sheets["B6"]
    sheet.widths(_WIDTHS)
    book.heading("B6", sheet, over=_OVER)
    work = {unit: list(cells) for unit, cells in groupby(source.statement.cells, lambda cell: cell.district)}
    told = _by_owner(cases(source.statement))
    for at, row in enumerate(source.statement.districts):
        if at:
            sheet.break_page()
        _page(book, source, row, work.get(row.district, []), told.get(row.district, []))
        sheet.skip()


def _in_rows(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    return (keys[at : at + _PAIRS] for at in range(0, len(keys), _PAIRS))


def _by_owner(found: Iterable[Case]) -> Mapping[str, list[Case]]:
    owned: defaultdict[str, list[Case]] = defaultdict(list)
    for case in found:
        owned[case.owner].append(case)
    return owned


def _page(book: Workbook, source: Source, row: District, work: list[Cell], told: list[Case]) -> None:
    sheet, words = book.sheets["B6"], source.words
    name = f"{source.unit(row.district)} · {book.imprint.says(words)}"
    sheet.line([("section", name)], over=_OVER)
    for keys in _in_rows(_MONEY):
        pairs = ((("label", words.both(f"columns.{key}")), ("money", getattr(row, key))) for key in keys)
        sheet.line(list(chain.from_iterable(pairs)))
    if source.statement.book.currency == "THB":
        said = baht_text(Money(row.available)) if row.available >= 0 else ""
        sheet.line([("label", words.both("one_pager.in_words")), ("text", said)], over=_OVER - 1)
    _outputs(book, source, work)
    _cases(book, source, told)
    _sign_off(book)


def _outputs(book: Workbook, source: Source, work: list[Cell]) -> None:
    sheet, words = book.sheets["B6"], source.words
    heads = (words("columns.activity"), *(words(f"columns.{key}") for key in _WORK))
    sheet.line([("header", head) for head in heads], lines=2)
    first = sheet.row
    for cell in work:
        figures = ((_KINDS[key], getattr(cell, key)) for key in _WORK)
        sheet.line([("text", source.activity(cell.activity)), *figures])
    if work:
        sheet.line([("text.total", words("total")), *_totals(work, first, sheet.row)])


def _totals(work: list[Cell], first: int, last: int) -> Iterator[tuple[str, Value]]:
    """Money alone: quantities of different measures have no sum."""
    for at, key in enumerate(_WORK, 1):
        if _KINDS[key] == "money":
            column = chr(ord("A") + at)
            formula = f"=ROUND(SUM({column}{first + 1}:{column}{last}),2)"
            yield "money.total", Live(formula, sum(getattr(cell, key) for cell in work))
        else:
            yield "whole.total", None


def _cases(book: Workbook, source: Source, told: list[Case]) -> None:
    sheet, words = book.sheets["B6"], source.words
    sheet.line([("label", words("one_pager.cases", count=len(told)))], over=_OVER)
    for case in told[:_CASES_SHOWN]:
        first = word(case.findings[0], source.statement, words.language)
        severity: Value = source.state(case.severity)
        told_of = f"{case.findings[0].code} {first.title}: {case.findings[0].subject}"
        sheet.line([("state", severity), ("money", case.amount), ("text", told_of)], over=_OVER - 2)
    if len(told) > _CASES_SHOWN:
        sheet.line([("text", words("one_pager.more", count=len(told) - _CASES_SHOWN))], over=_OVER)


def _sign_off(book: Workbook) -> None:
    sheet, words = book.sheets["B6"], book.words
    for signer in _SIGNERS:
        label = ("label", words.both(f"signing.{signer}"))
        sheet.line([label, *[("text.given", None)] * (_OVER - 1)])
