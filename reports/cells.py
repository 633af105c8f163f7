"""Cells: how one value becomes what Excel holds, what the digest reads, and how much room it takes."""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import Final

from reports.columns import KINDS, Link, Live, Of, State, Value
from reports.digest import digest_text

_TEXT_UNITS_MAX: Final = 32_000  # of the 32,767 UTF-16 units a cell may hold
_MEASURED_MAX: Final = 4_000  # characters; a row cannot show more anyway
_BESIDE: Final = 2  # parentheses of a negative amount
_DECIMALS: Final = {"money": 2, "index": 4}


def is_number(kind: str) -> bool:
    """Whether cells of this kind (or format of it) hold numbers.

    >>> is_number("money.total"), is_number("percent"), is_number("text"), is_number("title")
    (True, True, False, False)
    """
    known = KINDS.get(kind.partition(".")[0])
    return known is not None and (known.scale is not None or known.number_format.startswith("0"))


def shown(value: int | str | Fraction | None, kind: str) -> float | str:
    """What Excel holds: baht for satang, the number for a ratio's text, a text as it is.

    >>> shown(140_000_050, "money"), shown("0.5688", "percent"), shown(12, "whole"), shown("=1+1", "text")
    (1400000.5, 0.5688, 12, '=1+1')
    """
    if value is None or value == "":
        return ""
    if not is_number(kind):
        return fitted(str(value))
    scale = KINDS[kind.partition(".")[0]].scale or 0
    return int(value) if isinstance(value, int) and not scale else float(Fraction(value) / 10**scale)


def digested(value: Value, kind: str) -> str:
    """What the content digest reads of a value; "" when the cell is empty."""
    kind = kind.partition(".")[0]
    if isinstance(value, Of):
        return digested(value.value, value.kind)
    if isinstance(value, Live):
        return digested(value.cached, kind)
    if isinstance(value, Link | State):
        return digest_text(fitted(plain(value)), None)
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return digest_text(Fraction(value), 0) if is_number(kind) else digest_text(fitted(value), None)
    return digest_text(value, KINDS[kind].scale if kind in KINDS else None)


def plain(value: Value) -> str:
    """The text of a value that is one, else ""."""
    if isinstance(value, Link):
        return value.text
    return str(value) if isinstance(value, str | State) and not isinstance(value, Live) else ""


def whole(value: Value) -> int:
    """The whole units of a value, 0 for what is no number."""
    value = value.value if isinstance(value, Of) else value
    value = value.cached if isinstance(value, Live) else value
    return value if isinstance(value, int) else 0


def lines_of(value: Value, width: int) -> int:
    r"""How many lines a text takes in a column so many characters wide.

    >>> lines_of("ปทุมวัน", 7), lines_of("one two three", 7), lines_of("a\nb", 7)
    (1, 3, 2)
    """
    text = plain(value)
    if len(text) < width and "\n" not in text:
        return 1
    return sum(max(1, -(-_room(part) // max(1, width - 1))) for part in text[:_MEASURED_MAX].split("\n"))


def _room(text: str) -> int:
    """Characters that take room on the line; Thai marks above and below it take none."""
    if text.isascii():
        return len(text)
    return len(text) - list(map(unicodedata.category, text)).count("Mn")


def room_of(value: Value, kind: str) -> int:
    """How wide a column must be for a number to show, in characters; 0 for what is no number.

    >>> (
    ...     room_of(140_000_050, "money"),
    ...     room_of(12, "whole"),
    ...     room_of("1234.5", "percent"),
    ...     room_of("x", "text"),
    ... )
    (14, 4, 13, 0)
    """
    kind = kind.partition(".")[0]
    value = value.cached if isinstance(value, Live) else value
    if not is_number(kind) or not isinstance(value, int | str | Fraction) or value == "":
        return 0
    number = abs(Fraction(value)) / 10 ** (KINDS[kind].scale or 0)
    number, decimals = (number * 100, 3) if kind == "percent" else (number, _DECIMALS.get(kind, 0))
    return len(f"{int(number):,}") + (decimals + 1 if decimals else 0) + _BESIDE


def fitted(text: str) -> str:
    """A text as long as a cell can hold it; what is cut off is replaced by an ellipsis.

    >>> fitted("ก" * 40_000)[-2:], len(fitted("\U0001f600" * 30_000))
    ('ก…', 16001)
    """
    if len(text) <= _TEXT_UNITS_MAX // 2:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * _TEXT_UNITS_MAX:
        return text
    return units[: 2 * _TEXT_UNITS_MAX].decode("utf-16-le", "ignore") + "…"
