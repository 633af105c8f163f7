"""A rule set: the parameters of a reconciliation and the findings it switches on.

People write it as TOML (like rules_default.toml, which names every parameter); the journal keeps it
as `set_rules`, complete with the defaults of the day it was posted. Its digest is the SHA-256 of the
canonical form of what the file says, so that comments, order and `3` for "3.00" do not matter.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ledger.calendar import parse_date
from ledger.commands import Parameter, SetRules
from ledger.entries import canonical
from ledger.errors import BadValue, Unusable
from ledger.money import Money, parse_money
from reconciliation.catalogue import CODES


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """Typed parameters; what each means stands in rules_default.toml under the same name."""

    version: str
    valid_from: date
    digest: str
    findings: tuple[str, ...]
    approval_limit: Money
    near_limit_percent: Fraction
    split_window_days: int
    overhead_cap_percent: Fraction
    group_tolerance: Money
    group_tolerance_percent: Fraction
    amount_window_days: int
    sum_window_days: int
    lambda_max: Fraction
    round_minimum: Money
    round_multiple: Money
    unit_cost_units_min: int
    unit_cost_score_max: Fraction
    receipt_days_max: int
    transit_days_max: int
    acceptance_days_max: int
    pending_days_max: int
    payment_days_max: int
    posting_days_max: int
    duplicate_window_days: int
    advance_cashback_percent: Fraction
    year_end_days: int
    stale_days_max: int
    idle_days_max: int
    low_burn_points: Fraction
    cpi_min: Fraction
    spi_min: Fraction
    refusals_max: int
    ambiguous_days_max: int
    series_share_percent: Fraction
    evidence_verbs: str
    samples: bool  # whether the rules have a [sampling] table, and so ask for a sample
    sampling_seed: str
    sampling_position: int
    sampling_tolerable_percent: Fraction
    sampling_confidence_percent: Fraction


OWN: Final = ("version", "valid_from", "digest", "findings", "samples")
_PLAIN_DECIMAL: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def set_rules_of(text: str) -> SetRules:
    """The command that posts a rules file.

    Raises Unusable (`unreadable_file`, `why` not_toml) when the text is no TOML; BadValue naming the
    field when a parameter is unknown or not of its kind, when a finding code is not in the
    catalogue, or when `version` or `valid_from` is missing. A file without `findings` switches on
    every finding that is built.
    """
    plain = _flat(_parsed(text))
    version, since = _version(plain), _since(plain)
    said = plain.pop("findings", None)
    findings = CODES if said is None else _codes(said)
    given = {name: _text_of(name, value) for name, value in plain.items()}
    attested = {"version": version, "valid_from": since.isoformat(), "parameters": given}
    if said is not None:
        attested["findings"] = sorted(findings)
    return SetRules(
        version=version,
        valid_from=since,
        digest=hashlib.sha256(canonical(attested)).hexdigest(),
        parameters=tuple(Parameter(name=n, value=v) for n, v in sorted((_presumed(given) | given).items())),
        findings=tuple(sorted(findings)),
    )


def rule_set_of(command: SetRules) -> RuleSet:
    """The typed rule set of a posted command; parameters it does not know yet keep their default.

    Raises BadValue when a value is not of its kind.
    """
    texts = _defaults() | {parameter.name: parameter.value for parameter in command.parameters}
    typed = {name.replace(".", "_"): _KINDS[kind][0](texts[name], name) for name, kind in _kinds().items()}
    return RuleSet(
        version=command.version,
        valid_from=command.valid_from,
        digest=command.digest,
        findings=command.findings,
        samples=any(_asks_for_sample(parameter.name) for parameter in command.parameters),
        **typed,
    )


def read_rules(text: str) -> RuleSet:
    """The rule set of a rules file; raises like `set_rules_of`."""
    return rule_set_of(set_rules_of(text))


@cache
def default_rules() -> RuleSet:
    """The rule set that ships: every default, every finding that is built, and no sample unless asked."""
    return replace(read_rules(_default_text()), samples=False)


def in_force(rule_sets: Iterable[SetRules], on: date) -> RuleSet:
    """The rule set in force on a day: the latest start, then the one posted last; else the default."""
    known = [command for command in rule_sets if command.valid_from <= on]
    if not known:
        return default_rules()
    return rule_set_of(max(enumerate(known), key=lambda pair: (pair[1].valid_from, pair[0]))[1])


def _presumed(given: Mapping[str, str]) -> dict[str, str]:
    """The defaults that go into the journal with a file: sampling's only where it asks for a sample."""
    samples = any(_asks_for_sample(name) for name in given)
    return {name: text for name, text in _defaults().items() if samples or not _asks_for_sample(name)}


def _asks_for_sample(parameter: str) -> bool:
    return parameter.startswith("sampling.")


# ── reading a file ───────────────────────────────────────────────────────────────────────────────


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unusable("unreadable_file", why="not_toml", value=str(error)) from None


def _flat(plain: Mapping[str, Any]) -> dict[str, Any]:
    """One level: `[sampling] seed` is `sampling.seed`; raises BadValue for what is no parameter."""
    flat: dict[str, Any] = {}
    for name, value in plain.items():
        below = value if isinstance(value, dict) else {"": value}
        flat |= {f"{name}.{key}" if key else name: one for key, one in below.items()}
    for name in flat:
        if name not in _kinds() and name not in OWN[:2] and name != "findings":
            raise BadValue(field=name, why="unknown_field")
    return flat


def _version(plain: dict[str, Any]) -> str:
    version = plain.pop("version", None)
    if version in (None, ""):
        raise BadValue(field="version", why="missing")
    return _read_text(version, "version")


def _since(plain: dict[str, Any]) -> date:
    since = plain.pop("valid_from", None)
    if since is None:
        raise BadValue(field="valid_from", why="missing")
    return since if type(since) is date else parse_date(since, field="valid_from")


def _codes(said: object) -> tuple[str, ...]:
    if not isinstance(said, list):
        raise BadValue(field="findings", why="not_a_list")
    for code in said:
        if code not in CODES:
            raise BadValue(field="findings", why="not_in_list", value=code, allowed=" ".join(CODES))
    return tuple(dict.fromkeys(said))


# ── the kinds of parameters ──────────────────────────────────────────────────────────────────────


def _read_money(value: object, field: str) -> Money:
    return parse_money(value, field=field)


def _read_whole(value: object, field: str) -> int:
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not (text.isascii() and text.isdigit()):
        raise BadValue(field=field, why="not_a_whole_number", value=value)
    return int(text)


def _read_decimal(value: object, field: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise BadValue(field=field, why="float", value=value)
    if not _PLAIN_DECIMAL.fullmatch(str(value)):
        raise BadValue(field=field, why="not_a_number", value=value)
    return Fraction(str(value))


def _read_text(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise BadValue(field=field, why="not_text", value=value)
    return value


def _decimal_text(value: Fraction) -> str:
    """The shortest plain decimal: all that `_PLAIN_DECIMAL` reads is a whole number of 10⁻⁹.

    >>> _decimal_text(Fraction("3.00")), _decimal_text(Fraction("0.05"))
    ('3', '0.05')
    """
    whole, rest = divmod(value.numerator * 10**9 // value.denominator, 10**9)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")


# Read and written by the annotation of the field that holds it.
_KINDS: Final[Mapping[str, tuple[Callable[[object, str], Any], Callable[[Any], str]]]] = {
    "Money": (_read_money, str),
    "int": (_read_whole, str),
    "Fraction": (_read_decimal, _decimal_text),
    "str": (_read_text, str),
}


@cache
def _kinds() -> Mapping[str, str]:
    """Parameter name as in a file -> kind."""
    own = [one for one in fields(RuleSet) if one.name not in OWN]
    return {one.name.replace("sampling_", "sampling."): str(one.type) for one in own}


def _text_of(name: str, value: object) -> str:
    read, write = _KINDS[_kinds()[name]]
    return write(read(value, name))


@cache
def _default_text() -> str:
    return (files(__package__) / "rules_default.toml").read_text("utf-8")


@cache
def _default_values() -> tuple[tuple[str, str], ...]:
    plain = _flat(_parsed(_default_text()))
    return tuple((name, _text_of(name, value)) for name, value in plain.items() if name in _kinds())


def _defaults() -> dict[str, str]:
    return dict(_default_values())
