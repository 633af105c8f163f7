"""Command schemas: what each verb takes, as JSON Schema made from the ledger's own field definitions."""

from __future__ import annotations

from dataclasses import MISSING
from typing import Any, Final

from ledger.commands import Command, Part
from ledger.commands.fields import KEY_LENGTH_MAX, TEXT_LENGTH_MAX, Spec, specs
from ledger.entries import Request

_MONEY: Final = r"^[0-9]+(\.[0-9]{1,2})?$"
OF_KINDS: Final[dict[str, dict[str, Any]]] = {
    "number": {"type": "string", "maxLength": 100},
    "code": {"type": "string", "maxLength": 100},
    "text": {"type": "string", "maxLength": TEXT_LENGTH_MAX},
    "actor": {"type": "string", "maxLength": KEY_LENGTH_MAX},
    "key": {"type": "string", "maxLength": KEY_LENGTH_MAX},
    "amount": {"type": "string", "pattern": _MONEY, "examples": ["1234.50"]},
    "sum": {"type": "string", "pattern": _MONEY, "examples": ["1234.50"]},
    "balance": {"type": "string", "pattern": _MONEY.replace("^", "^-?"), "examples": ["-1234.50"]},
    "digest": {"type": "string", "pattern": "^[0-9a-fA-F]{64}$"},
    "quantity": {"type": "integer", "minimum": 0},
    "day": {"type": "string", "format": "date", "examples": ["2026-03-31"]},
    "flag": {"type": "boolean"},
}
REF: Final = "#/components/schemas/"
BODY: Final = "Asked"
# A request's own key stands in the header of its own name.
_IN_THE_BODY: Final = sorted(Request.OWN - {"key"})


def schemas() -> dict[str, dict[str, Any]]:
    """Name -> schema: one per verb, one per part of a verb, and what a request may be."""
    found: dict[str, dict[str, Any]] = {}
    own = {spec.name: _of(spec, found) for spec in specs(Request) if spec.name in _IN_THE_BODY}
    for verb, kind in sorted(Command.verbs.items()):
        plain = _of_part(kind, found)
        found[name_of(verb)] = {
            **plain,
            "properties": {"verb": {"const": verb}, **plain["properties"], **own},
            "required": ["verb", *plain["required"]],
        }
    names = {verb: REF + name_of(verb) for verb in sorted(Command.verbs)}
    found[BODY] = {
        "oneOf": [{"$ref": name} for name in names.values()],
        "discriminator": {"propertyName": "verb", "mapping": names},
    }
    return found


def name_of(verb: str) -> str:
    """The name of a verb's schema: of `open_book`, `AskOpenBook`."""
    return "Ask" + "".join(word.capitalize() for word in verb.split("_"))


def _of_part(kind: type[Part], found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    said = (kind.__doc__ or "").splitlines()[0]
    fields = specs(kind)
    return {
        "type": "object",
        "description": said,
        "properties": {spec.name: _of(spec, found) for spec in fields},
        "required": [spec.name for spec in fields if spec.default is MISSING],
        "additionalProperties": False,
    }


def _of(spec: Spec, found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if spec.kind in OF_KINDS:
        return dict(OF_KINDS[spec.kind])
    if spec.kind == "command":
        return {"$ref": REF + BODY}
    if spec.nested is None:
        return {"type": "array", "items": dict(OF_KINDS[spec.kind.removeprefix("list:")])}
    name = f"Ask{spec.nested.__name__}"
    found.setdefault(name, _of_part(spec.nested, found))
    return {"type": "array", "items": {"$ref": REF + name}, "maxItems": spec.nested.most}
