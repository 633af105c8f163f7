"""B4: roll-forward: what each unit held at each stage of money, what came and went, and what is left.

It opens with what the last signed run closed with (nothing where there is none). What came and went is
added up from the entries' lines, the closing comes from the statement's balances: two ways to one figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from ledger.buckets import MONEY, Bucket
from reconciliation.statement import Statement
from reports.columns import SUM, Column, Live, Record
from reports.journal import dated
from reports.sheets.source import Source
from reports.table import Table

_MONEY: Final = ("opening", "moved_in", "moved_out", "closing", "in_journal", "difference")
COLUMNS: Final = (
    Column(key="stage", kind="text", width=24),
    Column(key="unit", kind="text", width=30),
    *(Column(key=key, kind="money", width=20, total=SUM) for key in _MONEY),
    Column(key="row_check", kind="code", width=10),
)

Account = tuple[str, str]
"""Stage and unit."""


class Moved(NamedTuple):
    """What came into an account and what left it."""

    into: int = 0
    out: int = 0


def roll_forward(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet, by stage in the order money passes them; every set of stages comes to zero together."""
    before = source.dossier.before
    opening = held(before.facts.balances) if before else {}
    closing = held(source.facts.balances)
    moves = moved(source, before)
    places = sorted({*opening, *closing, *moves}, key=_order)
    return Table(
        ref="B4",
        columns=COLUMNS,
        records=[_record(source, at, opening, moves, closing) for at in places],
        system={
            "opening": sum(opening.values()),
            "moved_in": sum(one.into for one in moves.values()),
            "moved_out": sum(one.out for one in moves.values()),
            "closing": sum(closing.values()),
            "in_journal": sum(closing.values()),
            "difference": 0,
        },
        money="moved_in",
        wanted=wanted,
    )


def held(balances: Mapping[Bucket, int]) -> dict[Account, int]:
    """Account -> what its buckets hold; money alone."""
    sums: defaultdict[Account, int] = defaultdict(int)
    for bucket, amount in balances.items():
        if bucket.stage in MONEY:
            sums[bucket.stage, bucket.unit] += amount
    return dict(sums)


def moved(source: Source, before: Statement | None) -> dict[Account, Moved]:
    """Account -> what entries effective by the cut-off moved that the opening does not hold.

    Those are the later days', and those recorded since for its own days: the matches of the run itself.
    """
    after, read = (before.on, before.position) if before else (date.min, 0)
    moves: defaultdict[Account, Moved] = defaultdict(Moved)
    for day, row in dated(source.journal):
        if day <= source.statement.on and (day > after or row.seq > read):
            for bucket, amount, _ in row.lines:
                if bucket.stage in MONEY:
                    into, out = moves[bucket.stage, bucket.unit]
                    moves[bucket.stage, bucket.unit] = Moved(into + max(0, amount), out + max(0, -amount))
    return dict(moves)


_STAGES: Final = tuple(MONEY)


def _order(account: Account) -> tuple[int, str]:
    stage, unit = account
    return _STAGES.index(stage), unit


def _record(
    source: Source,
    at: Account,
    opening: Mapping[Account, int],
    moves: Mapping[Account, Moved],
    closing: Mapping[Account, int],
) -> Record:
    stage, unit = at
    into, out = moves.get(at, Moved())
    begun, ended = opening.get(at, 0), closing.get(at, 0)
    came = begun + into - out
    off = "=ROUND(MAX({closing}-{in_journal},{in_journal}-{closing}),2)"  # so that no two cancel in the total
    return Record(
        (
            source.words(f"stages.{stage}"),
            source.unit(unit),
            begun,
            into,
            out,
            Live("=ROUND({opening}+{moved_in}-{moved_out},2)", came),
            ended,
            Live(off, abs(came - ended)),
            Live('=IF({difference}=0,"✓","✗")', "✓" if came == ended else "✗"),
        )
    )
