"""Standing: what a book is judged by: closed periods, the policy and rule sets, and who holds which role."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import marshmallow as ma

from api.resources.asking import Ask
from api.resources.fields import Document, Listing, day, flag, money, rows, text, texts
from api.resources.operation import Arguments, Routes, reads
from api.wire import day as day_text
from ledger.commands import GrantRole, SetPolicy, SetRules

routes: Final = Routes("standing")


class Second(Document):
    """From this amount on a second person decides."""

    of_verb = text("kind")
    from_amount = money()


class Delegation(Document):
    """What a post may approve, by which order."""

    role = text("role")
    post = text("post")
    limit = money()
    from_on = day()
    order_no = text("order_no")


class Policy(Document):
    """A policy, in force until a later one is; without a day: what holds where none was set."""

    KEY: ClassVar = ("valid_from",)
    valid_from = day(optional=True)
    advance_counts_as_used = flag("advance_counts")
    second_person = rows(Second)
    delegations = rows(Delegation)


class Policies(Listing):
    """The policies of a book, in the order they were set."""

    policies = rows(Policy)


class RuleSet(Document):
    """A rule set for reconciliation."""

    version = text("rules")
    digest = text("digest")
    valid_from = day()


class Parameter(Document):
    """One parameter of a rule set."""

    name = text("parameter")
    value = text("parameter_value")


class RuleSetSeen(RuleSet):
    """A rule set with its parameters and the findings that it switches on."""

    KEY: ClassVar = ("version",)
    findings = texts("rule_findings")
    parameters = rows(Parameter)


class RuleSets(Listing):
    """The rule sets of a book, in the order they were set."""

    rule_sets = rows(RuleSetSeen)


class Standing(Document):
    """What a book is judged by today."""

    closed_through = day(optional=True)
    policy = ma.fields.Nested(Policy, required=True)
    rule_sets = rows(RuleSet)


class Grant(Document):
    """A grant or an end of roles, as it was posted."""

    holder = text("actor")
    granted = flag("granted")
    roles = texts("roles")
    units = texts("open_for")
    from_on = day()
    until_on = day(optional=True)
    acting_for = text("acting_for")
    order_no = text("order_no")


class Grants(Listing):
    """Who was given which role, in the order it was said, person by person."""

    grants = rows(Grant)


@reads(routes, "/standing", Standing)
def standing(ask: Ask, _: Arguments) -> dict[str, Any]:
    """Closed periods, policy and rule sets: the same for every reader."""
    reference = ask.reference
    closed = reference.closed_through
    return {
        "closed_through": day_text(closed) if closed.year > 1 else None,
        "policy": _policy(reference.policy(ask.place.today())),
        "rule_sets": [_rule_set(each) for each in reference.rule_sets],
    }


@reads(routes, "/policies", Policies)
def policies(ask: Ask, _: Arguments) -> dict[str, Any]:
    """Every policy, the same for every reader."""
    return {"policies": [_policy(each) for each in ask.reference.policies]}


@reads(routes, "/rule-sets", RuleSets)
def rule_sets(ask: Ask, _: Arguments) -> dict[str, Any]:
    """Every rule set, the same for every reader."""
    return {
        "rule_sets": [
            {
                **_rule_set(each),
                "findings": list(each.findings),
                "parameters": [{"name": one.name, "value": one.value} for one in each.parameters],
            }
            for each in ask.reference.rule_sets
        ]
    }


@reads(routes, "/grants", Grants)
def grants(ask: Ask, _: Arguments) -> dict[str, Any]:
    """Grants say who may do what for every unit, so they are for who sees every unit."""
    ask.whole()
    said = [each for _, known in sorted(ask.reference.roles.items()) for each in known]
    return {
        "grants": [
            {
                "holder": each.holder,
                "granted": isinstance(each, GrantRole),
                "roles": list(each.roles),
                "units": list(each.units),
                "from_on": day_text(each.from_on),
                "until_on": day_text(each.until_on) if isinstance(each, GrantRole) else None,
                "acting_for": each.acting_for if isinstance(each, GrantRole) else "",
                "order_no": each.order_no if isinstance(each, GrantRole) else "",
            }
            for each in said
        ]
    }


def _rule_set(rules: SetRules) -> dict[str, Any]:
    return {"version": rules.version, "digest": rules.digest, "valid_from": day_text(rules.valid_from)}


def _policy(policy: SetPolicy) -> dict[str, Any]:
    return {
        "valid_from": day_text(policy.valid_from) if policy.valid_from.year > 1 else None,
        "advance_counts_as_used": policy.advance_counts_as_used,
        "second_person": [
            {"of_verb": each.of_verb, "from_amount": str(each.from_amount)} for each in policy.second_person
        ],
        "delegations": [
            {
                "role": each.role,
                "post": each.post,
                "limit": str(each.limit),
                "from_on": day_text(each.from_on),
                "order_no": each.order_no,
            }
            for each in policy.delegations
        ],
    }
