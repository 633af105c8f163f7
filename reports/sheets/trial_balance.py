"""G1 and G2: the trial balance: what came into each account and left it, and what is left on which side.

An account is a stage of money, in G2 of one unit and line. The sources (the ordinance) stand on the credit
side for all that ever entered, so that both sides come to the same and everything together to 0.00. What
moved is added up from the entries' lines, what the books hold comes from the statement's balances.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from ledger.buckets import MONEY, Bucket
from reports.columns import SUM, Column, Live, Record, Value
from reports.journal import dated
from reports.sheets.source import Source
from reports.table import Table

_ACCOUNT: Final = ("stage", "unit", "line")
_FIGURES: Final = ("moved_in", "moved_out", "closing", "debit", "credit", "in_journal", "difference")
_WIDTHS: Final = {"stage": 26, "unit": 30, "line": 26}

# Without a sign, because every error in double entry is made twice and would cancel out in the total.
_OFF: Final = "=ROUND(MAX({closing}-{in_journal},{in_journal}-{closing}),2)"

Account = tuple[str, ...]
"""Stage; in G2 unit and line too."""


class Sides(NamedTuple):
    """What came into an account, what left it, and what the books hold there."""

    into: int = 0
    out: int = 0
    held: int = 0


def columns(depth: int) -> tuple[Column, ...]:
    """The columns for accounts of so many parts."""
    return (
        *(Column(key=key, kind="text", width=_WIDTHS[key]) for key in _ACCOUNT[:depth]),
        *(Column(key=key, kind="money", width=18, total=SUM) for key in _FIGURES),
        Column(key="row_check", kind="code", width=9),
    )


def trial_balance(source: Source, wanted: frozenset[str]) -> Table:
    """G1: by stage."""
    return _table("G1", source, wanted, depth=1)


def trial_balance_by_line(source: Source, wanted: frozenset[str]) -> Table:
    """G2: by stage, unit and line."""
    return _table("G2", source, wanted, depth=len(_ACCOUNT))


def _table(ref: str, source: Source, wanted: frozenset[str], depth: int) -> Table:
    sides = _sides(source, depth)
    holdings = [amount for bucket, amount in _money(source.facts.balances)]
    return Table(
        ref=ref,
        columns=columns(depth),
        records=_records(source, sides),
        rows=len(sides),
        system={
            # Every entry takes what it gives: the two sides are each other's control.
            "moved_in": sum(one.out for one in sides.values()),
            "moved_out": sum(one.into for one in sides.values()),
            "closing": 0,
            "debit": sum(max(0, one.held) for one in sides.values()),
            "credit": sum(max(0, -one.held) for one in sides.values()),
            "in_journal": sum(holdings),
            "difference": 0,
        },
        money="debit",
        wanted=wanted,
    )


def _sides(source: Source, depth: int) -> dict[Account, Sides]:
    """Account -> its sides, by stage as money passes them, then as units and lines were registered."""
    found: defaultdict[Account, Sides] = defaultdict(Sides)
    for day, row in dated(source.journal):
        if day <= source.statement.on:
            for bucket, amount, _ in row.lines:
                if bucket.stage in _STAGES:
                    at = _account(bucket, depth)
                    into, out, held = found[at]
                    found[at] = Sides(into + max(0, amount), out + max(0, -amount), held)
    for bucket, amount in _money(source.facts.balances):
        at = _account(bucket, depth)
        found[at] = found[at]._replace(held=found[at].held + amount)
    return dict(sorted(found.items(), key=_order(source)))


def _money(balances: Mapping[Bucket, int]) -> Iterator[tuple[Bucket, int]]:
    return ((bucket, amount) for bucket, amount in balances.items() if bucket.stage in _STAGES)


def _account(bucket: Bucket, depth: int) -> Account:
    return (bucket.stage, bucket.unit, bucket.code)[:depth]


_STAGES: Final = {stage: at for at, stage in enumerate(MONEY)}


def _order(source: Source) -> Callable[[tuple[Account, Sides]], tuple[int | str, ...]]:
    """What accounts are sorted by; a code that nobody registered stands behind those that are."""
    units = {code: at for at, code in enumerate(source.facts.units)}
    lines = {code: at for at, code in enumerate(source.facts.lines)}

    def order(found: tuple[Account, Sides]) -> tuple[int | str, ...]:
        stage, *rest = found[0]
        known = zip((units, lines), rest, strict=False)
        return (_STAGES[stage], *(part for at, code in known for part in (at.get(code, len(at)), code)))

    return order


def _records(source: Source, sides: Mapping[Account, Sides]) -> Iterator[Record]:
    for (stage, *rest), (into, out, held) in sides.items():
        left = into - out
        names: list[Value] = [source.words(f"stages.{stage}")]
        names += [source.unit(rest[0]), rest[1]] if rest else []
        yield Record(
            (
                *names,
                into,
                out,
                Live("=ROUND({moved_in}-{moved_out},2)", left),
                Live("=MAX({closing},0)", max(left, 0)),
                Live("=MAX(-{closing},0)", max(-left, 0)),
                held,
                Live(_OFF, abs(left - held)),
                Live('=IF({difference}=0,"✓","✗")', "✓" if left == held else "✗"),
            )
        )
