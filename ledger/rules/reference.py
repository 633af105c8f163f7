"""Reference: the units, lines, activities, rates, roles and limits that verbs are judged by.

It is folded from the reference entries themselves (there is no table of units): the same `learn`
serves posting, replay and tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ledger.calendar import Holidays
from ledger.commands import (
    ClosePeriod,
    Command,
    DefineActivity,
    GrantRole,
    Holiday,
    OpenBook,
    OpenLine,
    RegisterUnit,
    RevokeRole,
    SetHolidays,
    SetPolicy,
    SetRate,
    SetRules,
    SignOff,
)
from ledger.commands.review import STEPS
from ledger.entries import Entry
from ledger.errors import UnknownActivity, UnknownLine, UnknownUnit
from ledger.money import Money, minor_unit

NO_POLICY: Final = SetPolicy(valid_from=date.min)


@dataclass(slots=True)
class Reference:
    """What reference entries have said so far, in posting order."""

    book: OpenBook | None = None
    units: dict[str, RegisterUnit] = field(default_factory=dict)
    lines: dict[str, OpenLine] = field(default_factory=dict)
    activities: dict[str, DefineActivity] = field(default_factory=dict)
    rates: dict[tuple[str, str], list[SetRate]] = field(default_factory=dict)
    rule_sets: list[SetRules] = field(default_factory=list)
    policies: list[SetPolicy] = field(default_factory=list)
    roles: dict[str, list[GrantRole | RevokeRole]] = field(default_factory=dict)
    closed_days: dict[int, tuple[Holiday, ...]] = field(default_factory=dict)
    closed_through: date = date.min
    seq: int = 0

    @property
    def measure(self) -> str:
        """The minor unit of the book's currency: the measure of money."""
        return minor_unit(self.book.currency) if self.book else ""

    def learn(self, entry: Entry) -> None:
        """Take in one reference entry."""
        _LEARN[type(entry.command)](self, entry.command)
        self.seq = entry.seq

    def unit(self, code: str) -> RegisterUnit:
        """The unit of a code; raises UnknownUnit."""
        try:
            return self.units[code]
        except KeyError:
            raise UnknownUnit(unit=code) from None

    def line(self, code: str) -> OpenLine:
        """The budget line of a code; raises UnknownLine."""
        try:
            return self.lines[code]
        except KeyError:
            raise UnknownLine(line=code) from None

    def activity(self, code: str) -> DefineActivity:
        """The activity of a code; raises UnknownActivity."""
        try:
            return self.activities[code]
        except KeyError:
            raise UnknownActivity(activity=code) from None

    def rate(self, activity: str, unit: str, day: date) -> Money | None:
        """The rate in force on a day, the unit's own before the general one."""
        for owner in (unit, ""):
            known = [r for r in self.rates.get((activity, owner), ()) if r.valid_from <= day]
            if known:
                # The latest start wins; of two for one day, the one posted last.
                return max(enumerate(known), key=lambda pair: (pair[1].valid_from, pair[0]))[1].rate
        return None

    def policy(self, day: date) -> SetPolicy:
        """The policy in force on a day."""
        known = [p for p in self.policies if p.valid_from <= day]
        return max(enumerate(known), key=lambda p: (p[1].valid_from, p[0]))[1] if known else NO_POLICY

    def holidays(self) -> Holidays:
        """The calendar as last set."""
        days = (day for year in self.closed_days.values() for day in year)
        return Holidays({day.day: (day.name_th, day.name_en) for day in days})

    def roles_on(self, holder: str, day: date) -> Iterator[tuple[str, tuple[str, ...]]]:
        """(role, units) pairs that hold on a day; units empty means all.

        A revocation ends the grants posted before it from its day on.
        """
        said = self.roles.get(holder, [])
        for place, grant in enumerate(said):
            if not isinstance(grant, GrantRole) or not _in_force(grant, day):
                continue
            for role in grant.roles:
                units = _left(grant.units, role, day, said[place + 1 :])
                if units is not None:
                    yield role, units


def _in_force(grant: GrantRole, day: date) -> bool:
    return grant.from_on <= day and (grant.until_on is None or day <= grant.until_on)


def _left(
    units: tuple[str, ...], role: str, day: date, later: list[GrantRole | RevokeRole]
) -> tuple[str, ...] | None:
    """What a grant still reaches after later revocations: units (empty: all), or None.

    A revocation for named units cannot narrow a grant for all units; it is refused when posted.
    """
    for said in later:
        if not isinstance(said, RevokeRole) or role not in said.roles or day < said.from_on:
            continue
        if not said.units:
            return None
        kept = tuple(unit for unit in units if unit not in said.units)
        if units and not kept:
            return None
        units = kept
    return units


def _learn_period(reference: Reference, command: ClosePeriod) -> None:
    reference.closed_through = max(reference.closed_through, command.through)


def _learn_signature(reference: Reference, command: SignOff) -> None:
    """A signed run closes its period: nobody may change what was signed."""
    if command.step == STEPS[-1]:
        reference.closed_through = max(reference.closed_through, command.on)


def _learn_book(reference: Reference, command: OpenBook) -> None:
    reference.book = command


def _learn_role(reference: Reference, command: GrantRole | RevokeRole) -> None:
    reference.roles.setdefault(command.holder, []).append(command)


def _learn_rate(reference: Reference, command: SetRate) -> None:
    reference.rates.setdefault((command.activity, command.unit), []).append(command)


_LEARN: Final = {
    OpenBook: _learn_book,
    RegisterUnit: lambda reference, command: reference.units.update({command.code: command}),
    OpenLine: lambda reference, command: reference.lines.update({command.code: command}),
    DefineActivity: lambda reference, command: reference.activities.update({command.code: command}),
    SetRate: _learn_rate,
    SetRules: lambda reference, command: reference.rule_sets.append(command),
    SetPolicy: lambda reference, command: reference.policies.append(command),
    SetHolidays: lambda reference, command: reference.closed_days.update({command.year: command.days}),
    GrantRole: _learn_role,
    RevokeRole: _learn_role,
    ClosePeriod: _learn_period,
    SignOff: _learn_signature,
}


def is_reference(command: Command) -> bool:
    """Whether later verbs are judged by this command."""
    return command.reference
