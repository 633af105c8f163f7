"""Statement: what somebody outside says of our accounts; frozen, and footed before it is believed.

Amounts are whole minor units and signed the way the statement's balance goes. A statement whose
opening and lines do not come to its closing is refused as a whole: half of it would prove nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ledger.errors import BadValue
from ledger.money import Money


class Place(NamedTuple):
    """What of ours an account speaks of: one budget line of a unit; with line "", all of them."""

    unit: str
    line: str

    def holds(self, other: Place) -> bool:
        """Whether another place lies in this one."""
        return self.unit == other.unit and self.line in ("", other.line)

    def __str__(self) -> str:
        return f"{self.unit}/{self.line}" if self.line else self.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One movement they recorded; `row` is where it stands in their file."""

    account: str
    on: date
    reference: str
    amount: int
    text: str = ""
    row: int = 0

    @property
    def order(self) -> tuple[date, str, int, str, int]:
        """A total order that does not depend on that of the file (but for lines that say the same)."""
        return self.on, self.reference, self.amount, self.text, self.row

    @property
    def said(self) -> tuple[str, date, str, int, str]:
        """All it says, its place apart."""
        return self.account, self.on, self.reference, self.amount, self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountBalance:
    """What they say an account held before the first day and holds at the cut-off; `row` of the latter."""

    account: str
    opening: int
    closing: int
    row: int = 0


class Fault(NamedTuple):
    """What is wrong with a statement, and in which row of its file (0: in none)."""

    row: int
    refusal: BadValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalStatement:
    """One statement of one source in one currency, from the day `since` to the cut-off `on`.

    `complete` says that it speaks of every account there is, so that what it leaves out is zero.
    Raises BadValue, the first of `faults`.
    """

    source: str
    currency: str
    since: date
    on: date
    accounts: tuple[AccountBalance, ...]
    lines: tuple[StatementLine, ...]
    complete: bool = False

    def __post_init__(self) -> None:
        for fault in faults(self.accounts, self.lines, self.since, self.on):
            raise fault.refusal

    @property
    def opening(self) -> int:
        """What all accounts held before the first day."""
        return sum(each.opening for each in self.accounts)

    @property
    def closing(self) -> int:
        """What all accounts hold at the cut-off."""
        return sum(each.closing for each in self.accounts)


def faults(
    accounts: Sequence[AccountBalance], lines: Sequence[StatementLine], since: date, on: date
) -> tuple[Fault, ...]:
    """All that is wrong with a statement, by row.

    BadValue with `why` = rows_repeat (an account stated twice; a line repeated in an account whose
    total is wrong) | no_balance (lines of an account without one) | before_start | after_cut_off |
    wrong_total (opening + lines ≠ closing; `should`, `is`).
    """
    wrong = tuple(_wrong_totals(accounts, lines))
    unsure = {fault.refusal.facts["value"] for fault in wrong}
    found = (
        *_twice(accounts),
        *_misplaced(accounts, lines, since, on),
        *wrong,
        *(fault for fault in _repeats(lines) if fault.refusal.facts["account"] in unsure),
    )
    return tuple(sorted(found, key=lambda fault: fault.row))


def repeated(lines: Iterable[StatementLine]) -> tuple[tuple[StatementLine, ...], ...]:
    """Lines that say exactly the same as another one, together, by day.

    They are no error where the total agrees: two equal payments on one day happen. They are listed.
    """
    same: defaultdict[tuple[str, date, str, int, str], list[StatementLine]] = defaultdict(list)
    for line in lines:
        same[line.said].append(line)
    groups = [tuple(sorted(group, key=lambda line: line.row)) for group in same.values() if len(group) > 1]
    return tuple(sorted(groups, key=lambda group: (group[0].account, group[0].order)))


def _twice(accounts: Sequence[AccountBalance]) -> Iterator[Fault]:
    counts = Counter(each.account for each in accounts)
    first: dict[str, int] = {}
    for each in accounts:
        row = first.setdefault(each.account, each.row)
        if counts[each.account] > 1 and each.row != row:
            yield Fault(each.row, _repeat("account", each.account, each.account, row))


def _misplaced(
    accounts: Sequence[AccountBalance], lines: Sequence[StatementLine], since: date, on: date
) -> Iterator[Fault]:
    known = {each.account for each in accounts}
    for line in lines:
        if line.account not in known:
            yield Fault(line.row, BadValue(field="account", why="no_balance", value=line.account))
        if line.on < since:
            yield Fault(line.row, BadValue(field="on", why="before_start", value=line.on, limit=since))
        if line.on > on:
            yield Fault(line.row, BadValue(field="on", why="after_cut_off", value=line.on, limit=on))


def _wrong_totals(accounts: Sequence[AccountBalance], lines: Sequence[StatementLine]) -> Iterator[Fault]:
    sums: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.account] += line.amount
    for each in accounts:
        should, stated = Money(each.opening + sums[each.account]), Money(each.closing)
        if should != stated:
            refusal = BadValue(
                field="closing", why="wrong_total", value=each.account, should=should, stated=stated
            )
            yield Fault(each.row, refusal)


def _repeats(lines: Sequence[StatementLine]) -> Iterator[Fault]:
    for first, *others in repeated(lines):
        for line in others:
            name = line.reference or line.on.isoformat()
            yield Fault(line.row, _repeat("line", name, line.account, first.row))


def _repeat(field: str, value: str, account: str, row: int) -> BadValue:
    return BadValue(field=field, why="rows_repeat", value=value, account=account, other_row=row)
