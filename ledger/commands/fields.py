"""Field kinds: what a command's field may hold, how it is read, checked and written canonically.

A command is a frozen dataclass; each annotation names a kind from this file, so the constructor,
the wire form, the journal form and (later) the API schema come from one definition.

    kind      python    wire form (people)      journal form (canonical JSON)
    Number    str       text                    the same   a document number or code: one segment
    Code      str       text                    the same   like Number, and no national id
    Text      str       text                    the same   free text, no national id
    Actor     str       text                    the same   a person's stable id: printable, <= 300
    Key       str       text                    the same   an idempotency key: printable, <= 300
    Amount    Money     "1234.50"               "123450"   > 0
    Sum       Money     "1234.50"               "123450"   >= 0
    Balance   Money     "-1234.50"              "-123450"  as somebody else states it; moves nothing
    Digest    str       64 hex digits           lower case a SHA-256 that stands for what is not named
    Quantity  int       12 or "12"              "12"       >= 0
    Day       date      "2026-01-31"            the same
    Flag      bool      true                    true
"""

from __future__ import annotations

import re
import typing
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

from ledger.buckets import segment
from ledger.calendar import parse_date
from ledger.errors import BadValue, PersonalData
from ledger.money import Money, parse_money, parse_signed_money

TEXT_LENGTH_MAX: Final = 30_000  # an Excel cell holds 32,767
KEY_LENGTH_MAX: Final = 300
QUANTITY_MAX: Final = 10**12
AMOUNT_MAX: Final = 10**14
NATIONAL_ID_DIGITS: Final = 13
# Kinds whose wire form is the value itself.
VERBATIM: Final = frozenset({"number", "code", "text", "key", "flag"})

Number = Annotated[str, "number"]
Code = Annotated[str, "code"]
Text = Annotated[str, "text"]
Key = Annotated[str, "key"]
Actor = Annotated[str, "actor"]
Digest = Annotated[str, "digest"]
Amount = Annotated[Money, "amount"]
Sum = Annotated[Money, "sum"]
Balance = Annotated[Money, "balance"]
Quantity = Annotated[int, "quantity"]
Day = Annotated[date, "day"]
OptionalDay = Annotated[date | None, "day"]
Flag = Annotated[bool, "flag"]

ZERO: Final = Money(0)
BLANK: Final[tuple[object, ...]] = (None, "", ())
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DIGEST: Final = re.compile("[0-9a-f]{64}")
_DIGIT_RUN: Final = re.compile(r"\d(?:[ \-\u00a0\u2010-\u2015]*\d){12,}")


class Spec(NamedTuple):
    """One field of a command: its name, kind, the class of nested values, and its default."""

    name: str
    kind: str
    nested: type[Any] | None
    default: object


_SPECS: Final[dict[type[Any], tuple[Spec, ...]]] = {}


def specs(cls: type[Any]) -> tuple[Spec, ...]:
    """The fields of a command class, read once from its annotations."""
    known = _SPECS.get(cls)
    if known is None:
        hints = typing.get_type_hints(cls, include_extras=True)
        known = _SPECS[cls] = tuple(_spec(f.name, hints[f.name], f.default) for f in fields(cls))
    return known


_NAMES: Final[dict[type[Any], frozenset[str]]] = {}


def names(cls: type[Any]) -> frozenset[str]:
    """The names of the fields of a command class."""
    known = _NAMES.get(cls)
    if known is None:
        known = _NAMES[cls] = frozenset(spec.name for spec in specs(cls))
    return known


def _spec(name: str, hint: Any, default: object) -> Spec:  # noqa: ANN401 - annotations have no common type
    if typing.get_origin(hint) is tuple:
        item = typing.get_args(hint)[0]
        if hasattr(item, "__metadata__"):
            return Spec(name, f"list:{item.__metadata__[0]}", None, default)
        return Spec(name, "nested", item, default)
    if hasattr(hint, "__metadata__"):
        return Spec(name, hint.__metadata__[0], None, default)
    return Spec(name, "command", hint, default)


# ── checking: what a constructor accepts ─────────────────────────────────────────────────────────


def check(value: object, kind: str, name: str, *, optional: bool) -> object:
    """Return `value` as the field keeps it (text in NFC), or raise BadValue or PersonalData."""
    if optional and value in BLANK:
        return value
    return _CHECKS[kind](value, name)


def _check_number(value: object, name: str) -> str:
    return segment(_text(value, name), name)


def _check_code(value: object, name: str) -> str:
    return _no_national_id(segment(_text(value, name), name), name)


def _check_text(value: object, name: str) -> str:
    text = _text(value, name)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if len(text) > TEXT_LENGTH_MAX:
        raise BadValue(field=name, why="too_long", limit=TEXT_LENGTH_MAX)
    if _UNPRINTABLE.search(text):
        raise BadValue(field=name, why="control_character")
    if not text.strip():
        raise BadValue(field=name, why="missing")
    return _no_national_id(text, name)


def _check_key(value: object, name: str) -> str:
    key = _text(value, name)
    if not key.isascii():
        key = unicodedata.normalize("NFC", key)
    if not key or len(key) > KEY_LENGTH_MAX or not key.isprintable():
        raise BadValue(field=name, why="not_a_key")
    return key


def _check_actor(value: object, name: str) -> str:
    """An actor's stable id may hold a colon (`os:login`), so it is no segment."""
    return _no_national_id(_check_key(value, name), name)


def _check_digest(value: object, name: str) -> str:
    """A hash and nothing else: who is counted is told apart, never told."""
    text = _text(value, name).strip().lower()
    if not _DIGEST.fullmatch(text):
        raise BadValue(field=name, why="not_a_hash")
    return text


def _text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise BadValue(field=name, why="not_text", value=value)
    return value


def _check_sum(value: object, name: str) -> Money:
    if not isinstance(value, Money):
        raise BadValue(field=name, why="not_a_number", value=value)
    if value.minor < 0:
        raise BadValue(field=name, why="negative", value=value)
    if value.minor > AMOUNT_MAX:
        raise BadValue(field=name, why="too_large", value=value)
    return value


def _check_amount(value: object, name: str) -> Money:
    money = _check_sum(value, name)
    if not money.minor:
        raise BadValue(field=name, why="zero")
    return money


def _check_balance(value: object, name: str) -> Money:
    if not isinstance(value, Money):
        raise BadValue(field=name, why="not_a_number", value=value)
    if abs(value.minor) > AMOUNT_MAX:
        raise BadValue(field=name, why="too_large", value=value)
    return value


def _check_quantity(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadValue(field=name, why="not_a_whole_number", value=value)
    if value < 0:
        raise BadValue(field=name, why="negative", value=value)
    if value > QUANTITY_MAX:
        raise BadValue(field=name, why="too_large", value=value)
    return value


def _check_day(value: object, name: str) -> date:
    # `type` and not `isinstance`: a moment is a date too, and would be kept with its hour.
    if type(value) is not date:
        raise BadValue(field=name, why="not_a_date", value=value)
    return value


def _check_flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise BadValue(field=name, why="not_a_flag", value=value)
    return value


_CHECKS: Final[Mapping[str, Callable[[object, str], object]]] = {
    "number": _check_number,
    "code": _check_code,
    "text": _check_text,
    "key": _check_key,
    "actor": _check_actor,
    "digest": _check_digest,
    "amount": _check_amount,
    "sum": _check_sum,
    "balance": _check_balance,
    "quantity": _check_quantity,
    "day": _check_day,
    "flag": _check_flag,
}

SCALARS: Final = frozenset(_CHECKS)
_MONEY: Final = frozenset({"amount", "sum", "balance"})


def _no_national_id(text: str, name: str) -> str:
    """Refuse a text that holds a Thai national id: 13 digits whose last is the mod-11 check digit."""
    if len(text) < NATIONAL_ID_DIGITS:
        return text
    for run in _DIGIT_RUN.findall(text):
        digits = [unicodedata.digit(c) for c in run if c.isdigit()]
        if any(_is_national_id(digits[i : i + 13]) for i in range(len(digits) - 12)):
            raise PersonalData(field=name)
    return text


def _is_national_id(digits: list[int]) -> bool:
    """Department of Provincial Administration: weights 13…2, check = (11 - sum mod 11) mod 10."""
    *weighed, check_digit = digits
    total = sum(digit * (13 - place) for place, digit in enumerate(weighed))
    return (11 - total % 11) % 10 == check_digit and weighed[0] != 0


# ── reading: the wire form and the journal form ──────────────────────────────────────────────────


def from_wire(value: object, kind: str, name: str) -> object:
    """Read what a person's JSON or CSV gives; BadValue names the field."""
    if kind in ("amount", "sum"):
        return parse_money(value, field=name)
    if kind == "balance":
        return parse_signed_money(value, field=name)
    if kind == "day":
        return parse_date(value, field=name)
    if kind == "quantity":
        return _whole_number(value, name)
    return value


def from_journal(value: object, kind: str) -> object:
    """Read what `to_journal` wrote."""
    if kind in _MONEY:
        return Money(int(typing.cast("str", value)))
    if kind == "day":
        return date.fromisoformat(typing.cast("str", value))
    return int(typing.cast("str", value)) if kind == "quantity" else value


def to_journal(value: object) -> object:
    """The canonical form of one field: no floats, no nulls, amounts as integer strings."""
    if isinstance(value, Money):
        return str(value.minor)
    if isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return str(value)
    return typing.cast("date", value).isoformat()


_WHOLE: Final = re.compile(r"[0-9]{1,13}")


def _whole_number(value: object, name: str) -> int:
    """ASCII digits or a JSON integer; 12.0, 1e3, "๑๒" and True are not whole numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise BadValue(field=name, why="not_a_whole_number", value=value)
    text = value.strip()
    if text.startswith("-") and _WHOLE.fullmatch(text[1:]):
        raise BadValue(field=name, why="negative", value=text)
    if not _WHOLE.fullmatch(text):
        thai = any("๐" <= c <= "๙" for c in text)
        raise BadValue(field=name, why="thai_digits" if thai else "not_a_whole_number", value=text[:40])
    return int(text)
