"""Builders of external statements: `a_statement()` foots, and each test says what differs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from reconciliation.external import (
    AccountBalance,
    ExternalResult,
    ExternalRules,
    ExternalStatement,
    OurBooks,
    OurMovement,
    Place,
    StatementLine,
    compare,
)

SINCE, ON = date(2025, 10, 1), date(2026, 3, 31)
D1 = Place("D1", "L")
ACCOUNT = "D1/L"
MAPPING = {"D1/L": D1, "D2/L": Place("D2", "L"), "D1": Place("D1", ""), "D1/M": Place("D1", "M")}
RULES = ExternalRules(match_days=5, window_days=30)

Said = tuple[str, str, int]


def day(text: str) -> date:
    return date.fromisoformat(text)


def a_line(on: str, reference: str, amount: int, *, account: str = ACCOUNT, row: int = 0) -> StatementLine:
    return StatementLine(account=account, on=day(on), reference=reference, amount=amount, row=row)


def a_statement(
    *lines: StatementLine, opening: int = 0, since: date = SINCE, complete: bool = False
) -> ExternalStatement:
    """A statement of the accounts its lines name (of ACCOUNT at least), each opening with `opening`."""
    names = sorted({ACCOUNT, *(line.account for line in lines)})
    return ExternalStatement(
        source="e-budget",
        currency="THB",
        since=since,
        on=ON,
        accounts=tuple(
            AccountBalance(
                account=name,
                opening=opening,
                closing=opening + sum(line.amount for line in lines if line.account == name),
            )
            for name in names
        ),
        lines=lines,
        complete=complete,
    )


def ours(
    on: str, names: str, amount: int, *, seq: int = 0, place: Place = D1, verb: str = "disburse"
) -> OurMovement:
    """A movement; `names` are divided by a bar, its own number first."""
    references = tuple(name for name in names.split("|") if name)
    return OurMovement(place=place, on=day(on), seq=seq, verb=verb, references=references, amount=amount)


def books(*movements: OurMovement) -> OurBooks:
    """Books that hold what the movements add up to."""
    numbered = [replace(one, seq=one.seq or seq) for seq, one in enumerate(movements, 1)]
    return OurBooks(
        on=ON,
        currency="THB",
        movements=tuple(numbered),
        balances=balances(numbered),
        units=frozenset({"C", "D1", "D2"}),
        lines=frozenset({"L", "M"}),
    )


def balances(movements: Iterable[OurMovement]) -> dict[Place, int]:
    sums: dict[Place, int] = {}
    for one in movements:
        sums[one.place] = sums.get(one.place, 0) + one.amount
    return sums


def compared(
    left: Iterable[OurMovement], right: Iterable[StatementLine], rules: ExternalRules = RULES
) -> ExternalResult:
    """Our movements beside lines of a statement that begins with the year, both at zero."""
    return compare(books(*left), a_statement(*right), MAPPING, rules)


def pairs(result: ExternalResult) -> list[tuple[str, str, str]]:
    """(rule, our numbers, their references) of every match."""
    return [
        (
            match.rule,
            " ".join(one.number for one in match.ours),
            " ".join(line.reference for line in match.theirs),
        )
        for match in result.matched
    ]


def open_items(result: ExternalResult) -> list[tuple[str, str, str, int]]:
    """(side, reference, why, amount) of every open item."""
    return [(item.side, item.reference, item.why, item.amount) for item in result.open_items]
