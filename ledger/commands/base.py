"""Command: the frozen value of what a person asks for, checked when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass
from typing import Any, ClassVar, Final, Self

from ledger.commands.fields import (
    SCALARS,
    VERBATIM,
    Spec,
    check,
    from_journal,
    from_wire,
    names,
    specs,
    to_journal,
)
from ledger.errors import BadValue

PARTS_MAX = 2000
LISTED_MAX: Final = {"list:digest": 50_000}  # a lot may count more than a document has rows
EMPTY: Final[tuple[object, ...]] = ("", [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A checked value inside a command (a leg of a transfer, a line of a voucher).

    `most` is how many of it a command may hold.
    """

    most: ClassVar[int] = PARTS_MAX

    def __post_init__(self) -> None:
        """Check each field by its kind; raises BadValue or PersonalData."""
        for spec in specs(type(self)):
            value = getattr(self, spec.name)
            if value is spec.default or value == spec.default:  # nothing equals MISSING
                continue
            kept = _checked(value, spec)
            if kept is not value:
                object.__setattr__(self, spec.name, kept)
        self.check()

    def check(self) -> None:
        """Check what spans several fields."""

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        """Read the wire form (what people write); raises BadValue naming the field."""
        if not isinstance(plain, Mapping):
            raise BadValue(field=cls.__name__.lower(), why="not_an_object")
        known = names(cls)
        for name in plain:
            if name not in known:
                raise BadValue(field=name, why="unknown_field")
        given: dict[str, Any] = {}
        for spec in specs(cls):
            value = plain.get(spec.name)
            # An empty field is as good as absent.
            if value is not None and value not in EMPTY:
                given[spec.name] = value if spec.kind in VERBATIM else _wire(value, spec)
            elif spec.default is MISSING:
                raise BadValue(field=spec.name, why="missing")
        return cls(**given)

    @classmethod
    def restore(cls, body: Mapping[str, Any]) -> Self:
        """Read the journal form."""
        return cls(**{s.name: _restored(body[s.name], s) for s in specs(cls) if s.name in body})

    def canonical(self) -> dict[str, Any]:
        """The journal form: fields that differ from their default."""
        plain: dict[str, Any] = {}
        for spec in specs(type(self)):
            value = getattr(self, spec.name)
            if value is not spec.default and value != spec.default:
                plain[spec.name] = value if type(value) is str else _canonical(value, spec)
        return plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Part):
    """One verb with its fields; a subclass registers itself under its verb."""

    verb: ClassVar[str] = ""
    # A reference verb changes what later verbs refer to, and moves nothing.
    reference: ClassVar[bool] = False
    verbs: ClassVar[dict[str, type[Command]]] = {}

    def __init_subclass__(cls) -> None:
        """Enter the class under its verb (twice, as slots make the class anew)."""
        if cls.verb:
            cls.verbs[cls.verb] = cls

    def plain(self) -> dict[str, Any]:
        """The journal form with its verb."""
        return {"verb": self.verb, **self.canonical()}

    @staticmethod
    def of_wire(plain: Mapping[str, Any]) -> Command:
        """Read any verb from its wire form; raises BadValue when the verb is unknown."""
        if not isinstance(plain, Mapping):
            raise BadValue(field="command", why="not_an_object")
        rest = dict(plain)
        return _class_of(rest.pop("verb", None)).read(rest)

    @staticmethod
    def of_journal(plain: Mapping[str, Any]) -> Command:
        """Read any verb from its journal form."""
        rest = dict(plain)
        return Command.verbs[rest.pop("verb")].restore(rest)


def _class_of(verb: object) -> type[Command]:
    if not isinstance(verb, str) or verb not in Command.verbs:
        raise BadValue(field="verb", why="unknown_verb", value=verb)
    return Command.verbs[verb]


def _checked(value: Any, spec: Spec) -> Any:  # noqa: ANN401 - a field may be of any kind
    if spec.kind in SCALARS:
        return check(value, spec.kind, spec.name, optional=spec.default is not MISSING)
    if spec.kind == "nested" or spec.kind.startswith("list:"):
        if not isinstance(value, tuple) or not value:
            raise BadValue(field=spec.name, why="empty")
        limit = spec.nested.most if spec.nested else LISTED_MAX.get(spec.kind, PARTS_MAX)
        if len(value) > limit:
            raise BadValue(field=spec.name, why="too_many", limit=limit)
        if spec.kind == "nested":
            return value
        return tuple(check(v, spec.kind[5:], spec.name, optional=False) for v in value)
    return value


def _wire(value: Any, spec: Spec) -> Any:  # noqa: ANN401 - JSON
    if spec.kind in SCALARS:
        return from_wire(value, spec.kind, spec.name)
    if spec.kind == "nested" or spec.kind.startswith("list:"):
        if not isinstance(value, (list, tuple)):
            raise BadValue(field=spec.name, why="not_a_list")
        if spec.nested is not None:
            return tuple(spec.nested.read(item) for item in value)
        return tuple(from_wire(item, spec.kind[5:], spec.name) for item in value)
    return Command.of_wire(value)


def _restored(value: Any, spec: Spec) -> Any:  # noqa: ANN401 - JSON
    if spec.kind == "nested" and spec.nested is not None:
        return tuple(spec.nested.restore(item) for item in value)
    if spec.kind.startswith("list:"):
        return tuple(from_journal(item, spec.kind[5:]) for item in value)
    if spec.kind == "command":
        return Command.of_journal(value)
    return from_journal(value, spec.kind)


def _canonical(value: Any, spec: Spec) -> Any:  # noqa: ANN401 - JSON
    if spec.kind == "nested":
        return [item.canonical() for item in value]
    if isinstance(value, tuple):
        return [to_journal(item) for item in value]
    return value.plain() if spec.kind == "command" else to_journal(value)
