"""Received: a statement with all it is compared under, and how those that follow one another are read as one.

A statement of March that begins where that of February ended goes on with it: what was open then is
still open or has been cleared since, and only together do their lines tell which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from reconciliation.documents import Stated
from reconciliation.external.rules import ExternalRules
from reconciliation.external.statement import AccountBalance, ExternalStatement, Place, StatementLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A statement, the place of each account, our stages it speaks of, and the terms; `seq` 0: not kept."""

    statement: ExternalStatement
    mapping: Mapping[str, Place]
    stages: tuple[str, ...]
    rules: ExternalRules
    seq: int = 0

    @property
    def on(self) -> date:
        """Its last day."""
        return self.statement.on


def received(stated: Stated) -> Received:
    """A statement on record."""
    said = stated.command
    return Received(
        seq=stated.seq,
        stages=said.stages,
        rules=ExternalRules(match_days=said.match_days, window_days=said.window_days),
        mapping={each.account: Place(each.unit, each.line) for each in said.accounts},
        statement=ExternalStatement(
            source=said.source,
            currency=said.currency,
            since=said.since,
            on=said.on,
            complete=said.complete,
            accounts=tuple(
                AccountBalance(account=each.account, opening=each.opening.minor, closing=each.closing.minor)
                for each in said.accounts
            ),
            lines=tuple(
                StatementLine(
                    account=line.account, on=line.on, reference=line.reference, amount=line.amount.minor
                )
                for line in said.lines
            ),
        ),
    )


def joined(earlier: Received, later: Received) -> Received | None:
    """The later of two statements, going on where the earlier one ends; None where it does not.

    It does when no day lies between them and every account of the earlier one is there, speaks of the
    same place, and opens with what it held. Days that both tell are told by the later one.
    """
    if later.stages != earlier.stages or not _stands_in(earlier.mapping, later.mapping):
        return None
    before, after = earlier.statement, later.statement
    if after.since <= before.since:
        return later
    if after.since > before.on + timedelta(days=1):
        return None
    lines = tuple(line for line in before.lines if line.on < after.since)
    opened = {each.account: each.opening for each in before.accounts}
    held = _held(opened, lines)
    if any(each.opening != held.get(each.account, 0) for each in after.accounts):
        return None
    accounts = tuple(replace(each, opening=opened.get(each.account, 0)) for each in after.accounts)
    whole = replace(after, since=before.since, accounts=accounts, lines=(*lines, *after.lines))
    return replace(later, statement=whole)


def _stands_in(some: Mapping[str, Place], all_: Mapping[str, Place]) -> bool:
    return all(all_.get(account) == place for account, place in some.items())


def _held(opened: Mapping[str, int], lines: tuple[StatementLine, ...]) -> Mapping[str, int]:
    held: defaultdict[str, int] = defaultdict(int, opened)
    for line in lines:
        held[line.account] += line.amount
    return held
