"""Command schemas: what each verb takes, as JSON Schema made from the ledger's own field definitions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import MISSING
from functools import cache
from typing import Any, Final

from api.uploads.samples import allowed_in
from ledger.commands import Command, Part
from ledger.commands.fields import KEY_LENGTH_MAX, TEXT_LENGTH_MAX, Spec, specs
from ledger.entries import Request
from ledger.texts import LANGUAGES, table

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
# What a request must say besides its verb's own fields; a command within a proposal says none of it.
_OF_A_REQUEST: Final = ("effective_on",)


@cache
def schemas() -> dict[str, dict[str, Any]]:
    """Name -> schema: one per verb, one per part of a verb, and what a request may be."""
    found: dict[str, dict[str, Any]] = {}
    own = {spec.name: _of(Request, spec, found) for spec in specs(Request) if spec.name in _IN_THE_BODY}
    for verb, kind in sorted(Command.verbs.items()):
        plain = _of_part(kind, found)
        found[name_of(verb)] = {
            **plain,
            "properties": {"verb": {"const": verb, **_said(kind, "verb")}, **plain["properties"], **own},
            "required": ["verb", *plain["required"]],
        }
    names = {verb: REF + name_of(verb) for verb in sorted(Command.verbs)}
    found[BODY] = {
        "oneOf": [{"$ref": name} for name in names.values()],
        "discriminator": {"propertyName": "verb", "mapping": names},
    }
    return found


def form_of(verb: str, settled: Collection[str]) -> dict[str, Any]:
    """The schema of a verb without the fields that are settled elsewhere."""
    whole = schemas()[name_of(verb)]
    return {
        **whole,
        "properties": {name: said for name, said in whole["properties"].items() if name not in settled},
        "required": [name for name in (*whole["required"], *_OF_A_REQUEST) if name not in settled],
    }


def a_request() -> dict[str, Any]:
    """The schema of a whole request of any verb."""
    return {"$ref": REF + BODY, "required": list(_OF_A_REQUEST)}


def row_of(verb: str, settled: Collection[str]) -> dict[str, Any]:
    """The same for a row of a list, which may have a key of its own."""
    form = form_of(verb, settled)
    key = {**OF_KINDS["key"], **_said(Request, "key")}
    return {**form, "properties": {"key": key, **form["properties"]}}


def name_of(verb: str) -> str:
    """The name of a verb's schema: of `open_book`, `AskOpenBook`."""
    return "Ask" + "".join(word.capitalize() for word in verb.split("_"))


def _of_part(kind: type[Part], found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    said = (kind.__doc__ or "").splitlines()[0]
    fields, lists = specs(kind), allowed_in(kind)
    return {
        "type": "object",
        "description": said,
        "properties": {spec.name: _of(kind, spec, found, lists.get(spec.name, ())) for spec in fields},
        "required": [spec.name for spec in fields if spec.default is MISSING],
        "additionalProperties": False,
    }


def _of(
    kind: type[Part], spec: Spec, found: dict[str, dict[str, Any]], allowed: tuple[str, ...] = ()
) -> dict[str, Any]:
    """A field's schema: its shape, what it is in Thai and English, and its closed list where it has one."""
    said = _said(kind, spec.name)
    empty = ("",) if spec.default == "" else ()
    choice = {"enum": [*empty, *allowed]} if allowed else {}
    if spec.kind in OF_KINDS:
        return {**OF_KINDS[spec.kind], **choice, **said}
    if spec.kind == "command":
        return {"$ref": REF + BODY, **said}
    if spec.nested is None:
        return {"type": "array", "items": {**OF_KINDS[spec.kind.removeprefix("list:")], **choice}, **said}
    name = f"Ask{spec.nested.__name__}"
    found.setdefault(name, _of_part(spec.nested, found))
    return {"type": "array", "items": {"$ref": REF + name}, "maxItems": spec.nested.most, **said}


def _said(kind: type[Part], name: str) -> dict[str, str]:
    return {"description": " / ".join(written(kind, name, language) for language in LANGUAGES)}


def written(kind: type[Part], name: str, language: str) -> str:
    """What a field of a command, a part or a request is; KeyError where nobody said it."""
    own, columns = table("api", language), table("uploads", language)["columns"]
    known = {**columns, **own["written"], **own["written_of"].get(kind.__name__, {})}
    return str(known[name])
