"""Reference verbs: what the money and the work are later recorded against; they move nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.commands.base import Command, Part
from ledger.commands.fields import (
    ZERO,
    Actor,
    Amount,
    Code,
    Day,
    Flag,
    Number,
    OptionalDay,
    Quantity,
    Sum,
    Text,
)
from ledger.errors import BadValue
from ledger.money import minor_unit

BASES: Final = ("unit_rate", "contract", "actual_cost", "overhead", "exempt")
COUNTED_BASES: Final = ("unit_rate", "contract", "actual_cost")


def one_of(value: str, allowed: tuple[str, ...], field: str) -> None:
    """Refuse a value outside a closed list, naming the list."""
    if value not in allowed:
        raise BadValue(field=field, why="not_in_list", value=value, allowed=" ".join(allowed))


def buddhist_year(year: int, field: str) -> None:
    """Refuse a Gregorian year (or none at all) where a Buddhist-era fiscal year belongs."""
    if not 2400 <= year < 2800:  # noqa: PLR2004 - Buddhist-era years of 1857-2256 CE
        raise BadValue(field=field, why="not_buddhist_year", value=year)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceCommand(Command):
    """A verb whose entry later verbs look up."""

    reference: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBook(ReferenceCommand):
    """The first entry: whose journal this is, its currency and its centre."""

    verb: ClassVar[str] = "open_book"
    id: Code
    name_th: Text
    name_en: Text = ""
    currency: Code = "THB"
    centre: Code

    def check(self) -> None:
        """Refuse a currency whose minor unit is not known."""
        minor_unit(self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterUnit(ReferenceCommand):
    """A unit that holds money or delivers; a district names its parent."""

    verb: ClassVar[str] = "register_unit"
    code: Code
    name_th: Text
    name_en: Text = ""
    parent: Code = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine(ReferenceCommand):
    """A budget line of one fiscal year; `units` empty means open for every unit."""

    verb: ClassVar[str] = "open_line"
    code: Code
    fiscal_year: Quantity
    name_th: Text
    name_en: Text = ""
    plan: Text = ""
    output_project: Text = ""
    budget_type: Text = ""
    category: Text = ""
    fund_source: Text = ""
    owner_unit: Code
    units: tuple[Code, ...] = ()

    def check(self) -> None:
        """Refuse a Gregorian year where a Buddhist-era fiscal year belongs."""
        buddhist_year(self.fiscal_year, "fiscal_year")


@dataclass(frozen=True, slots=True, kw_only=True)
class DefineActivity(ReferenceCommand):
    """What is done and counted; `ceiling` bounds what an actual-cost cell may earn (0: none)."""

    verb: ClassVar[str] = "define_activity"
    code: Code
    name_th: Text
    name_en: Text = ""
    measure: Code = ""
    basis: Code
    ceiling: Sum = ZERO

    def check(self) -> None:
        """Refuse an unknown basis, and a counted activity without a measure."""
        one_of(self.basis, BASES, "basis")
        if self.basis in COUNTED_BASES and not self.measure:
            raise BadValue(field="measure", why="missing")
        if set(self.measure) & set('";'):  # hledger could not quote the commodity
            raise BadValue(field="measure", why="not_a_code", value=self.measure)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRate(ReferenceCommand):
    """The money one accepted unit earns from a day on; `unit` empty means every unit."""

    verb: ClassVar[str] = "set_rate"
    activity: Code
    unit: Code = ""
    rate: Amount
    valid_from: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(Part):
    """One named parameter of a rule set, as text."""

    name: Code
    value: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRules(ReferenceCommand):
    """A rule set for reconciliation: flat parameters, the findings it switches on, its digest."""

    verb: ClassVar[str] = "set_rules"
    version: Code
    valid_from: Day
    digest: Number
    parameters: tuple[Parameter, ...] = ()
    findings: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPerson(Part):
    """From this amount on the verb is proposed by one person and approved by another."""

    of_verb: Code
    from_amount: Sum = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Part):
    """What a post may approve: limit, since when, by which order."""

    role: Code
    post: Text
    limit: Amount
    from_on: Day
    order_no: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPolicy(ReferenceCommand):
    """Who needs a second person and how far a delegation reaches, from a day on."""

    verb: ClassVar[str] = "set_policy"
    valid_from: Day
    advance_counts_as_used: Flag = True
    second_person: tuple[SecondPerson, ...] = ()
    delegations: tuple[Delegation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday(Part):
    """A day on which the office is closed."""

    day: Day
    name_th: Text
    name_en: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHolidays(ReferenceCommand):
    """The closed days of one Gregorian year; a later entry for the year replaces the earlier."""

    verb: ClassVar[str] = "set_holidays"
    year: Quantity
    days: tuple[Holiday, ...] = ()

    def check(self) -> None:
        """Refuse a day of another year."""
        for holiday in self.days:
            if holiday.day.year != self.year:
                raise BadValue(field="day", why="other_year", value=holiday.day)


ROLES: Final = (
    "finance_officer",
    "finance_head",
    "approver",
    "budget_office",
    "paying_officer",
    "district_finance",
    "district_administrator",
    "survey_lead",
    "acceptance_committee",
    "reconciler",
    "reviewer",
    "auditor",
    "system_administrator",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRole(ReferenceCommand):
    """Roles for a set of units (empty: all) and days; `order_no` names the appointing order."""

    verb: ClassVar[str] = "grant_role"
    holder: Actor
    roles: tuple[Code, ...]
    units: tuple[Code, ...] = ()
    from_on: Day
    until_on: OptionalDay = None
    acting_for: Text = ""
    order_no: Number = ""

    def check(self) -> None:
        """Refuse an unknown role."""
        for role in self.roles:
            one_of(role, ROLES, "roles")


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeRole(ReferenceCommand):
    """Ends roles of a holder from `from_on` on, for the named units (empty: all)."""

    verb: ClassVar[str] = "revoke_role"
    holder: Actor
    roles: tuple[Code, ...]
    units: tuple[Code, ...] = ()
    from_on: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePeriod(ReferenceCommand):
    """Close every day up to and including `through`; there is no way back."""

    verb: ClassVar[str] = "close_period"
    through: Day
