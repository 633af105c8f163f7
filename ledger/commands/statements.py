"""Statement verb: what a bank or the city's own system says of our accounts, kept as it was told.

A statement moves nothing. What it says beside the lines' references (payers, purposes) is not kept:
the journal is for ever, and the file it was read from is known by its SHA-256.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.buckets import MONEY, SOURCES
from ledger.commands.base import Command, Part
from ledger.commands.fields import ZERO, Balance, Code, Day, Digest, Flag, Quantity, Text
from ledger.commands.reference import one_of
from ledger.errors import BadValue
from ledger.money import Money

# Longer statements are divided by day: those that follow one another are read as one.
STATEMENT_LINES_MAX: Final = 20_000
NAME_LENGTH_MAX: Final = 100
DAYS_MAX: Final = 366
# Our buckets that an account may be made of.
STATED_STAGES: Final = tuple(stage for stage in MONEY if stage not in SOURCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementAccount(Part):
    """One account of theirs, and what of ours it speaks of: a budget line of a unit (none: all of them).

    `opening` is what it held before the statement's first day, `closing` after its last.
    """

    most: ClassVar[int] = STATEMENT_LINES_MAX
    account: Text
    unit: Code
    line: Code = ""
    opening: Balance = ZERO
    closing: Balance

    def check(self) -> None:
        """Refuse a name that is no name."""
        _short(self.account, "account")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine(Part):
    """One movement they recorded; `amount` is signed the way their balance goes."""

    most: ClassVar[int] = STATEMENT_LINES_MAX
    account: Text
    on: Day
    reference: Text = ""
    amount: Balance = ZERO

    def check(self) -> None:
        """Refuse a reference that is a story."""
        _short(self.account, "account")
        _short(self.reference, "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordStatement(Command):
    """A statement of one source in one currency, from the day `since` to its last day `on`.

    `stages` are those of our buckets that its accounts are made of; `complete` says that what it
    leaves out is zero; `match_days` and `window_days` are the terms it is compared under. Another
    statement of the same source and last day takes its place: nothing is to be undone, as nothing
    was moved, and both stay in the journal.
    """

    verb: ClassVar[str] = "record_statement"
    source: Code
    currency: Code
    since: Day
    on: Day
    stages: tuple[Code, ...]
    complete: Flag = False
    match_days: Quantity = 0
    window_days: Quantity = 0
    file_sha256: Digest
    accounts: tuple[StatementAccount, ...]
    lines: tuple[StatementLine, ...] = ()

    def check(self) -> None:
        """Refuse what no comparison could stand on; raises BadValue.

        `why` = not_in_list | too_large (days) | before_start | after_cut_off | stated_twice |
        overlapping | no_balance | wrong_total (opening + lines ≠ closing).
        """
        for stage in self.stages:
            one_of(stage, STATED_STAGES, "stages")
        for field, days in (("match_days", self.match_days), ("window_days", self.window_days)):
            if days > DAYS_MAX:
                raise BadValue(field=field, why="too_large", value=days)
        if self.since > self.on:
            raise BadValue(field="on", why="before_start", value=self.on, limit=self.since)
        self._check_accounts()
        self._check_lines()

    def _check_accounts(self) -> None:
        names: set[str] = set()
        wholes = {each.unit: each.account for each in self.accounts if not each.line}
        for each in self.accounts:
            if each.account in names:
                raise BadValue(field="account", why="stated_twice", value=each.account)
            names.add(each.account)
            if each.line and each.unit in wholes:
                other = wholes[each.unit]
                raise BadValue(field="account", why="overlapping", value=each.account, other=other)

    def _check_lines(self) -> None:
        sums: defaultdict[str, int] = defaultdict(int)
        known = {each.account for each in self.accounts}
        for line in self.lines:
            if line.account not in known:
                raise BadValue(field="account", why="no_balance", value=line.account)
            if line.on < self.since:
                raise BadValue(field="on", why="before_start", value=line.on, limit=self.since)
            if line.on > self.on:
                raise BadValue(field="on", why="after_cut_off", value=line.on, limit=self.on)
            sums[line.account] += line.amount.minor
        for each in self.accounts:
            should = each.opening.minor + sums[each.account]
            if should != each.closing.minor:
                raise BadValue(
                    field="closing",
                    why="wrong_total",
                    value=each.account,
                    should=Money(should),
                    stated=each.closing,
                )


def _short(name: str, field: str) -> None:
    if len(name) > NAME_LENGTH_MAX:
        raise BadValue(field=field, why="too_long", limit=NAME_LENGTH_MAX)
