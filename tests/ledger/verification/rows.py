"""Rows of a small sealed book in memory, for checkers to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson

from ledger.entries import Entry, canonical
from ledger.projection import entry_row
from ledger.verification.examination import COLUMNS, Examined, examine
from tests.builders import BOOK, PureDesk, a_book, a_command, a_voucher

Row = tuple[Any, ...]


def a_spent_book() -> PureDesk:
    """The small world with a voucher, its reversal, a refusal, a lot and its decision."""
    desk = a_book(
        ("spender", a_command("disburse", number="VC-0")),
        ("head", a_command("reverse")),
        ("spender", a_voucher("V1", {"amount": "1.00"}, {"amount": "2.00"})),
        ("surveyor", a_command("deliver")),
        ("committee", a_command("decide", delivery="LOT-1")),
    )
    desk.refused(a_command("commit", amount="9999.00"), "spender")
    return desk


def rows_of(entries: Sequence[Entry]) -> list[Row]:
    """Their rows of `entry`, as a database gives them."""
    return [tuple(entry_row(entry)) for entry in entries]


def altered(row: Row, **columns: object) -> Row:
    """A row with some columns changed."""
    return tuple(columns.get(name, value) for name, value in zip(COLUMNS, row, strict=True))


def rewritten(row: Row, change: Callable[[dict[str, Any]], object]) -> Row:
    """A row whose body was changed, in canonical form, and nothing else."""
    plain = orjson.loads(row[COLUMNS.index("body")])
    change(plain)
    return altered(row, body=canonical(plain))


def named(found: Examined) -> list[tuple[str, str]]:
    """(code, column or reason) of the problems."""
    return [(p.code, p.facts.get("column") or p.facts.get("why", "")) for p in found.problems.kept]


def codes(rows: Sequence[Row], **extent: int) -> set[str]:
    """The codes of the problems of rows."""
    return {code for code, _ in named(examine(BOOK, rows, **extent))}
