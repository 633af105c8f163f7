"""Exact money in whole minor units: parse, format, divide without losing one, write as Thai words.

An amount is a whole number of minor units (satang, cent) of the book's one currency; there is no
float in here and no way to bring one in. Every division says how it rounds and what becomes of the
rest. On the wire an amount is a plain text in major units with at most two decimals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ledger.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MINOR_PER_MAJOR: Final = 100
MAX_MINOR: Final = 10**14
VALUE_SHOWN_MAX: Final = 40

# ISO 4217 currencies with exactly two decimals only: the wire form and `Money` know no other scale.
MINOR_UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "AUD": "cent",
        "CAD": "cent",
        "CHF": "rappen",
        "CNY": "fen",
        "EUR": "cent",
        "GBP": "penny",
        "HKD": "cent",
        "INR": "paisa",
        "MYR": "sen",
        "NZD": "cent",
        "PHP": "sentimo",
        "SGD": "cent",
        "THB": "satang",
        "USD": "cent",
    }
)

_AMOUNT = re.compile(r"(-?)([0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_LOOKS_GROUPED = re.compile(r"-?[0-9][0-9,]*(?:\.[0-9]*)?")
_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_DIGIT_WORDS: Final = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACE_WORDS: Final = ("แสน", "หมื่น", "พัน", "ร้อย")
_MILLION: Final = 10**6


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A signed amount of the book's currency, in minor units (`Money(140_000_000)`: 1.4 million baht).

    Raises TypeError for anything but an int (a bool and a float included). Adds, subtracts, negates
    and compares with Money only; multiplies by an int only; is true unless zero.

    >>> Money(140_000_050) - Money(50)
    Money(minor=140000000)
    >>> str(Money(-5))
    '-0.05'
    """

    minor: int

    def __post_init__(self) -> None:
        # `type` and not `isinstance`: True is an int, and no amount.
        if type(self.minor) is not int:
            raise TypeError(f"minor units must be an int, not {type(self.minor).__name__}")

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + other.minor) if type(other) is Money else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - other.minor) if type(other) is Money else NotImplemented

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.minor)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        """Give the wire form: plain, two decimals, leading "-" when negative."""
        return _fixed(self.minor, 2)


def minor_unit(currency: str) -> str:
    """Name a currency's minor unit, which is the measure of its money buckets.

    Raises BadValue (`field=currency`, `why=unknown_currency`) for a code not in MINOR_UNITS.

    >>> minor_unit("THB")
    'satang'
    """
    try:
        return MINOR_UNITS[currency]
    except (KeyError, TypeError):
        value = str(currency)[:VALUE_SHOWN_MAX]
        raise BadValue(field="currency", why="unknown_currency", value=value) from None


def parse_money(text: object, *, field: str = "amount") -> Money:
    """Read an amount that must not be negative: "1400000", "1400000.5", "1,400,000.00".

    Takes ASCII digits, none to two decimals, and thousands commas that stand where they belong.
    Raises BadValue with `why` = float | not_text | empty | thai_digits | misgrouped | not_a_number |
    over_precise (more than two decimals, even zeros) | too_large (over 10**14 minor units) |
    negative (a leading "-", even before zero).

    >>> parse_money("1,400,000.00")
    Money(minor=140000000)
    """
    amount = parse_signed_money(text, field=field)
    if str(text).startswith("-"):
        raise BadValue(field=field, why="negative", value=str(text)[:VALUE_SHOWN_MAX])
    return amount


def parse_signed_money(text: object, *, field: str = "amount") -> Money:
    """Read an amount that may carry a leading "-" (statements, corrections); else as parse_money.

    >>> parse_signed_money("-0.05")
    Money(minor=-5)
    """
    raw = _text(text, field)
    shown = raw[:VALUE_SHOWN_MAX]
    found = _AMOUNT.fullmatch(raw)
    if found is None:
        why = "misgrouped" if "," in raw and _LOOKS_GROUPED.fullmatch(raw) else "not_a_number"
        raise BadValue(field=field, why=why, value=shown)
    sign, whole, decimals = found.group(1), found.group(2).replace(",", ""), found.group(3) or ""
    if len(decimals) > len("00"):
        raise BadValue(field=field, why="over_precise", value=shown)
    digits = (whole + decimals.ljust(2, "0")).lstrip("0") or "0"
    # Counting digits first keeps a hostile megabyte of nines away from int().
    if len(digits) > len(str(MAX_MINOR)) or int(digits) > MAX_MINOR:
        raise BadValue(field=field, why="too_large", value=shown, limit=_fixed(MAX_MINOR, 2))
    return Money(-int(digits) if sign else int(digits))


def _text(value: object, field: str) -> str:
    """Return the value as it was sent if it is a text that could hold an amount; else raise BadValue."""
    if isinstance(value, float):
        raise BadValue(field=field, why="float", value=repr(value))
    if not isinstance(value, str):
        raise BadValue(field=field, why="not_text", value=type(value).__name__)
    if not value.strip():
        raise BadValue(field=field, why="empty")
    arabic = value.translate(_THAI_DIGITS)
    if arabic != value:
        shown, hint = value[:VALUE_SHOWN_MAX], arabic[:VALUE_SHOWN_MAX]
        raise BadValue(field=field, why="thai_digits", value=shown, hint=hint)
    return value


def format_money(money: Money, *, parentheses: bool = False) -> str:
    """Write an amount for people, with thousands commas; a negative one in parentheses if so asked.

    >>> format_money(Money(140_000_000)), format_money(Money(-74_050), parentheses=True)
    ('1,400,000.00', '(740.50)')
    """
    if parentheses and money.minor < 0:
        return f"({_fixed(-money.minor, 2, ',')})"
    return _fixed(money.minor, 2, ",")


def _fixed(scaled: int, places: int, comma: str = "") -> str:
    """Write a whole number of 10**-places as a decimal text; the sign only before what is not zero."""
    whole, rest = divmod(abs(scaled), 10**places)
    sign = "-" if scaled < 0 else ""
    return f"{sign}{whole:{comma}}.{rest:0{places}d}" if places else f"{sign}{whole:{comma}}"


def divide_half_up(numerator: int, divisor: int) -> int:
    """Divide to the nearest whole number; a half goes away from zero, as an office rounds.

    Rounds the magnitude, so that a correction rounds to the mirror of what it corrects. Raises
    ZeroDivisionError.

    >>> divide_half_up(5, 2), divide_half_up(-5, 2), divide_half_up(7, 3)
    (3, -3, 2)
    """
    magnitude = (2 * abs(numerator) + abs(divisor)) // (2 * abs(divisor))
    return -magnitude if (numerator < 0) != (divisor < 0) else magnitude


def divide_half_even(numerator: int, divisor: int) -> int:
    """Divide to the nearest whole number; a half goes to the even one. Raises ZeroDivisionError.

    >>> divide_half_even(5, 2), divide_half_even(7, 2), divide_half_even(-5, 2)
    (2, 4, -2)
    """
    if divisor < 0:
        numerator, divisor = -numerator, -divisor
    whole, rest = divmod(numerator, divisor)
    return whole + (2 * rest > divisor or (2 * rest == divisor and whole % 2 == 1))


def ratio_text(numerator: int, divisor: int, places: int = 4) -> str:
    """Write a ratio with fixed decimals, half-even on the exact quotient; "" when the divisor is zero.

    What rounds to zero carries no sign.

    >>> ratio_text(2, 3), ratio_text(-1, 8, places=2), ratio_text(1, 0)
    ('0.6667', '-0.12', '')
    """
    return _fixed(divide_half_even(numerator * 10**places, divisor), places) if divisor else ""


def share_largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """Share a whole number by weights so that the shares sum to it exactly (largest remainder).

    Returns one share per weight, in order. Negative weights count as 0; among equal remainders the
    earlier weight gets the unit. A negative total is shared as the mirror of its magnitude. Raises
    ValueError when there is something to share and no weight above 0: the caller has to say where
    an unshared total stands.

    >>> share_largest_remainder(100, [1, 1, 1]), share_largest_remainder(5, [3, -2, 3])
    ([34, 33, 33], [3, 0, 2])
    """
    bases = [max(0, weight) for weight in weights]
    whole = sum(bases)
    if not whole and total:
        raise ValueError("no weight above zero to share by")
    parts = [divmod(abs(total) * base, whole or 1) for base in bases]
    missing = abs(total) - sum(share for share, _ in parts)
    # sorted() is stable, so equal remainders keep the order given.
    lucky = set(sorted(range(len(parts)), key=lambda at: -parts[at][1])[:missing])
    sign = -1 if total < 0 else 1
    return [sign * (share + (at in lucky)) for at, (share, _) in enumerate(parts)]


def baht_text(money: Money) -> str:
    """Write an amount of baht in Thai words, as it stands on vouchers and orders; exact to the satang.

    >>> baht_text(Money(2_121))
    'ยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์'
    >>> baht_text(Money(-74_000))
    'ลบเจ็ดร้อยสี่สิบบาทถ้วน'
    """
    baht, satang = divmod(abs(money.minor), MINOR_PER_MAJOR)
    sign = "ลบ" if money.minor < 0 else ""
    if not satang:
        return f"{sign}{_thai_words(baht) or 'ศูนย์'}บาทถ้วน"
    whole = f"{_thai_words(baht)}บาท" if baht else ""
    return f"{sign}{whole}{_thai_words(satang)}สตางค์"


def _thai_words(number: int, *, follows: bool = False) -> str:
    """Write a whole number in words, "" for 0; `follows`: millions stand before it, so a last 1 is เอ็ด."""
    millions, rest = divmod(number, _MILLION)
    if millions:
        head = f"{_thai_words(millions)}ล้าน"
        return head + _thai_words(rest, follows=True)
    hundreds, last = rest // 100, rest % 100
    places = zip(f"{hundreds:04d}", _PLACE_WORDS, strict=True)
    head = "".join(_DIGIT_WORDS[int(digit)] + word for digit, word in places if digit != "0")
    return head + _below_hundred(last, follows=follows or bool(head))


def _below_hundred(number: int, *, follows: bool) -> str:
    tens, ones = divmod(number, 10)
    ten_word = "" if tens == 0 else {1: "สิบ", 2: "ยี่สิบ"}.get(tens, f"{_DIGIT_WORDS[tens]}สิบ")
    one_word = "เอ็ด" if ones == 1 and (tens or follows) else _DIGIT_WORDS[ones]
    return ten_word + one_word
