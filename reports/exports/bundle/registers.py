"""Registers: what the workbook shows of documents, and what the journal holds, as plain rows.

Documents are those of the statement: effective by its cut-off, without the reversed ones (vouchers stay
and name their reversal). Balances, entries and movements are those of the whole journal up to the
statement's position. Money is in whole minor units, days are ISO; a blank field is not known or not so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from ledger.balances import fold
from ledger.buckets import Bucket
from ledger.entries import Entry
from ledger.seal.tree import leaf_hash
from reconciliation.facts import Facts
from reconciliation.matching.rows import MATCH_COLUMNS, matches_rows
from reconciliation.statement import Statement
from reports.exports.bundle.documents import DOCUMENTS, Row
from reports.frames import CELL_COLUMNS, DISTRICT_COLUMNS, EXEMPT_COLUMN, FINDING_COLUMNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One CSV file: its columns in order, those of them that are money, and its rows."""

    name: str
    columns: Sequence[str]
    money: frozenset[str] = field(default=frozenset())
    rows: Callable[[], Iterable[Row]]


def registers(statement: Statement, entries: Iterable[Entry]) -> tuple[Register, ...]:
    """Every register of a bundle; `entries` are the whole journal up to the statement's position."""
    facts = statement.facts
    own = [
        _told(name, columns, partial(rows, facts), money)
        for name, (columns, money, rows) in DOCUMENTS.items()
    ]
    return (
        *own,
        *_figures(statement),
        _told("balances.csv", "bucket measure balance balance_at_cut_off", lambda: _balances(facts, entries)),
        _told(
            "journal.csv",
            "entry kind recorded_at effective_on actor unit document_year number refers_to proposal refused"
            " lines leaf",
            lambda: map(_journal_row, entries),
        ),
        _told(
            "movements.csv",
            "entry no bucket measure amount balance",
            lambda: (row for entry in entries for row in _movements(entry)),
        ),
    )


def _told(name: str, columns: str, rows: Callable[[], Iterable[Row]], money: str = "") -> Register:
    return Register(name=name, columns=columns.split(), money=frozenset(money.split()), rows=rows)


def _figures(statement: Statement) -> Iterator[Register]:
    """The tables that `khlang reconcile` writes, with texts guarded."""
    exempt = EXEMPT_COLUMN if statement.has_exempt else {}
    rows = (*statement.districts, statement.total)
    yield _table("cells.csv", CELL_COLUMNS, statement.cells)
    yield _table("districts.csv", {**DISTRICT_COLUMNS, **exempt}, rows)
    yield _table("findings.csv", FINDING_COLUMNS, statement.findings)
    yield Register(
        name="matches.csv",
        columns=tuple(MATCH_COLUMNS),
        money=_money(MATCH_COLUMNS),
        rows=lambda: (tuple(row.values()) for row in matches_rows(statement.matching)),
    )


def _table(name: str, columns: Mapping[str, str], values: Iterable[object]) -> Register:
    fields = [{"amount_satang": "amount"}.get(column, column.lower()) for column in columns]
    return Register(
        name=name,
        columns=tuple(columns),
        money=_money(columns),
        rows=lambda: (tuple(getattr(value, one) for one in fields) for value in values),
    )


def _money(columns: Mapping[str, str]) -> frozenset[str]:
    """The columns whose sum means something: rates and unit costs have none."""
    single = {"rate", "unit_cost_direct", "unit_cost_full"}
    return frozenset(column for column, kind in columns.items() if kind == "money") - single


def _balances(facts: Facts, entries: Iterable[Entry]) -> Iterator[Row]:
    """Every bucket at the position (folded, not queried), and at the cut-off."""
    held: dict[Bucket, int] = fold(entries).held
    for bucket in sorted(held):
        yield (bucket.name, bucket.measure, held[bucket], facts.balances.get(bucket, 0))


def _journal_row(entry: Entry) -> Row:
    return (
        *(entry.seq, entry.kind, entry.recorded_at, entry.request.effective_on, entry.actor, entry.unit),
        *(entry.document_year or None, getattr(entry.command, "number", "")),
        *(entry.refers_to or None, entry.proposal or None),
        *(entry.refusal[0] if entry.refusal else "", len(entry.lines), leaf_hash(entry.body()).hex()),
    )


def _movements(entry: Entry) -> Iterator[Row]:
    for no, (bucket, amount, after) in enumerate(entry.lines, 1):
        yield (entry.seq, no, bucket.name, bucket.measure, amount, after)
