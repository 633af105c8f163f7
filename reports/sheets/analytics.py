"""D3: analytics: what is only worth a look: notes, likely duplicates, near limits, series, first digits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from reconciliation.analytics import (
    Benford,
    Numbered,
    benford,
    free_amounts,
    near_limit,
    same_amount,
    series,
    similar_invoice,
    within_days,
)
from reconciliation.documents import Voucher
from reconciliation.wording import word
from reports.columns import Column, Record, Value
from reports.sheets.source import Source
from reports.table import Table

_NAMES_SHOWN: Final = 20
COLUMNS: Final = (
    Column(key="test", kind="text", width=32),
    Column(key="subject", kind="text", width=40),
    Column(key="unit", kind="text", width=26),
    Column(key="count", kind="whole", width=12),
    Column(key="expected_count", kind="whole", width=12),
    Column(key="amount_at", kind="money", width=18),
    Column(key="remark", kind="text", width=60),
)


def analytics(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, test by test; counts and lists, never an accusation."""
    tests = (_notes, _duplicates, _near, _series, _digits)
    records = list(chain.from_iterable(test(source) for test in tests))
    return Table(ref="D3", columns=COLUMNS, records=records, wanted=wanted)


def _section(source: Source, key: str, count: int, remark: str = "") -> Record:
    values = (source.words.both(f"analytics.{key}"), None, None, count, None, None, remark)
    return Record(values, variant="case")


def _row(*values: Value) -> Record:
    return Record(values)


def _notes(source: Source) -> Iterator[Record]:
    """The findings of severity NOTE, by code: how many, and which."""
    found = [one for one in source.statement.findings if one.severity == "NOTE"]
    yield _section(source, "notes", len(found))
    for one in found:
        told = word(one, source.statement, source.words.language)
        yield _row(
            f"{one.code} {told.title}", one.subject, source.unit(one.unit), None, None, one.amount, told.what
        )


def _duplicates(source: Source) -> Iterator[Record]:
    vouchers = source.facts.vouchers
    days = source.statement.rules.duplicate_window_days
    known = [*same_amount(vouchers), *within_days(vouchers, days), *similar_invoice(vouchers)]
    yield _section(source, "duplicates", len(known))
    for one in known:
        units = ", ".join(dict.fromkeys(source.unit(paper.unit) for paper in one.vouchers))
        told = source.words("analytics.vendor", vendor=one.vouchers[0].vendor)
        amount = one.vouchers[0].amount
        name = source.words(f"analytics.{one.test}")
        yield _row(name, _numbers(one.vouchers), units, len(one.vouchers), None, amount, told)


def _near(source: Source) -> Iterator[Record]:
    """As many just below the limit as just above it is chance; many more below is not."""
    rules = source.statement.rules
    found = near_limit(source.facts.vouchers, rules.approval_limit.minor, rules.near_limit_percent)
    yield _section(source, "near_limit", len(found.below) + len(found.above))
    for key, papers in (("below", found.below), ("above", found.above)):
        yield _row(
            source.words(f"analytics.{key}"), _numbers(papers), None, len(papers), None, found.limit, None
        )


def _series(source: Source) -> Iterator[Record]:
    numbers = [
        Numbered(one.kind, one.unit, one.fiscal_year, one.number, one.void)
        for one in source.facts.numbers
        if one.within
    ]
    found = [one for one in series(numbers) if one.missing or one.repeats]
    yield _section(source, "series", len(found))
    for one in found:
        gaps = ", ".join(f"{gap.first}–{gap.last}" if gap.size > 1 else str(gap.first) for gap in one.gaps)
        repeats = ", ".join(" = ".join(texts) for texts in one.repeats)
        told = source.words("analytics.missing", gaps=gaps or "–", repeats=repeats or "–")
        name = f"{source.kind(one.kind)} {one.fiscal_year}"
        yield _row(name, one.form, source.unit(one.unit), one.used, one.used + one.missing, None, told)


def _digits(source: Source) -> Iterator[Record]:
    """Benford's first two digits where that may be asked; else why not."""
    bases = {code: one.basis for code, one in source.facts.activities.items()}
    amounts, priced = free_amounts(source.facts.vouchers, bases)
    found = benford(amounts, priced)
    if not isinstance(found, Benford):
        facts = {"found": f"{found.found:,}", "needed": f"{found.needed:,}"}
        yield _section(
            source, "benford", len(amounts), source.words(f"analytics.benford_{found.why}", **facts)
        )
        return
    said = source.words(
        "analytics.deviation",
        deviation=f"0.{found.deviation:06d}",
        conformity=source.words(f"analytics.conformity_{found.conformity}"),
    )
    yield _section(source, "benford", found.count, said)
    name = source.words("analytics.first_two")
    yield from (_row(name, str(one.digits), None, one.found, one.expected, None, None) for one in found.rows)


def _numbers(papers: Iterable[Voucher]) -> str:
    """Numbers, each once; where there are many, the first and how many more."""
    names = list(Counter(paper.number for paper in papers))
    more = len(names) - _NAMES_SHOWN
    return ", ".join(names[:_NAMES_SHOWN]) + (f" … +{more}" if more > 0 else "")
