"""F2: the control register: per unit and budget line what was brought forward, each movement, what is left.

An account is the money a unit may use of a line (stage `available`). Its rows stand in the order in which
they take effect; each balance is a formula over its own row, and so are the sums of the month and of the
fiscal year. The system's closing balances are those of the buckets.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Final, NamedTuple

from ledger.calendar import first_day, fiscal_year
from reports.columns import SUM, Column, Live, Record, Value
from reports.imprint import day_in_words
from reports.journal import JournalRow
from reports.sheets.effective import effective, told
from reports.sheets.source import Source
from reports.sheets.waiting import waiting
from reports.table import Figure, Table

_STAGE: Final = "available"
_NAMED_MAX: Final = 3
_BALANCE: Final = "=ROUND({before}+{in}-{out},2)"
_FOOTED: Final = "=ROUND({before}+{sum_in}-{sum_out},2)"

COLUMNS: Final = (
    Column(key="unit", kind="text", width=20),
    Column(key="line", kind="text", width=22),
    Column(key="on", kind="date", width=13),
    Column(key="paper", kind="text", width=18),
    Column(key="movement", kind="text", width=40),
    Column(key="opening", kind="money", width=14, total=SUM),
    Column(key="before", kind="money", width=14),
    Column(key="in", kind="money", width=14, total=SUM),
    Column(key="out", kind="money", width=14, total=SUM),
    Column(key="balance", kind="money", width=14),
    Column(key="sum_in", kind="money", width=14),
    Column(key="sum_out", kind="money", width=14),
    Column(key="closing", kind="money", width=14, total=SUM),
    Column(key="entry", kind="number", width=9),
    Column(key="leaf", kind="digest", width=19),
)


class Move(NamedTuple):
    """One movement of an account: its day, the entry's row, and the signed amount."""

    on: date
    row: JournalRow
    amount: int


@dataclass(slots=True)
class Account:
    """The money a unit may use of a line: before the fiscal year, and its movements in it."""

    unit: str
    line: str
    brought: int = 0
    moves: list[Move] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows it takes: what is brought and carried, each movement, two sums per month."""
        return 2 + len(self.moves) + 2 * len({_month(move) for move in self.moves})


def _month(move: Move) -> tuple[int, int]:
    return move.on.year, move.on.month


class Sums(NamedTuple):
    """What came in and went out since a balance."""

    before: int
    came: int = 0
    went: int = 0

    @property
    def after(self) -> int:
        """The balance now."""
        return self.before + self.came - self.went

    def with_(self, amount: int) -> Sums:
        """The sums with one more movement."""
        return self._replace(came=self.came + max(amount, 0), went=self.went + max(-amount, 0))


def control_register(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet; empty when the workbook is made without the journal."""
    accounts = _accounts(source)
    kinds = {row.seq: row.kind for row in source.journal}
    return Table(
        ref="F2",
        columns=COLUMNS,
        records=(record for one in accounts for record in _records(source, one, kinds)),
        rows=sum(one.rows for one in accounts),
        system=_system(source, accounts),
        money="closing",
        wanted=wanted,
    )


def _accounts(source: Source) -> list[Account]:
    """The accounts that ever moved by the cut-off, in the order in which units and lines were registered."""
    begins = first_day(fiscal_year(source.statement.on))
    found: defaultdict[tuple[str, str], list[Move]] = defaultdict(list)
    for on, row in effective(source):
        for bucket, amount, _ in row.lines:
            if bucket.stage == _STAGE:
                found[bucket.unit, bucket.code].append(Move(on, row, amount))
    units, lines = (
        {code: at for at, code in enumerate(codes)} for codes in (source.facts.units, source.facts.lines)
    )
    ordered = sorted(found, key=lambda place: (units[place[0]], lines[place[1]]))
    return [_account(*place, found[place], begins) for place in ordered]


def _account(unit: str, line: str, moves: list[Move], begins: date) -> Account:
    account = Account(unit, line)
    for move in sorted(moves, key=lambda move: (move.on, move.row.seq)):
        if move.on < begins:
            account.brought += move.amount
        else:
            account.moves.append(move)
    return account


def _system(source: Source, accounts: list[Account]) -> Mapping[str, Figure]:
    """What is left comes from the buckets; each other total, from the buckets and the totals beside it."""
    if not source.journal:
        return dict.fromkeys(("opening", "in", "out", "closing"), 0)
    left = sum(waiting(source.facts, _STAGE).values())
    brought = sum(one.brought for one in accounts)
    amounts = [move.amount for one in accounts for move in one.moves]
    came, went = sum(a for a in amounts if a > 0), -sum(a for a in amounts if a < 0)
    return {
        "opening": left - came + went,
        "in": left - brought + went,
        "out": brought + came - left,
        "closing": left,
    }


def _records(source: Source, account: Account, kinds: Mapping[int, str]) -> Iterator[Record]:
    """Brought forward, the movements with the sums of each month and of the year so far, carried forward."""
    year = Sums(account.brought)
    balance = Live("={opening}", account.brought)
    yield _plain(source, account, "brought", {"opening": account.brought, "balance": balance})
    for _, moves in groupby(account.moves, key=_month):
        month = Sums(year.after)
        for move in moves:
            yield _movement(source, account, move, month.after, kinds)
            month, year = month.with_(move.amount), year.with_(move.amount)
        named = day_in_words(move.on, source.words).partition(" ")[2]
        yield _subtotal(source, account, "month", month, month=named)
        yield _subtotal(source, account, "year", year)
    closing = {"before": year.before, "closing": Live(_FOOTED, year.after), **_sums(year)}
    yield _plain(source, account, "left", closing)


def _movement(source: Source, account: Account, move: Move, before: int, kinds: Mapping[int, str]) -> Record:
    amount, row = move.amount, move.row
    return _record(
        source,
        account,
        {
            "on": move.on,
            "paper": row.number or _papers(row),
            "movement": told(source, row, kinds),
            "before": before,
            "in": amount if amount > 0 else None,
            "out": -amount if amount < 0 else None,
            "balance": Live(_BALANCE, before + amount),
            "entry": row.seq,
            "leaf": source.leaf(row.seq),
        },
    )


def _papers(row: JournalRow) -> str:
    """The numbers of the documents whose buckets an entry moved, where it has none of its own."""
    items = dict.fromkeys(bucket.item for bucket, _, _ in row.lines if bucket.item)
    named = list(items)[:_NAMED_MAX]
    return ", ".join(named) + (" …" if len(items) > _NAMED_MAX else "")


def _subtotal(source: Source, account: Account, key: str, sums: Sums, **facts: object) -> Record:
    known: dict[str, Value] = {
        "movement": source.words(f"register.{key}", **facts),
        "before": sums.before,
        "balance": Live(_FOOTED, sums.after),
        **_sums(sums),
    }
    return _record(source, account, known, "subtotal")


def _sums(sums: Sums) -> dict[str, Value]:
    return {"sum_in": sums.came, "sum_out": sums.went}


def _plain(source: Source, account: Account, key: str, figures: Mapping[str, Value]) -> Record:
    line = source.facts.lines[account.line]
    name = source.words.named(line.name_th, line.name_en)
    known = {"movement": source.words(f"register.{key}", name=name), **figures}
    return _record(source, account, known, "case")


def _record(source: Source, account: Account, known: Mapping[str, Value], variant: str = "") -> Record:
    whose = {"unit": source.unit(account.unit), "line": account.line}
    values = {**whose, **known}
    return Record(tuple(values.get(column.key) for column in COLUMNS), variant=variant)
