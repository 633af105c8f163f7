"""Projection: the rows that entries make in each table; a pure function, so replay can repeat it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger.buckets import Bucket
from ledger.documents import Document, documents_of
from ledger.entries import Entry
from ledger.rules import Holding

LINES_PER_ENTRY = 4096  # a bucket's id leaves room for every line number of the entry that opened it


class EntryRow(NamedTuple):
    """A row of `entry`, without the book."""

    seq: int
    kind: str
    recorded_at: str
    effective_on: str
    fiscal_year: int
    actor: str
    idempotency_key: str
    request_hash: bytes
    unit: str
    refers_to: int
    body: bytes
    leaf_hash: bytes


class LineRow(NamedTuple):
    """A row of `line`, without the book."""

    bucket_id: int
    seq: int
    no: int
    amount: int
    balance_after: int
    version: int


class BucketRow(NamedTuple):
    """A row of `bucket`, without the book."""

    id: int
    stage: str
    unit: str
    code: str
    item: str
    measure: str
    balance: int
    version: int


class DayRow(NamedTuple):
    """What one batch adds to a row of `day_total`, without the book."""

    stage: str
    unit: str
    code: str
    measure: str
    effective_on: str
    amount_in: int
    amount_out: int


class DocumentRow(NamedTuple):
    """A row of `document`, without the book."""

    kind: str
    number: str
    unit: str
    fiscal_year: int
    part: int
    claim: str
    seq: int


@dataclass(slots=True)
class Rows:
    """All rows of a batch of entries; `changed` are buckets that were there before."""

    entries: list[EntryRow] = field(default_factory=list)
    lines: list[LineRow] = field(default_factory=list)
    opened: list[BucketRow] = field(default_factory=list)
    changed: list[BucketRow] = field(default_factory=list)
    days: list[DayRow] = field(default_factory=list)
    documents: list[DocumentRow] = field(default_factory=list)


def project(entries: Iterable[Entry], before: Callable[[Bucket], Holding]) -> Rows:
    """The rows of entries that follow one another; `before` tells what buckets held at the start."""
    rows = Rows()
    first: dict[Bucket, Holding] = {}
    now: dict[Bucket, Holding] = {}
    days: dict[tuple[str, str, str, str, str], list[int]] = {}
    for entry in entries:
        rows.entries.append(entry_row(entry))
        rows.documents.extend(document_row(document) for document in documents_of(entry))
        day = entry.request.effective_on.isoformat()
        for no, line in enumerate(entry.lines, 1):
            bucket = line.bucket
            was = now.get(bucket)
            if was is None:
                was = first[bucket] = before(bucket)
            known = Holding(line.balance_after, was.version + 1, was.id or bucket_id(entry.seq, no))
            now[bucket] = known
            rows.lines.append(
                LineRow(known.id, entry.seq, no, line.amount, line.balance_after, known.version)
            )
            key = (bucket.stage, bucket.unit, bucket.code, bucket.measure, day)
            flow = days.setdefault(key, [0, 0])
            flow[line.amount < 0] += abs(line.amount)
    for bucket, holding in now.items():
        row = BucketRow(holding.id, *bucket, holding.balance, holding.version)
        (rows.changed if first[bucket].version else rows.opened).append(row)
    rows.days = [DayRow(*key, *flow) for key, flow in days.items()]
    return rows


def bucket_id(seq: int, no: int) -> int:
    """The id of a bucket that line `no` of entry `seq` opens: no counter, and replay rebuilds it."""
    return seq * LINES_PER_ENTRY + no


def entry_row(entry: Entry) -> EntryRow:
    """The columns of an entry; each is in its body."""
    body = entry.body()
    return EntryRow(
        entry.seq,
        entry.kind,
        entry.recorded_at,
        entry.request.effective_on.isoformat(),
        entry.fiscal_year,
        entry.actor,
        entry.request.key,
        entry.request_hash(),
        entry.unit,
        entry.refers_to,
        body,
        hashlib.sha256(b"\x00" + body).digest(),
    )


def document_row(document: Document) -> DocumentRow:
    """The columns of a document."""
    kind, number, unit, fiscal_year, part, claim, entry = document
    return DocumentRow(kind, number, unit, fiscal_year, part, claim, entry.seq)
