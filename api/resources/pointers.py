"""Pointers: where in a request a value stands that cannot be used (RFC 6901)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ledger.commands import Command, Part
from ledger.commands.fields import specs
from ledger.errors import Refusal


def pointer_of(plain: Mapping[str, Any], refusal: Refusal) -> str:
    """The place of a refusal's field in a flat request; "" when it names none that is there.

    >>> from ledger.errors import BadValue
    >>> pointer_of({"verb": "confirm", "transfer": 5}, BadValue(field="transfer", why="not_text"))
    '/transfer'
    """
    name = refusal.facts.get("field", "")
    kind = Command.verbs.get(str(plain.get("verb")))
    inner = _inside(plain, kind, name, refusal) if kind else ""
    return inner or (f"/{_escaped(name)}" if name in plain else "")


def pointer_within(said: Mapping[str, Any], pointer: str) -> str:
    """A pointer into a request, as far as that part of it was said in the body.

    >>> pointer_within({"amount": "x"}, "/amount"), pointer_within({"amount": "x"}, "/transfer")
    ('/amount', '')
    """
    first = pointer.split("/")[1:2]
    return pointer if first and first[0] in map(_escaped, said) else ""


def _inside(plain: Mapping[str, Any], kind: type[Part], name: str, refusal: Refusal) -> str:
    for spec in specs(kind):
        value = plain.get(spec.name)
        if spec.kind == "command" and isinstance(value, Mapping):
            found = pointer_of(value, refusal)
            if found:
                return f"/{spec.name}{found}"
        if spec.nested is None or not isinstance(value, list):
            continue
        for place, item in enumerate(value):
            if _refuses(spec.nested, item, refusal):
                return f"/{spec.name}/{place}" + (f"/{_escaped(name)}" if _has(item, name) else "")
    return ""


def _refuses(kind: type[Part], item: Any, refusal: Refusal) -> bool:  # noqa: ANN401 - JSON
    """Whether reading a part by itself ends in the same refusal."""
    try:
        kind.read(item)
    except Refusal as own:
        return (own.code, own.facts) == (refusal.code, refusal.facts)
    return False


def _has(item: Any, name: str) -> bool:  # noqa: ANN401 - JSON
    return isinstance(item, Mapping) and name in item


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
