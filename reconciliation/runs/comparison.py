"""Comparison: where two statements differ, figure by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from reconciliation.statement import TOTAL, Cell, District, Statement

Value = int | str | None
Row = TypeVar("Row", Cell, District)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that differs: what (`cell`, `district`, `match`, `finding`), of which subject, which field.

    `before` or `after` is None where the subject is not in that statement (a blank figure too).
    """

    kind: str
    subject: str
    field: str
    before: Value
    after: Value


def compare(before: Statement, after: Statement) -> tuple[Difference, ...]:
    """Every difference from one statement to another: cells, districts and the total, matches, findings."""
    return (
        *_rows("cell", before.cells, after.cells, lambda cell: f"{cell.district}/{cell.activity}"),
        *_rows("district", _districts(before), _districts(after), lambda row: row.district or TOTAL),
        *_values("match", "status", _matches(before), _matches(after)),
        *_values("finding", "amount", _findings(before), _findings(after)),
    )


def _districts(statement: Statement) -> tuple[District, ...]:
    return (*statement.districts, statement.total)


def _rows(
    kind: str, before: Iterable[Row], after: Iterable[Row], name: Callable[[Row], str]
) -> Iterator[Difference]:
    was: Mapping[str, Row] = {name(row): row for row in before}
    now: Mapping[str, Row] = {name(row): row for row in after}
    for subject in dict.fromkeys((*was, *now)):
        one, other = was.get(subject), now.get(subject)
        for field in fields(now[subject] if subject in now else was[subject]):
            left, right = getattr(one, field.name, None), getattr(other, field.name, None)
            if left != right:
                yield Difference(kind=kind, subject=subject, field=field.name, before=left, after=right)


def _matches(statement: Statement) -> Mapping[str, Value]:
    """Voucher as printed -> rule and status of its match."""
    return {
        leg.name: f"{one.rule} {one.status}" for one in statement.matching.matches for leg in one.vouchers
    }


def _findings(statement: Statement) -> Mapping[str, Value]:
    return {f"{one.code} {one.subject}": one.amount for one in statement.findings}


def _values(
    kind: str, field: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> Iterator[Difference]:
    for subject in dict.fromkeys((*before, *after)):
        was, now = before.get(subject), after.get(subject)
        if was != now:
            yield Difference(kind=kind, subject=subject, field=field, before=was, after=now)
