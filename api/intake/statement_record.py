"""Statement record: a statement that was read becomes one on record, once, without its free text.

The journal is for ever, so it keeps days, references, amounts and the SHA-256 of the file, and what
else the file says of people stays there. The same statement again is known; another one of the same
source and day takes its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from api.intake.statement_profiles import StatementProfile
from api.intake.statements import ReadStatement, RefusedRow
from api.statements import Reading
from ledger.commands import RecordStatement, StatementAccount
from ledger.commands import StatementLine as RecordedLine
from ledger.entries import Request, content_hash
from ledger.errors import Refusal
from ledger.money import Money
from ledger.posting import Journal
from reconciliation.documents import Stated
from reconciliation.external import (
    AccountBalance,
    ExternalStatement,
    Place,
    Received,
    StatementLine,
    received,
)
from reconciliation.papers.statements import statements
from reconciliation.scope import scope

Row = TypeVar("Row", StatementLine, AccountBalance)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Series:
    """The statements of one source on record: those before a day, and the one of that day."""

    earlier: tuple[Received, ...]
    same_day: Stated | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a statement stands in the journal; `known`: it stood there before."""

    seq: int
    known: bool


def series_of(reading: Reading, source: str, on: date) -> Series:
    """What a source said up to a day."""
    of_source = [one for one in statements(scope(reading.entries, on)) if one.command.source == source]
    return Series(
        earlier=tuple(received(one) for one in of_source if one.command.on < on),
        same_day=next((one for one in of_source if one.command.on == on), None),
    )


def received_of(statement: ExternalStatement, read: ReadStatement, profile: StatementProfile) -> Received:
    """A statement that was read, as it is compared."""
    return Received(statement=statement, mapping=read.mapping, stages=profile.stages, rules=profile.rules)


def record_of(
    read: ReadStatement, statement: ExternalStatement, profile: StatementProfile
) -> RecordStatement | tuple[RefusedRow, ...]:
    """What is to be recorded, or every row that the journal may not keep (0: the file as a whole)."""
    refused: list[RefusedRow] = []
    lines = list(_kept(statement.lines, _line, read.file, refused))
    accounts = list(
        _kept(statement.accounts, lambda each: _account(each, read.mapping[each.account]), read.file, refused)
    )
    if refused:
        return tuple(refused)
    try:
        return RecordStatement(
            source=statement.source,
            currency=statement.currency,
            since=statement.since,
            on=statement.on,
            stages=profile.stages,
            complete=statement.complete,
            match_days=profile.rules.match_days,
            window_days=profile.rules.window_days,
            file_sha256=read.sha256,
            accounts=tuple(accounts),
            lines=tuple(lines),
        )
    except Refusal as refusal:
        return (RefusedRow(read.file, 0, refusal),)


def _kept(
    said: Iterable[Row], record: Callable[[Row], T], file: str, refused: list[RefusedRow]
) -> Iterator[T]:
    """What may be recorded; the rest goes to `refused`, each with its row."""
    for each in said:
        try:
            yield record(each)
        except Refusal as refusal:
            refused.append(RefusedRow(file, each.row, refusal))


def _line(line: StatementLine) -> RecordedLine:
    return RecordedLine(account=line.account, on=line.on, reference=line.reference, amount=Money(line.amount))


def _account(each: AccountBalance, place: Place) -> StatementAccount:
    return StatementAccount(
        account=each.account,
        unit=place.unit,
        line=place.line,
        opening=Money(each.opening),
        closing=Money(each.closing),
    )


def keep(journal: Journal, command: RecordStatement, series: Series, actor: str, today: date) -> Kept:
    """Record a statement, unless it is the one that stands; raises its refusal (a reconciler keeps)."""
    standing = series.same_day
    if standing and standing.command == command:
        return Kept(standing.seq, known=True)
    # What takes the place of another is asked anew, though its content may have stood before.
    key = f"statement:{content_hash(command)}:{standing.seq if standing else 0}"
    outcome = journal.post(Request(key=key, effective_on=today, command=command), actor)
    if outcome.refusal:
        raise outcome.refusal
    return Kept(outcome.entries[0].seq, known=False)
