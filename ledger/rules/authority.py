"""Authority: which roles may ask which verb, for which units."""

from __future__ import annotations

from datetime import date
from typing import Final

from ledger.commands import Command, GrantRole, RevokeRole, SignOff
from ledger.commands.reference import ROLES
from ledger.errors import NotPermitted, OutOfScope
from ledger.rules.reference import Reference

_CENTRE: Final = frozenset({"finance_officer", "finance_head", "budget_office"})
_DISTRICT: Final = frozenset({"district_finance", "district_administrator"})
_SPENDERS: Final = frozenset({"finance_officer", "paying_officer", "district_finance"})
_HEADS: Final = frozenset({"finance_head", "budget_office"})
_DECIDERS: Final = frozenset({"approver", "finance_head", "district_administrator"})
_SURVEY: Final = frozenset({"survey_lead"})
_ADMIN: Final = frozenset({"system_administrator"})
_AUDITOR: Final = frozenset({"auditor"})
_STEPS: Final = {
    "prepared": frozenset({"reconciler"}),
    "reviewed": frozenset({"reviewer"}),
    "signed": frozenset({"finance_head"}),
}

ROLES_OF: Final = {
    "register_unit": _CENTRE,
    "open_line": _CENTRE,
    "define_activity": _CENTRE,
    "set_rate": _CENTRE,
    "set_rules": _HEADS | {"reconciler", "reviewer"},
    "set_policy": _HEADS,
    "set_holidays": _CENTRE,
    "grant_role": _ADMIN,
    "revoke_role": _ADMIN,
    "close_period": _HEADS,
    "appropriate": _CENTRE,
    "withdraw": _CENTRE,
    "release": _CENTRE,
    "hold_release": _CENTRE,
    "retain": _CENTRE,
    "retain_back": _CENTRE,
    "move_purpose": _CENTRE,
    "transfer": _CENTRE | {"district_finance"},
    "confirm": _DISTRICT | {"finance_officer"},
    "recall": _CENTRE | {"district_finance"},
    "commit": _SPENDERS,
    "release_commitment": _SPENDERS,
    "advance": _SPENDERS,
    "refund": _SPENDERS,
    "disburse": _SPENDERS,
    "disallow": _HEADS | {"reviewer"},
    "recover": _SPENDERS,
    "carry_forward": _HEADS | {"district_finance"},
    "extend": _HEADS,
    "lapse": _HEADS,
    "set_target": _CENTRE | _SURVEY,
    "deliver": _SURVEY | {"district_finance"},
    "decide": frozenset({"acceptance_committee"}),
    "approve": _DECIDERS | {"reviewer"},
    "reject": _DECIDERS | {"reviewer"},
    "match": frozenset({"reconciler", "reviewer"}),
    "unmatch": frozenset({"reviewer"}),
    "query": _AUDITOR,
    "reply": _DISTRICT,
    "give_opinion": _AUDITOR,
    "waive": frozenset({"reconciler", "reviewer"}),
    "record_run": frozenset({"reconciler"}),
    "record_statement": frozenset({"reconciler"}),
    "sign_off": frozenset().union(*_STEPS.values()),
    # Whoever may read may say what he took away.
    "record_report": frozenset(ROLES),
    "void_number": _SPENDERS | _CENTRE,
}
_ANY_RECORDER: Final = frozenset().union(*ROLES_OF.values())
# Whoever brings in documents of another system answers for the whole, not for each duty in them.
TAKE_OVER: Final = _CENTRE
# Who grants roles sees no money by that.
SILENT: Final = "system_administrator"
# Who decides a proposal of these verbs; of any other, whoever decides about money.
_REVIEWERS: Final = {"match": frozenset({"reviewer"}), "waive": frozenset({"reviewer", "finance_head"})}


def roles_of(command: Command) -> frozenset[str] | None:
    """The roles that may ask a command; None where no role of its own is needed."""
    return _STEPS[command.step] if isinstance(command, SignOff) else ROLES_OF.get(command.verb)


def askers_of(command: Command, *, taken_over: bool) -> frozenset[str]:
    """The roles that may ask a command as it comes in; any role where none of its own is needed."""
    if taken_over and not isinstance(command, GrantRole | RevokeRole):
        return TAKE_OVER
    return roles_of(command) or _ANY_RECORDER


def deciders_of(verb: str) -> frozenset[str]:
    """The roles that may decide a proposal of a verb."""
    return _REVIEWERS.get(verb, _DECIDERS)


Scopes = list[tuple[str, ...]]


def scopes(reference: Reference, actor: str, roles: frozenset[str], verb: str, day: date) -> Scopes:
    """The unit sets for which one of `roles` holds on a day (empty tuple: all); raises NotPermitted."""
    held = [units for role, units in reference.roles_on(actor, day) if role in roles]
    if not held:
        raise NotPermitted(actor=actor, verb=verb, roles=" ".join(sorted(roles)))
    return held


def own_units(reference: Reference, actor: str, day: date) -> Scopes:
    """The unit sets that an actor sees by any role on a day (empty tuple: all)."""
    return [units for role, units in reference.roles_on(actor, day) if role != SILENT]


def within(held: Scopes, unit: str, actor: str) -> None:
    """Raise OutOfScope unless some scope reaches the unit (none named: the whole book)."""
    if not any(not units or unit in units for units in held):
        raise OutOfScope(actor=actor, unit=unit)


def roles_on(reference: Reference, actor: str, day: date) -> frozenset[str]:
    """The names of all roles an actor holds on a day."""
    return frozenset(role for role, _ in reference.roles_on(actor, day))
