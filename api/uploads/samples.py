"""Samples: what a command says no to, found by asking the command itself, field after field.

The fields' own checks are the only list of what is right. To hear all that is wrong at once, what was
refused is put aside (or replaced by a sample that would do) and the command is asked again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING
from typing import Any, Final

from ledger.commands import Part
from ledger.commands.fields import Spec, specs
from ledger.errors import FACT_LENGTH_MAX, Refusal

_OF_KIND: Final[Mapping[str, Any]] = {
    "amount": "1.00",
    "sum": "1.00",
    "balance": "1.00",
    "quantity": "1",
    "day": "2026-01-01",
    "digest": "0" * 64,
    "flag": True,
}
_BUDDHIST: Final = "2569"
_TRIES: Final = 12
_NO_CODE_OF_OURS: Final = "?"


def troubles(kind: type[Part], plain: Mapping[str, Any]) -> Iterator[Refusal]:
    """Everything that a command or a part refuses in its wire form, each field once."""
    known = {spec.name: spec for spec in specs(kind)}
    asked, told = dict(plain), set[str]()
    while True:
        try:
            kind.read(asked)
        except Refusal as refusal:
            field = refusal.facts.get("field", "")
            if field in told:
                return
            yield refusal
            told.add(field)
            if field not in known:
                return
            if known[field].default is MISSING:
                asked[field] = _mended(known[field], refusal)
            else:
                asked.pop(field, None)
        else:
            return


def a_sample(kind: type[Part]) -> dict[str, Any]:
    """A wire form that the command takes, of its required fields and no more than it insists on."""
    known = {spec.name: spec for spec in specs(kind)}
    plain = {spec.name: _sample(spec) for spec in known.values() if spec.default is MISSING}
    for _ in range(_TRIES):
        try:
            kind.read(plain)
        except Refusal as refusal:
            field = refusal.facts["field"]
            if field not in known:  # it is a part's own: this is as near as a sample comes
                break
            plain[field] = _mended(known[field], refusal)
        else:
            break
    return plain


def allowed_in(kind: type[Part]) -> dict[str, tuple[str, ...]]:
    """The closed lists of a command's fields, by field."""
    base, lists = a_sample(kind), {}
    for spec in specs(kind):
        if spec.kind in {"code", "list:code"}:
            strange = [_NO_CODE_OF_OURS] if spec.kind.startswith("list:") else _NO_CODE_OF_OURS
            if allowed := _list(kind, {**base, spec.name: strange}, spec.name):
                lists[spec.name] = allowed
    return lists


def _list(kind: type[Part], plain: Mapping[str, Any], field: str) -> tuple[str, ...]:
    try:
        kind.read(plain)
    except Refusal as refusal:
        allowed = refusal.facts.get("allowed", "")
        # A fact that was cut off would end in half a word.
        if refusal.facts.get("field") == field and len(allowed) < FACT_LENGTH_MAX:
            return tuple(allowed.split())
    return ()


def _sample(spec: Spec) -> Any:  # noqa: ANN401 - a field may be of any kind
    """A value of the field's kind; codes of different fields differ."""
    if spec.nested is not None:
        return [a_sample(spec.nested)]
    if spec.kind.startswith("list:"):
        return [_OF_KIND.get(spec.kind[5:], f"X-{spec.name}")]
    return _OF_KIND.get(spec.kind, f"X-{spec.name}")


def _mended(spec: Spec, refusal: Refusal) -> Any:  # noqa: ANN401 - a field may be of any kind
    if refusal.facts.get("why") == "not_buddhist_year":
        return _BUDDHIST
    allowed = refusal.facts.get("allowed", "").split()
    if allowed:
        return [allowed[0]] if spec.kind.startswith("list:") else allowed[0]
    return _sample(spec)
