"""Items: what a run left open (vouchers without a confirmed match, findings), carried from run to run.

opening + new - cleared = closing, in number and in amount: what an item that stays has gained is new,
what it has lost is cleared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from reconciliation.matching.match import Leg, Match
from reconciliation.runs.dialogue import Dialogue
from reconciliation.statement import Finding, Statement

CLOSED: Final = frozenset({"CONFIRMED", "NETTED"})
ANSWERABLE: Final = ("CRIT", "HIGH", "MED", "LOW")
# What an item is by the most that is known of it, in order.
ITEM_STATES: Final = ("DISPUTED", "WAIVED", "CARRIED", "WAITING", "OPEN")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One open thing: a leg of a `voucher` or a `finding`; `key` is the same from run to run.

    `status` is the match's status or the finding's code; `seq` the voucher's position (0: a finding).
    """

    kind: str
    key: str
    subject: str
    unit: str
    status: str
    amount: int
    seq: int = 0
    state: str = "OPEN"


def open_items(statement: Statement) -> tuple[Item, ...]:
    """What a statement leaves open; findings that ask for no answer (INFO, NOTE) are not among them."""
    legs = (
        _voucher(leg, one)
        for one in statement.matching.matches
        if one.status not in CLOSED
        for leg in one.vouchers
    )
    return (*legs, *(_finding(one) for one in statement.findings if one.severity in ANSWERABLE))


def _voucher(leg: Leg, one: Match) -> Item:
    lines = "+".join(map(str, leg.parts))
    return Item(
        kind="voucher",
        key=f"{one.unit}/{leg.fiscal_year}/{leg.number}/{lines}",
        subject=leg.name,
        unit=one.unit,
        status=one.status,
        amount=leg.amount,
        seq=leg.seq,
    )


def _finding(one: Finding) -> Item:
    return Item(
        kind="finding",
        key=one.fingerprint,
        subject=f"{one.code} {one.subject}",
        unit=one.unit,
        status=one.code,
        amount=one.amount,
    )


def with_states(statement: Statement, said: Dialogue, opening: Iterable[Item] = ()) -> tuple[Item, ...]:
    """The open items of a statement with their states; `opening` are those of the signed run before."""
    carried = {item.key for item in opening}
    findings = {one.fingerprint: one for one in statement.findings}
    young = {
        one.seq
        for one in statement.facts.vouchers
        if statement.on - one.on <= timedelta(days=statement.rules.amount_window_days)
    }
    states = (
        (item, list(_states(item, statement, said, findings, carried, young)))
        for item in open_items(statement)
    )
    return tuple(replace(item, state=known[0]) for item, known in states)


def _states(  # noqa: PLR0913, PLR0917 - each is one way of knowing
    item: Item,
    statement: Statement,
    said: Dialogue,
    findings: Mapping[str, Finding],
    carried: set[str],
    young: set[int],
) -> Iterator[str]:
    """Every state an item could be in, the one that says most first."""
    finding = findings.get(item.key)
    if finding:
        if any(not inquiry.answered for inquiry in said.about(item.key)):
            yield "DISPUTED"
        if any(waiver.covers(finding, statement.on) for waiver in said.waivers):
            yield "WAIVED"
    elif said.disputes(item.seq):
        yield "DISPUTED"
    if item.key in carried:
        yield "CARRIED"
    if item.status == "UNMATCHED" and item.seq in young:
        yield "WAITING"
    yield "OPEN"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollForward:
    """How the open items of one kind came from those before; amounts in minor units."""

    kind: str
    opening: int
    new: int
    cleared: int
    closing: int
    opening_amount: int
    new_amount: int
    cleared_amount: int
    closing_amount: int

    @property
    def holds(self) -> bool:
        """Whether opening + new - cleared = closing, in number and in amount."""
        amounts = self.opening_amount + self.new_amount - self.cleared_amount
        return (self.opening + self.new - self.cleared, amounts) == (self.closing, self.closing_amount)


def roll_forward(opening: Iterable[Item], closing: Iterable[Item]) -> tuple[RollForward, ...]:
    """One row for vouchers, one for findings."""
    was = {item.key: item for item in opening}
    now = {item.key: item for item in closing}
    return tuple(_rolled(kind, was, now) for kind in ("voucher", "finding"))


def _rolled(kind: str, before: Mapping[str, Item], after: Mapping[str, Item]) -> RollForward:
    was = {key: item.amount for key, item in before.items() if item.kind == kind}
    now = {key: item.amount for key, item in after.items() if item.kind == kind}
    changes = [now.get(key, 0) - was.get(key, 0) for key in {*was, *now}]
    return RollForward(
        kind=kind,
        opening=len(was),
        new=len(now.keys() - was.keys()),
        cleared=len(was.keys() - now.keys()),
        closing=len(now),
        opening_amount=sum(was.values()),
        new_amount=sum(change for change in changes if change > 0),
        cleared_amount=-sum(change for change in changes if change < 0),
        closing_amount=sum(now.values()),
    )
