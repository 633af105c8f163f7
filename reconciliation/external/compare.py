"""Compare: our books beside an external statement, place by place, every difference listed.

Nothing is compared that the statement does not put beyond doubt: whose account, which currency,
which day. What follows is arithmetic: our balance ± listed items = their balance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ledger.errors import BadValue, Refusal, UnknownLine, UnknownUnit
from reconciliation.external.books import OurBooks, OurMovement
from reconciliation.external.items import Settled, Terms
from reconciliation.external.result import ExternalResult
from reconciliation.external.rules import ExternalRules
from reconciliation.external.statement import (
    AccountBalance,
    ExternalStatement,
    Place,
    StatementLine,
    repeated,
)


def compare(
    ours: OurBooks, statement: ExternalStatement, mapping: Mapping[str, Place], rules: ExternalRules
) -> ExternalResult:
    """Reconcile a statement with our books of the same day.

    `mapping` says of which place an account speaks; several accounts may speak of one. Raises the
    first of `strangers`.
    """
    for _, refusal in strangers(ours, statement, mapping):
        raise refusal
    accounts: defaultdict[Place, list[AccountBalance]] = defaultdict(list)
    for account in sorted(statement.accounts, key=lambda each: each.account):
        accounts[mapping[account.account]].append(account)
    left_out = tuple(_not_stated(ours, accounts))
    if statement.complete:
        accounts.update({place: [] for place, _ in left_out})
    worked = list(_settled(ours, statement, accounts, rules))
    return ExternalResult(
        source=statement.source,
        currency=statement.currency,
        since=statement.since,
        on=statement.on,
        rules=rules,
        comparisons=tuple(one.comparison for one in worked),
        matched=tuple(match for one in worked for match in one.matched),
        open_items=tuple(item for one in worked for item in one.open_items),
        repeated=repeated(statement.lines),
        not_stated=left_out,
    )


def strangers(
    ours: OurBooks, statement: ExternalStatement, mapping: Mapping[str, Place]
) -> tuple[tuple[str, Refusal], ...]:
    """Accounts that cannot be compared with these books, and why; by account.

    UnknownUnit, UnknownLine; BadValue with `why` = not_in_map | overlapping (two accounts, one of
    which speaks of a part of the other); for the account "" other_currency | other_day.
    """
    found: list[tuple[str, Refusal]] = []
    if statement.currency != ours.currency:
        wrong = BadValue(
            field="currency", why="other_currency", value=statement.currency, expected=ours.currency
        )
        found.append(("", wrong))
    if statement.on != ours.on:
        found.append(("", BadValue(field="on", why="other_day", value=statement.on, expected=ours.on)))
    names = sorted(each.account for each in statement.accounts)
    wholes = {place.unit: name for name in names if (place := mapping.get(name)) and not place.line}
    for name in names:
        refusal = _stranger(ours, name, mapping.get(name), wholes)
        if refusal:
            found.append((name, refusal))
    return tuple(found)


def _stranger(ours: OurBooks, name: str, place: Place | None, wholes: Mapping[str, str]) -> Refusal | None:
    if place is None:
        return BadValue(field="account", why="not_in_map", value=name)
    if place.unit not in ours.units:
        return UnknownUnit(unit=place.unit, account=name)
    if place.line and place.line not in ours.lines:
        return UnknownLine(line=place.line, account=name)
    if place.line and place.unit in wholes:
        return BadValue(field="account", why="overlapping", value=name, other=wholes[place.unit])
    return None


def _not_stated(ours: OurBooks, stated: Mapping[Place, object]) -> Iterator[tuple[Place, int]]:
    for place, balance in sorted(ours.balances.items()):
        if balance and place not in stated and Place(place.unit, "") not in stated:
            yield place, balance


def _settled(
    ours: OurBooks,
    statement: ExternalStatement,
    accounts: Mapping[Place, list[AccountBalance]],
    rules: ExternalRules,
) -> Iterator[Settled]:
    """Every place of the statement, in order."""
    movements: defaultdict[str, list[OurMovement]] = defaultdict(list)
    for one in ours.movements:
        movements[one.place.unit].append(one)
    lines: defaultdict[str, list[StatementLine]] = defaultdict(list)
    for line in statement.lines:
        lines[line.account].append(line)
    for place in sorted(accounts):
        yield Settled(
            place,
            accounts[place],
            [one for one in movements[place.unit] if place.holds(one.place)],
            [line for each in accounts[place] for line in lines[each.account]],
            Terms(statement.since, statement.on, rules),
            sum(held for inner, held in ours.balances.items() if place.holds(inner)),
        )
