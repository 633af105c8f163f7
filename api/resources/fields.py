"""Fields: what arguments and documents are made of; each describes itself in Thai and English.

marshmallow's own numbers and days are not used for what is read: they take 1e3, Thai digits and the year
2569. What cannot be read is a BadValue, as anywhere in the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import marshmallow as ma

from ledger.calendar import parse_date
from ledger.commands.fields import KEY_LENGTH_MAX, check, from_wire
from ledger.errors import BadValue
from ledger.texts import table

POSITION_MAX: Final = 10**15
PAGE_MAX: Final = 200
PAGE: Final = 50


def both(room: str, name: str) -> str:
    """What a thing is, in Thai and English."""
    return " / ".join(str(table("api", language)[room][name]) for language in ("th", "en"))


class Name(ma.fields.String):
    """A code or a number as people write it; what no code can be is refused."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        shape = {"maxLength": KEY_LENGTH_MAX, **more.pop("metadata", {})}
        super().__init__(metadata=shape, **more)

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> str:  # noqa: ANN401 - as marshmallow has it
        return str(check(value, "key", attr or "", optional=True))


class Day(ma.fields.String):
    """A day in ISO 8601; a year of the Buddhist era is refused with a hint."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        super().__init__(metadata={"format": "date", **more.pop("metadata", {})}, **more)

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> date:  # type: ignore[override]  # noqa: ANN401 - a day is no text
        return parse_date(value, field=attr or "")


class Whole(ma.fields.Integer):
    """A whole number in ASCII digits between two bounds."""

    def __init__(self, least: int, most: int, **more: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        shape = {"minimum": least, "maximum": most, **more.pop("metadata", {})}
        super().__init__(metadata=shape, **more)
        self.least, self.most = least, most

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> int:  # noqa: ANN401 - as marshmallow has it
        name = attr or ""
        number = from_wire(value, "quantity", name)
        if not isinstance(number, int) or number < self.least:
            raise BadValue(field=name, why="too_small", value=value, limit=self.least)
        if number > self.most:
            raise BadValue(field=name, why="out_of_bounds", value=value, limit=self.most)
        return number


class Flag(ma.fields.Boolean):
    """`true` or `false`, and nothing that only looks like it."""

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> bool:  # noqa: ANN401 - as marshmallow has it
        if value not in ("true", "false"):
            raise BadValue(field=attr or "", why="not_a_flag", value=value)
        return bool(value == "true")


class Query(ma.Schema):
    """The arguments every read takes."""

    class Meta:
        """An argument nobody knows is refused instead of passed over."""

        unknown = ma.RAISE

    book = Name(load_default="", metadata={"description": both("fields", "book")})

    def handle_error(self, error: ma.ValidationError, *_: Any, **__: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        """Tell the first argument that is unknown or missing; raises BadValue."""
        messages: Any = error.messages
        name = next(iter(messages))
        raise BadValue(field=name, why="missing" if name in self.fields else "unknown_field")


class Page(Query):
    """The arguments of a list: how many rows, and after which."""

    limit = Whole(1, PAGE_MAX, load_default=PAGE, metadata={"description": both("fields", "limit")})
    cursor = ma.fields.String(load_default="", metadata={"description": both("fields", "cursor")})


class Document(ma.Schema):
    """What an answer is; a field of it that no schema knows fails the tests."""

    class Meta:
        """Nothing is passed over."""

        unknown = ma.RAISE


def text(name: str = "", **more: Any) -> ma.fields.String:  # noqa: ANN401 - as marshmallow has it
    """A text of a document, always there."""
    return ma.fields.String(required=True, metadata=_said(name), **more)


def whole(name: str = "") -> ma.fields.Integer:
    """A whole number of a document."""
    return ma.fields.Integer(required=True, strict=True, metadata=_said(name))


def flag(name: str = "") -> ma.fields.Boolean:
    """A yes or no of a document."""
    return ma.fields.Boolean(required=True, metadata=_said(name))


def money(name: str = "money") -> ma.fields.String:
    """Money as a text of major units with two decimals."""
    shape = {**_said(name), "pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["1234.50"]}
    return ma.fields.String(required=True, metadata=shape)


def figure(name: str) -> ma.fields.String:
    """An amount of any measure: money with two decimals, all else whole."""
    shape = {**_said(name), "pattern": r"^-?[0-9]+(\.[0-9]{2})?$"}
    return ma.fields.String(required=True, metadata=shape)


class DayText(Document):
    """A day in ISO 8601 and in the Buddhist era."""

    iso = ma.fields.String(required=True, metadata={"format": "date", "examples": ["2026-03-31"]})
    th = ma.fields.String(required=True, metadata={"examples": ["31 มี.ค. 2569"]})


def day(*, optional: bool = False) -> ma.fields.Nested:
    """A day of a document."""
    return ma.fields.Nested(DayText, required=True, allow_none=optional)


def rows(of: type[ma.Schema]) -> ma.fields.List[Any]:
    """Rows of one shape."""
    return ma.fields.List(ma.fields.Nested(of), required=True)


def texts(name: str, *, optional: bool = False) -> ma.fields.List[Any]:
    """A list of texts."""
    return ma.fields.List(ma.fields.String(), required=True, allow_none=optional, metadata=_said(name))


def _said(name: str) -> Mapping[str, str]:
    return {"description": both("fields", name)} if name else {}
