"""Examination: a run of entry rows against their own bodies; pure, so that runs go side by side.

Whatever one row and its body can say alone is checked here: canonical bytes, every column, the
balance of the lines, the floors. What needs the entries before is left to ledger.verification.fold:
an `Examined` carries just that, as plain values that go cheaply from process to process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

import orjson

from ledger.buckets import SET_OF, SOURCES
from ledger.calendar import fiscal_year
from ledger.commands import Command
from ledger.documents import field_of_plain, papers_of
from ledger.entries import REFUSED, canonical
from ledger.errors import Refusal
from ledger.verification.report import Problems

COLUMNS: Final = (
    *("seq", "kind", "recorded_at", "effective_on", "fiscal_year", "actor", "idempotency_key"),
    *("request_hash", "unit", "refers_to", "body", "leaf_hash"),
)
BODY: Final = COLUMNS.index("body")
REFERENCE: Final = frozenset(verb for verb, cls in Command.verbs.items() if cls.reference)
# What goes wrong in reading a body that is not one of ours.
UNREADABLE: Final = (
    *(ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError),
    Refusal,
)

Row = Sequence[Any]
Day = tuple[str, str, str, str, str]


Movement = tuple[str, int, int, int, int]
"""One line of a body: bucket (its measure and name in one text), seq, no, amount, balance after."""


@dataclass(slots=True)
class Examined:
    """What a run of rows leaves to be compared: in order of the journal.

    `leaves` are leaf hashes in a row; `documents` whole rows without the book; `flows` what went
    into and out of each day total; `reversals` pairs of positions; `reference_seq` the last
    reference entry (0: none).
    """

    count: int = 0
    leaves: bytes = b""
    movements: list[Movement] = field(default_factory=list)
    documents: list[tuple[Any, ...]] = field(default_factory=list)
    flows: dict[Day, list[int]] = field(default_factory=dict)
    reversals: list[tuple[int, int]] = field(default_factory=list)
    reference_seq: int = 0
    problems: Problems = field(default_factory=Problems)


def examine(book: str, rows: Iterable[Row], first: int = 1, last: int = 0) -> Examined:
    """Examine rows of `entry` (COLUMNS) in order of `seq`: each position from `first` to `last`, once.

    Without `last` nobody knows where the run should end.
    """
    found = Examined()
    leaves: list[bytes] = []
    due = first
    for row in rows:
        seq = row[0]
        if seq != due:
            _out_of_step(found.problems, seq, due)
        due = max(due, seq + 1)
        leaves.append(hashlib.sha256(b"\x00" + row[BODY]).digest())
        try:
            _examine(found, book, row, leaves[-1])
        except UNREADABLE as error:
            found.problems.add("body_unreadable", table="entry", seq=seq, why=type(error).__name__)
    if due <= last:
        _out_of_step(found.problems, last + 1, due)
    found.count = len(leaves)
    found.leaves = b"".join(leaves)
    return found


def _out_of_step(problems: Problems, seq: int, due: int) -> None:
    if seq > due:
        problems.add("row_missing", table="entry", seq=due, through=seq - 1)
    else:
        problems.add("row_unexpected", table="entry", seq=seq)


def _examine(found: Examined, book: str, row: Row, leaf: bytes) -> None:
    """Take one row in; raises one of UNREADABLE for a body that is not ours."""
    body = row[BODY]
    plain = orjson.loads(body)
    if canonical(plain) != body:
        found.problems.add("body_not_canonical", table="entry", seq=row[0])
    seq, kind, request = int(plain["seq"]), plain["kind"], plain["request"]
    day, key = request["effective_on"], request.pop("key")
    attested = (
        seq,
        kind,
        plain["recorded_at"],
        day,
        fiscal_year_of(day),
        plain["actor"],
        key,
        hashlib.sha256(canonical(request)).digest(),
        plain.get("unit", ""),
        int(plain.get("refers_to", 0)),
        body,
        leaf,
    )
    if row != attested or plain["book"] != book:
        _name_columns(found.problems, book, row, attested, plain["book"])
    if "lines" in plain:
        _take_lines(found, seq, day, plain["lines"])
    if kind != REFUSED:
        _take_papers(found, seq, plain)
        if kind in REFERENCE:
            found.reference_seq = seq
    if attested[9]:
        _take_reference(found, seq, kind, attested[9])


@lru_cache(maxsize=4096)
def fiscal_year_of(day: str) -> int:
    """The Buddhist-era fiscal year of an ISO day."""
    return fiscal_year(date.fromisoformat(day))


def _name_columns(problems: Problems, book: str, row: Row, attested: Row, said: object) -> None:
    for column, is_, should in zip(COLUMNS, row, attested, strict=True):
        if is_ != should:
            problems.add("row_differs", table="entry", seq=row[0], column=column, expected=should, found=is_)
    if said != book:
        problems.add("row_differs", table="entry", seq=row[0], column="book", expected=said, found=book)


def _take_lines(found: Examined, seq: int, day: str, lines: Sequence[Mapping[str, str]]) -> None:
    movements, flows = found.movements, found.flows
    left: dict[tuple[str, str], int] = {}
    for no, line in enumerate(lines, 1):
        name, measure = line["bucket"], line["measure"]
        amount, balance = int(line["amount"]), int(line["balance"])
        stage, unit, code, *item = name.split(":")
        if len(item) > 1:
            raise ValueError(name)
        if balance < 0 and stage not in SOURCES:
            found.problems.add(
                "below_floor", table="line", seq=seq, no=no, bucket=name, measure=measure, found=balance
            )
        movements.append((f"{measure}:{name}", seq, no, amount, balance))
        of = measure, SET_OF[stage]
        left[of] = left.get(of, 0) + amount
        key = (stage, unit, code, measure, day)
        flow = flows.get(key)
        if flow is None:
            flow = flows[key] = [0, 0]
        if amount < 0:
            flow[1] -= amount
        else:
            flow[0] += amount
    if any(left.values()):
        _name_unbalanced(found.problems, seq, left)


def _name_unbalanced(problems: Problems, seq: int, left: Mapping[tuple[str, str], int]) -> None:
    for (measure, set_), rest in left.items():
        if rest:
            problems.add("unbalanced", table="entry", seq=seq, measure=measure, set=set_, left=rest)


def _take_papers(found: Examined, seq: int, plain: Mapping[str, Any]) -> None:
    command = plain["request"]["command"]
    year = int(plain.get("document_year", 0))
    for paper in papers_of(plain["kind"], plain.get("unit", ""), year, command, field_of_plain):
        found.documents.append((*paper, seq))


def _take_reference(found: Examined, seq: int, kind: str, refers_to: int) -> None:
    if not 0 < refers_to < seq:
        found.problems.add("reference_wrong", table="entry", seq=seq, refers_to=refers_to, why="not_before")
    elif kind == "reverse":
        found.reversals.append((seq, refers_to))
