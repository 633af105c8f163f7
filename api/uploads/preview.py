"""Preview: what a check or a commit tells its owner: errors by cell, documents, balances before and after.

Nothing of a unit out of scope is in it: no line, no balance, and of a refusal no more than `tell` left of it.
It is kept packed, and is the same bytes for the same finding.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson

from api.access.scope import Scope
from api.uploads.checking import Checked, Planned
from api.uploads.committing import Committed
from api.uploads.wrong import Wrong
from api.wire import day, opaque, quantity
from ledger.buckets import Bucket
from ledger.entries import Entry, Line
from ledger.texts import LANGUAGES

Report = Mapping[str, Any]
EMPTY: Final[Report] = {
    "new": 0,
    "there": 0,
    "wrong": [],
    "more_wrong": False,
    "ignored_sheets": [],
    "ignored_columns": [],
    "balances": [],
    "rows": [],
}


def packed(report: Report) -> bytes:
    """A report as bytes."""
    return zlib.compress(orjson.dumps(report))


def unpacked(data: bytes) -> Report:
    """The report of such bytes; nothing of nothing."""
    report: Report = orjson.loads(zlib.decompress(data)) if data else EMPTY
    return report


def of_check(checked: Checked, scope: Scope) -> Report:
    """The report of a check: what is wrong, or what a commit would do."""
    planned = checked.planned if checked.right else ()
    rows = [_row(each, "already_there" if each.there else "new", scope) for each in planned]
    return _report(checked, rows, planned, scope)


def of_commit(committed: Committed, scope: Scope) -> Report:
    """The report of a commit that was done: what became of each document."""
    rows = [_row(each, committed.became(each), scope) for each in committed.rows]
    return _report(committed.checked, rows, committed.rows, scope)


def _report(checked: Checked, rows: list[dict[str, Any]], planned: Iterable[Planned], scope: Scope) -> Report:
    planned = tuple(planned)
    there = sum(each.there for each in planned)
    ignored = [{"sheet": p.title, "columns": list(p.ignored)} for p in checked.upload.pages if p.ignored]
    return {
        "new": len(planned) - there,
        "there": there,
        "wrong": [_wrong(each) for each in checked.wrong],
        "more_wrong": checked.more,
        "ignored_sheets": list(checked.upload.ignored_sheets),
        "ignored_columns": ignored,
        "balances": list(_balances(planned, scope)),
        "rows": rows,
    }


def _wrong(each: Wrong) -> dict[str, Any]:
    return {
        "sheet": each.sheet,
        "cell": each.address,
        "row": each.row,
        "column": each.column,
        "code": each.code,
        "facts": dict(sorted(each.facts.items())),
        **{language: each.said(language) for language in LANGUAGES},
    }


def _row(each: Planned, became: str, scope: Scope) -> dict[str, Any]:
    """A document with its postings; what stands already says nothing of its postings but its entry."""
    entries = each.outcome.entries
    stands = became in {"posted", "already_there"} and bool(entries)
    return {
        "sheet": each.page.title,
        "rows": [row.number for row in each.document.rows],
        "verb": each.document.verb,
        "number": each.document.number,
        "effective_on": day(each.request.effective_on),
        "became": became,
        "entry": opaque(entries[-1].actor, entries[-1].request.key) if stands else "",
        "lines": [] if each.there else [_line(line) for line in _lines(entries, scope)],
    }


def _line(line: Line) -> dict[str, Any]:
    measure = line.bucket.measure
    return {
        **_bucket(line.bucket),
        "amount": quantity(line.amount, measure),
        "balance": quantity(line.balance_after, measure),
    }


def _balances(planned: Iterable[Planned], scope: Scope) -> Iterator[dict[str, Any]]:
    """Each bucket that would change: what it holds before the first document, and after the last."""
    before: dict[Bucket, int] = {}
    after: dict[Bucket, int] = {}
    for each in planned:
        for line in () if each.there else _lines(each.outcome.entries, scope):
            before.setdefault(line.bucket, line.balance_after - line.amount)
            after[line.bucket] = line.balance_after
    for bucket in sorted(after):
        yield {
            **_bucket(bucket),
            "before": quantity(before[bucket], bucket.measure),
            "after": quantity(after[bucket], bucket.measure),
        }


def _lines(entries: Iterable[Entry], scope: Scope) -> Iterator[Line]:
    return (line for entry in entries for line in entry.lines if scope.reaches(line.bucket.unit))


def _bucket(bucket: Bucket) -> dict[str, str]:
    stage, unit, code, item, measure = bucket
    return {"stage": stage, "unit": unit, "code": code, "item": item, "measure": measure}
