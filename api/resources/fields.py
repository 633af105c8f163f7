"""Fields: what arguments and documents are made of; each describes itself in Thai and English.

marshmallow's own numbers and days are not used for what is read: they take 1e3, Thai digits and the year
2569. What cannot be read is a BadValue, as anywhere in the ledger.
"""

from __future__ import annotations

import re
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
_A_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FILE_ROWS_MAX: Final = 2_000  # of a page as CSV or XLSX, read from the database in pages of `PAGE_MAX`


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


class Position(Whole):
    """A position in the journal; who writes a day is told which argument takes one."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        super().__init__(0, POSITION_MAX, load_default=None, **more)

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> int:  # noqa: ANN401 - as marshmallow has it
        if _A_DAY.fullmatch(str(value)):
            raise BadValue(field=attr or "", why="a_day", value=value)
        return super()._deserialize(value, attr)


class Flag(ma.fields.Boolean):
    """`true` or `false`, and nothing that only looks like it."""

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> bool:  # noqa: ANN401 - as marshmallow has it
        if value not in ("true", "false"):
            raise BadValue(field=attr or "", why="not_a_flag", value=value)
        return bool(value == "true")


class Choice(ma.fields.String):
    """One of a few words, or none."""

    def __init__(self, *words: str, **more: Any) -> None:  # noqa: ANN401 - as marshmallow has it
        shape = {"enum": ["", *words], **more.pop("metadata", {})}
        super().__init__(load_default="", metadata=shape, **more)
        self.words = words

    def _deserialize(self, value: Any, attr: str | None, *_: Any, **__: Any) -> str:  # noqa: ANN401 - as marshmallow has it
        if value not in ("", *self.words):
            raise BadValue(field=attr or "", why="not_in_list", value=value, allowed=" ".join(self.words))
        return str(value)


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
    """The arguments of a list: how many rows, and after which; as JSON no more than `PAGE_MAX`."""

    limit = Whole(1, FILE_ROWS_MAX, load_default=PAGE, metadata={"description": both("fields", "limit")})
    cursor = ma.fields.String(load_default="", metadata={"description": both("fields", "cursor")})


class RegisterAsked(Page):
    """Which documents of a register: of a unit, of a fiscal year, of a number whatever stands in it."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    fiscal_year = Whole(
        2400, 2800, load_default=None, metadata={"description": both("fields", "fiscal_year")}
    )
    number = Name(load_default="", metadata={"description": both("fields", "number_exact")})
    from_on = Day(load_default=None, metadata={"description": both("fields", "from_on")})
    until_on = Day(load_default=None, metadata={"description": both("fields", "until_on")})


class LineAsked(RegisterAsked):
    """And on which budget line."""

    line = Name(load_default="", metadata={"description": both("fields", "line")})


class ActivityAsked(RegisterAsked):
    """And for which activity."""

    activity = Name(load_default="", metadata={"description": both("fields", "activity")})


class ChargesAsked(LineAsked, ActivityAsked):
    """And on which line for which activity."""


class Document(ma.Schema):
    """What an answer is; a field of it that no schema knows fails the tests."""

    class Meta:
        """Nothing is passed over."""

        unknown = ma.RAISE


class Listing(Document):
    """A document of rows, which a reader may also have as CSV or XLSX (`formats/`).

    A field of rows is a table. Rows within its rows are a table of their own, in which `KEY` of the outer
    row's schema names the columns that say whose each is.
    """


def next_page() -> ma.fields.String:
    """The cursor of the next page, or nothing."""
    return ma.fields.String(required=True, allow_none=True, metadata={"description": both("fields", "next")})


# What such a text looks like, for who reads the specification.
_EXAMPLES: Final = {
    "unit": "1032", "from_unit": "DEPT", "to_unit": "1032", "line": "2569-HOUSING-SURVEY",
    "activity": "HOUSING-SURVEY", "number": "TR-001", "order_no": "คส 1/2569", "vendor": "V-0107",
    "currency": "THB", "measure": "household", "stage": "available", "actor": "finance01",
    "recorded_at": "2026-03-31T02:15:00.000000Z",
}  # fmt: skip


def text(name: str = "", **more: Any) -> ma.fields.String:  # noqa: ANN401 - as marshmallow has it
    """A text of a document, always there."""
    shown = {"examples": [_EXAMPLES[name]]} if name in _EXAMPLES else {}
    return ma.fields.String(required=True, metadata={**_said(name), **shown}, **more)


def whole(name: str = "") -> ma.fields.Integer:
    """A quantity of a document."""
    return ma.fields.Integer(required=True, strict=True, metadata={**_said(name), **_shown_as("whole")})


def ordinal(name: str = "") -> ma.fields.Integer:
    """A number of a document that counts nothing: a year, a place in a row."""
    return ma.fields.Integer(required=True, strict=True, metadata=_said(name))


def flag(name: str = "") -> ma.fields.Boolean:
    """A yes or no of a document."""
    return ma.fields.Boolean(required=True, metadata=_said(name))


_MONEY: Final = {"pattern": r"^-?[0-9]+\.[0-9]{2}$", "examples": ["1234.50"]}


def money(name: str = "money", *, optional: bool = False) -> ma.fields.String:
    """Money as a text of major units with two decimals."""
    shape = {**_said(name), **_MONEY, **_shown_as("money")}
    return ma.fields.String(required=True, allow_none=optional, metadata=shape)


def figure(name: str) -> ma.fields.String:
    """An amount of any measure: money with two decimals, all else whole."""
    shape = {**_said(name), "pattern": r"^-?[0-9]+(\.[0-9]{2})?$", **_shown_as("figure")}
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


def _shown_as(kind: str) -> Mapping[str, str]:
    """What a table makes of a field (`formats/table.py`); no property of OpenAPI."""
    return {"kind": kind}


def _said(name: str) -> Mapping[str, str]:
    return {"description": both("fields", name)} if name else {}
