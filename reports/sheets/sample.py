"""D2: the audit sample: what was drawn, room for the audited values, and the upper limit they lead to.

Everything from the audited value on is a formula: an auditor who enters a value sees taint,
projection and upper limit follow. Until then what the evidence does not support counts as misstated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Final

from ledger.money import divide_half_up
from reconciliation.audit import Audit, audit, unsupported_of
from reconciliation.sampling import PPS, TOP, Hit, NotDrawn, confidence_factors
from reports.columns import SUM, Column, Live, Record, Value
from reports.sheets.source import Source
from reports.table import Control, Table
from reports.workbook import Workbook

# CF(k), rounded up to two decimals: what quantile.py computes, told to a spreadsheet.
_FACTOR: Final = "ROUND(GAMMAINV(SAMPLE_CONFIDENCE,{k},1)+0.0049999999,2)"
_MISSTATED: Final = '=MIN({amount_drawn},MAX(0,{amount_drawn}-IF({audited}="",{by_evidence},{audited})))'
_TAINT: Final = f'=IF({{stratum}}="{PPS}",{{misstatement}}/{{amount_drawn}},0)'
_RANK: Final = (
    "=IF({taint}=0,0,SUMPRODUCT((SAMPLE_TAINTS>{taint})*1)"
    "+SUMPRODUCT((SAMPLE_TAINTS={taint})*(SAMPLE_NUMBERS<{no}))+1)"
)
_ALLOWANCE: Final = (
    f"=IF({{rank}}=0,0,({_FACTOR.format(k='{rank}+1')}-{_FACTOR.format(k='{rank}')})"
    "*{taint}*SAMPLE_INTERVAL)"
)

COLUMNS: Final = (
    Column(key="voucher", kind="text", width=34, detail="E2"),
    Column(key="unit", kind="text", width=24),
    Column(key="no", kind="number", width=7),
    Column(key="amount_drawn", kind="money", width=16, total=SUM),
    Column(key="cum_from", kind="whole", width=17),
    Column(key="cum_to", kind="whole", width=17),
    Column(key="stratum", kind="code", width=9),
    Column(key="hits", kind="whole", width=9, total=SUM),
    Column(key="by_evidence", kind="money", width=16),
    Column(key="audited", kind="money", width=16, given=True),
    Column(key="misstatement", kind="money", width=16),
    Column(key="taint", kind="index", width=10),
    Column(key="rank", kind="number", width=8),
    Column(key="projection", kind="money", width=16),
    Column(key="allowance", kind="money", width=16),
)
_AT: Final = {column.key: at for at, column in enumerate(COLUMNS)}
_FIGURES: Final[Mapping[str, str]] = {
    "basic_precision": "=ROUND(SAMPLE_INTERVAL*SAMPLE_FACTOR,2)",
    "projected_pps": "=ROUND(SUM({projection}),2)",
    "known_top_stratum": f'=ROUND(SUMIFS({{misstatement}},{{stratum}},"{TOP}"),2)',
    "projected_total": f'=ROUND(SUM({{projection}})+SUMIFS({{misstatement}},{{stratum}},"{TOP}"),2)',
    "incremental_allowance_plus_projection": "=ROUND(SUM({allowance}),2)",
    "upper_misstatement_limit": (
        "=ROUND(SAMPLE_INTERVAL*SAMPLE_FACTOR+SUM({allowance})"
        f'+SUMIFS({{misstatement}},{{stratum}},"{TOP}"),2)'
    ),
}


def drawn(source: Source) -> Audit | NotDrawn:
    """The sample the rule set asks for; NotDrawn (`not_asked` where it asks for none) says why not."""
    return audit(source.statement) if source.statement.rules.samples else NotDrawn("not_asked")


def sample(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet's vouchers, in the order of the population."""
    found = drawn(source)
    if isinstance(found, NotDrawn):
        return Table(ref="D2", columns=COLUMNS, records=(), system={"amount_drawn": 0, "hits": 0})
    items = found.sample.items
    return Table(
        ref="D2",
        columns=COLUMNS,
        records=list(_records(source, found)),
        system={"amount_drawn": sum(hit.item.amount for hit in items), "hits": found.sample.hits},
        money="amount_drawn",
        wanted=wanted,
    )


def _records(source: Source, found: Audit) -> Iterator[Record]:
    unsupported = unsupported_of(source.statement)
    misstated = [
        min(Fraction(hit.item.amount), unsupported.get(hit.item.key, Fraction(0)))
        for hit in found.sample.items
    ]
    taints = [_taint(hit, off) for hit, off in zip(found.sample.items, misstated, strict=True)]
    ranks = _ranks(taints)
    steps = list(_increments(found, max(ranks, default=0)))
    interval = found.sample.interval
    rows = zip(found.sample.items, misstated, taints, ranks, strict=True)
    for no, (hit, off, taint, rank) in enumerate(rows, 1):
        allowance = steps[rank - 1] * taint * interval if rank else Fraction(0)
        yield Record(
            (
                hit.item.name,
                source.unit(hit.item.key.unit),
                no,
                hit.item.amount,
                hit.cum_from,
                hit.cum_to,
                hit.stratum,
                hit.hits,
                hit.item.amount - off,
                None,
                Live(_MISSTATED, off),
                Live(_TAINT, taint),
                Live(_RANK, rank),
                Live("={taint}*SAMPLE_INTERVAL", taint * interval),
                Live(_ALLOWANCE, allowance),
            )
        )


def _taint(hit: Hit, misstated: Fraction) -> Fraction:
    return misstated / hit.item.amount if hit.stratum == PPS else Fraction(0)


def _ranks(taints: list[Fraction]) -> list[int]:
    """The place of each taint, the largest first, of equal ones the first; 0 for none."""
    order = sorted((-taint, at) for at, taint in enumerate(taints) if taint)
    places = {at: place for place, (_, at) in enumerate(order, 1)}
    return [places.get(at, 0) for at in range(len(taints))]


def _increments(found: Audit, count: int) -> Iterator[Fraction]:
    """CF(i) - CF(i-1), for i from 1 to a count."""
    steps = pairwise(confidence_factors(found.sample.terms.confidence))
    return (after - before for _, (before, after) in zip(range(count), steps, strict=False))


def sample_terms(book: Workbook, source: Source) -> None:
    """Below the vouchers: what the sample was drawn with, and what it says of all of them."""
    found, sheet, words = drawn(source), book.sheets["D2"], source.words
    sheet.skip()
    if isinstance(found, NotDrawn):
        sheet.line([("text", words(f"sample.{found.why}"))], over=6)
        return
    first, last = sheet.written.first_row, sheet.written.last_row
    del first, last
    for name, key in (("SAMPLE_TAINTS", "taint"), ("SAMPLE_NUMBERS", "no")):
        book.name(name, sheet.column(_AT[key]))
    sheet.line([("section", words.both("sample.terms"))], over=3)
    for key, kind, value, name in _terms(found):
        row = sheet.line([("label", words.both(f"sample.{key}")), (kind, value)])
        if name:
            book.name(name, sheet.place(1, row))
    _evaluation(book, found)


def _terms(found: Audit) -> Iterator[tuple[str, str, Value, str]]:
    drawn_, terms = found.sample, found.sample.terms
    yield "population_items", "whole", drawn_.population_items, ""
    yield "book_value", "money", drawn_.book_value, ""
    yield "tolerable", "money", drawn_.tolerable, "SAMPLE_TOLERABLE"
    yield "confidence", "percent", str(terms.confidence), "SAMPLE_CONFIDENCE"
    yield "confidence_factor", "index", Live("=" + _FACTOR.format(k="1"), drawn_.factor), "SAMPLE_FACTOR"
    yield "interval", "money", drawn_.interval, "SAMPLE_INTERVAL"
    yield "seed", "text", terms.seed, ""
    yield "random_start", "money", drawn_.start, ""


def _evaluation(book: Workbook, found: Audit) -> None:
    sheet, words = book.sheets["D2"], book.words
    ranges = {key: sheet.column(at) for key, at in _AT.items()}
    sheet.skip()
    sheet.line([("section", words.both("sample.evaluation"))], over=3)
    for key, formula in _FIGURES.items():
        figure = getattr(found.evaluation, key)
        rounded = divide_half_up(figure.numerator, figure.denominator)
        told = Live(formula.format_map(ranges), rounded)
        row = sheet.line([("label", words.both(f"sample.{key}")), ("money.total", told)])
        place = sheet.place(1, row)
        book.controls.append(Control("D2", Column(key=key, kind="money", width=0), place, rounded, rounded))
        if key == "upper_misstatement_limit":
            book.name("SAMPLE_LIMIT", place)
    yes, no = words("sample.tolerated"), words("sample.not_tolerated")
    said = yes if found.evaluation.tolerated else no
    verdict = Live(f'=IF(SAMPLE_LIMIT<=SAMPLE_TOLERABLE,"{yes}","{no}")', said)
    row = sheet.line([("label", words.both("sample.conclusion")), ("text", verdict)])
    sheet.redden(row, row, 1, f'{{cell}}<>"{yes}"')
