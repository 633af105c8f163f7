"""Rules of the reference verbs: what must exist before it can be referred to."""

from __future__ import annotations

from datetime import date

from ledger.calendar import last_day
from ledger.commands import (
    ClosePeriod,
    DefineActivity,
    GrantRole,
    OpenBook,
    OpenLine,
    RegisterUnit,
    RevokeRole,
    SetHolidays,
    SetPolicy,
    SetRate,
    SetRules,
)
from ledger.errors import BadValue, ItemsOpen, NumberUsed, PeriodClosed, ProposalsOpen
from ledger.rules.context import Context
from ledger.rules.draft import Draft

UNSETTLED = ("in_transit", "reserved")


def open_book(context: Context, command: OpenBook) -> Draft:
    """The first entry of a book, once."""
    if context.state.size:
        raise NumberUsed(number=command.id, kind="open_book")
    if command.id != context.state.book:
        raise BadValue(field="id", why="other_book", value=command.id)
    return Draft("")


def register_unit(context: Context, command: RegisterUnit) -> Draft:
    """A new unit under a known parent."""
    if command.code in context.reference.units:
        raise NumberUsed(kind="register_unit", number=command.code)
    if command.parent:
        context.reference.unit(command.parent)
    return Draft("")


def open_line(context: Context, command: OpenLine) -> Draft:
    """A new budget line of a known owner."""
    if command.code in context.reference.lines:
        raise NumberUsed(kind="open_line", number=command.code)
    for unit in (command.owner_unit, *command.units):
        context.reference.unit(unit)
    return Draft("")


def define_activity(context: Context, command: DefineActivity) -> Draft:
    """A new activity."""
    if command.code in context.reference.activities:
        raise NumberUsed(kind="define_activity", number=command.code)
    return Draft("")


def set_rate(context: Context, command: SetRate) -> Draft:
    """A rate of an activity that is paid by rate."""
    activity = context.reference.activity(command.activity)
    if command.unit:
        context.reference.unit(command.unit)
    if activity.basis != "unit_rate":
        raise BadValue(field="activity", why="not_rated", value=activity.code, basis=activity.basis)
    return Draft("")


def set_rules(context: Context, command: SetRules) -> Draft:
    """A rule set whose digest is new: the same rules twice would be two names for one thing."""
    for known in context.reference.rule_sets:
        if known.digest == command.digest:
            raise NumberUsed(kind="set_rules", number=known.version)
    return Draft("")


def set_freely(context: Context, command: SetPolicy | SetHolidays) -> Draft:
    """A policy or a calendar year: a later one takes over."""
    del context, command
    return Draft("")


def grant_role(context: Context, command: GrantRole | RevokeRole) -> Draft:
    """Roles over known units; a grant for all units is revoked as a whole."""
    for unit in command.units:
        context.reference.unit(unit)
    if isinstance(command, RevokeRole) and command.units:
        for role, units in context.reference.roles_on(command.holder, command.from_on):
            if role in command.roles and not units:
                raise BadValue(field="units", why="granted_for_all", value=role)
    return Draft("")


def close_period(context: Context, command: ClosePeriod) -> Draft:
    """No undecided proposal dated in the period; at year end nothing in transit or reserved."""
    if command.through <= context.reference.closed_through:
        raise PeriodClosed(day=command.through, closed_through=context.reference.closed_through)
    closable(context, command.through)
    return Draft("")


def closable(context: Context, through: date) -> None:
    """Raise BadValue for a day still to come, ProposalsOpen or ItemsOpen where something is left to settle.

    There is no way back from closing, so a slip in the year must not close years to come.
    """
    latest = max(context.today, context.day)
    if through > latest:
        raise BadValue(field="through", why="still_to_come", value=through, limit=latest)
    proposals = context.state.open_proposals(through)
    if proposals:
        raise ProposalsOpen(count=len(proposals), first=proposals[0].number)
    ended = frozenset(
        line.code for line in context.reference.lines.values() if last_day(line.fiscal_year) <= through
    )
    items = context.state.open_items(UNSETTLED, ended) if ended else ()
    if items:
        raise ItemsOpen(count=len(items), first=items[0].name)
