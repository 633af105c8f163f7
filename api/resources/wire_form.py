"""Wire form: a request as people write it, made from what the journal holds; the way back of `of_wire`."""

from __future__ import annotations

from datetime import date
from typing import Any

from ledger.commands import Command, Part
from ledger.commands.fields import specs
from ledger.entries import Request
from ledger.money import Money


def wire_of(part: Part) -> dict[str, Any]:
    """The fields of a command (with its verb) or of a part of one that say something.

    >>> from ledger.commands import Confirm
    >>> wire_of(Confirm(transfer="TR-1", amount=Money(5_000)))
    {'verb': 'confirm', 'transfer': 'TR-1', 'amount': '50.00'}
    """
    plain: dict[str, Any] = {"verb": part.verb} if isinstance(part, Command) else {}
    for spec in specs(type(part)):
        value = getattr(part, spec.name)
        if value != spec.default:
            plain[spec.name] = _wire(value)
    return plain


def wire_of_request(request: Request) -> dict[str, Any]:
    """A request as one flat object, with the name `taken_over` where it was."""
    plain = wire_of(request)
    return {**{name: value for name, value in plain.items() if name != "command"}, **plain["command"]}


def _wire(value: Any) -> Any:  # noqa: ANN401 - a field may be of any kind
    match value:
        case Money():
            return str(value)
        case date():
            return value.isoformat()
        case Part():
            return wire_of(value)
        case tuple():
            return [_wire(item) for item in value]
        case _:
            return value
