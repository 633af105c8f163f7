"""What must hold of any book: checked on its entries alone, and on what a database keeps beside them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import orjson
import rfc8785
from sqlalchemy import Connection, select

from ledger import queries
from ledger.balances import Balances, fold, unbalanced
from ledger.buckets import Bucket
from ledger.documents import documents_of
from ledger.entries import Entry, read_entry
from ledger.queries import Balance
from ledger.rules import Outcome
from ledger.seal import EMPTY_ROOT, Frontier
from ledger.tables import bucket, day_total, document, line


class Said(NamedTuple):
    """An outcome as bytes and facts, to be compared between a fold and two databases."""

    bodies: tuple[bytes, ...]
    code: str
    facts: tuple[tuple[str, str], ...]
    replayed: bool


def said(outcome: Outcome) -> Said:
    """What an outcome says."""
    refusal = outcome.refusal
    facts = tuple(sorted(refusal.facts.items())) if refusal else ()
    return Said(
        tuple(e.body() for e in outcome.entries), refusal.code if refusal else "", facts, outcome.replayed
    )


def root_of(entries: Sequence[Entry]) -> bytes:
    """The RFC 6962 root over the bodies."""
    leaves = [hashlib.sha256(b"\x00" + entry.body()).digest() for entry in entries]
    return Frontier.from_bytes(0, b"").extend(leaves).root() if leaves else EMPTY_ROOT


def summed(balances: Balances) -> dict[tuple[str, str, str, str], int]:
    """Balances per (stage, unit, code, measure)."""
    return balances.summed()


def by_name(rows: Sequence[Balance]) -> dict[tuple[str, str, str, str], int]:
    """The same, of what a query answered."""
    return {(row.stage, row.unit, row.code, row.measure): row.balance for row in rows}


def check_entries(entries: Sequence[Entry]) -> None:
    """Dense, balanced, never below a floor, canonical, and readable without loss."""
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    fold(entries)  # raises where a running balance is wrong or below its floor
    for entry in entries:
        assert not unbalanced(entry.lines)
        assert rfc8785.dumps(orjson.loads(entry.body())) == entry.body()
        assert read_entry(entry.body()).body() == entry.body()
        assert read_entry(entry.body()) == entry


def check_projections(connection: Connection, book: str, entries: Sequence[Entry]) -> None:
    """Buckets, lines, day totals and documents are what the entries say, and nothing else is there."""
    balances = fold(entries)
    _check_buckets(connection, book, entries, balances)
    _check_days(connection, book, entries)
    names = ("kind", "number", "unit", "fiscal_year", "part", "claim", "seq")
    kept = select(*(document.c[name] for name in names))
    made = [(*d[:6], d.entry.seq) for entry in entries for d in documents_of(entry)]
    rows = connection.execute(kept.where(document.c.book == book)).all()
    assert sorted(tuple(row) for row in rows) == sorted(made)
    assert by_name(queries.balances(connection, book)) == summed(balances)
    held = {Bucket(*row[:5]): row.balance for row in queries.balances(connection, book, items=True)}
    assert held == balances.held


def _check_buckets(connection: Connection, book: str, entries: Sequence[Entry], balances: Balances) -> None:
    versions = Counter(moved.bucket for entry in entries for moved in entry.lines)
    names: dict[int, Bucket] = {}
    for row in connection.execute(select(bucket).where(bucket.c.book == book)):
        known = Bucket(row.stage, row.unit, row.code, row.item, row.measure)
        names[row.id] = known
        assert (row.balance, row.version) == (balances.held[known], versions[known])
    assert set(names.values()) == set(balances.held)
    kept: defaultdict[Bucket, list[tuple[int, ...]]] = defaultdict(list)
    for row in connection.execute(select(line).where(line.c.book == book).order_by(line.c.version)):
        kept[names[row.bucket_id]].append((row.seq, row.no, row.amount, row.balance_after, row.version))
    made: defaultdict[Bucket, list[tuple[int, ...]]] = defaultdict(list)
    for entry in entries:
        for no, (moved, amount, after) in enumerate(entry.lines, 1):
            made[moved].append((entry.seq, no, amount, after, len(made[moved]) + 1))
    assert kept == made


def _check_days(connection: Connection, book: str, entries: Sequence[Entry]) -> None:
    flows: defaultdict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
    for entry in entries:
        day = entry.request.effective_on.isoformat()
        for moved, amount, _ in entry.lines:
            flow = flows[moved.stage, moved.unit, moved.code, moved.measure, day]
            flow[amount < 0] += abs(amount)
    rows = connection.execute(select(day_total).where(day_total.c.book == book))
    kept = {(r.stage, r.unit, r.code, r.measure, r.effective_on): [r.amount_in, r.amount_out] for r in rows}
    assert kept == dict(flows)


def on_day(entries: Sequence[Entry], day: str) -> dict[tuple[str, str, str, str], int]:
    """The fold by day of business: what stands of entries effective up to a day."""
    sums: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
    for entry in entries:
        if entry.request.effective_on.isoformat() <= day:
            for moved, amount, _ in entry.lines:
                sums[moved.stage, moved.unit, moved.code, moved.measure] += amount
    return dict(sums)
