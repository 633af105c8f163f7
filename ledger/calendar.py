"""The office's calendar: fiscal years, Buddhist-era labels, dates as people write them, working days.

Inside Khlang a day is a Gregorian `date`; the Buddhist era (543 years ahead) is for people only. A
fiscal year runs from 1 October to 30 September and bears the Buddhist year in which it ends
(Budget Procedures Act B.E. 2561, section 4). Nothing here asks what day it is today.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from ledger.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping

Era = Literal["ce", "be"]

BUDDHIST_OFFSET: Final = 543
BUDDHIST_FROM: Final = 2400
YEAR_MIN: Final = 1900
YEAR_MAX: Final = 2200
VALUE_SHOWN_MAX: Final = 40

_FIRST_MONTH: Final = 10
_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_SLASHED = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}|[0-9]{2}-[0-9]{2}-[0-9]{2}")
_PERIOD = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_THAI_DIGITS: Final = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")

_MONTHS: Final = (
    ("ม.ค.", "มกราคม", "Jan"),
    ("ก.พ.", "กุมภาพันธ์", "Feb"),
    ("มี.ค.", "มีนาคม", "Mar"),
    ("เม.ย.", "เมษายน", "Apr"),
    ("พ.ค.", "พฤษภาคม", "May"),
    ("มิ.ย.", "มิถุนายน", "Jun"),
    ("ก.ค.", "กรกฎาคม", "Jul"),
    ("ส.ค.", "สิงหาคม", "Aug"),
    ("ก.ย.", "กันยายน", "Sep"),
    ("ต.ค.", "ตุลาคม", "Oct"),
    ("พ.ย.", "พฤศจิกายน", "Nov"),
    ("ธ.ค.", "ธันวาคม", "Dec"),
)


def fiscal_year(day: date) -> int:
    """Tell the Buddhist-era fiscal year of a day.

    >>> fiscal_year(date(2025, 9, 30)), fiscal_year(date(2025, 10, 1))
    (2568, 2569)
    """
    return day.year + BUDDHIST_OFFSET + (day.month >= _FIRST_MONTH)


def first_day(year: int) -> date:
    """Return 1 October of the fiscal year `year` (Buddhist era).

    >>> first_day(2569).isoformat()
    '2025-10-01'
    """
    return date(year - BUDDHIST_OFFSET - 1, _FIRST_MONTH, 1)


def last_day(year: int) -> date:
    """Return 30 September of the fiscal year `year` (Buddhist era).

    >>> last_day(2569).isoformat()
    '2026-09-30'
    """
    return first_day(year + 1) - _ONE_DAY


def period_of(day: date) -> str:
    """Name the month of the fiscal year that a day falls in: "2569-01" is October 2025.

    >>> period_of(date(2025, 10, 31)), period_of(date(2026, 9, 1))
    ('2569-01', '2569-12')
    """
    return f"{fiscal_year(day)}-{(day.month - _FIRST_MONTH) % 12 + 1:02d}"


def periods(year: int) -> tuple[str, ...]:
    """List the twelve periods of a fiscal year, October first."""
    return tuple(f"{year}-{number:02d}" for number in range(1, 13))


def period_days(period: str) -> tuple[date, date]:
    """Return the first and the last day of a period. Raises BadValue (`why=not_a_period`).

    >>> [day.isoformat() for day in period_days("2569-05")]
    ['2026-02-01', '2026-02-28']
    """
    found = _PERIOD.fullmatch(period)
    if found is None or not YEAR_MIN < int(found.group(1)) - BUDDHIST_OFFSET <= YEAR_MAX:
        raise BadValue(field="period", why="not_a_period", value=period[:VALUE_SHOWN_MAX])
    start, past = first_day(int(found.group(1))), int(found.group(2)) - 1
    first = _months_after(start, past)
    return first, _months_after(first, 1) - _ONE_DAY


def _months_after(first_of_month: date, months: int) -> date:
    years, month = divmod(first_of_month.month - 1 + months, 12)
    return date(first_of_month.year + years, month + 1, 1)


def thai_date(day: date) -> str:
    """Write a day as Thai offices abbreviate it, in the Buddhist era.

    >>> thai_date(date(2026, 3, 31))
    '31 มี.ค. 2569'
    """
    return f"{day.day} {_MONTHS[day.month - 1][0]} {day.year + BUDDHIST_OFFSET}"


def thai_date_long(day: date) -> str:
    """Write a day as Thai documents spell it, in the Buddhist era.

    >>> thai_date_long(date(2026, 3, 31))
    '31 มีนาคม 2569'
    """
    return f"{day.day} {_MONTHS[day.month - 1][1]} {day.year + BUDDHIST_OFFSET}"


def english_date(day: date) -> str:
    """Write a day for readers of English, in the Gregorian era, whatever the process's locale.

    >>> english_date(date(2026, 3, 31))
    '31 Mar 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1][2]} {day.year}"


def parse_date(text: object, *, field: str) -> date:
    """Read the wire form of a day: Gregorian "YYYY-MM-DD" in ASCII digits, 1900 to 2200.

    Raises BadValue with `why` = not_text | empty | thai_digits | buddhist_year (a year from 2400;
    `hint` is the Gregorian ISO date) | out_of_range | not_a_date.

    >>> parse_date("2026-03-31", field="date")
    datetime.date(2026, 3, 31)
    """
    raw = _text(text, field)
    return _read(_ISO.fullmatch(raw), raw, "ce", field)


def parse_date_any(text: object, era: Era, field: str) -> date:
    """Read a day of somebody else's export: "YYYY-MM-DD" or "d/m/yyyy" in the era its profile states.

    The day comes before the month, never guessed. Raises BadValue as parse_date does, and with
    `why` = two_digit_year | gregorian_year (a year before 2400 where the profile says "be"; `hint`
    is the ISO date it would be).

    >>> parse_date_any("31/3/2569", "be", "date")
    datetime.date(2026, 3, 31)
    """
    raw = _text(text, field)
    if _SHORT_YEAR.fullmatch(raw):
        raise BadValue(field=field, why="two_digit_year", value=raw)
    return _read(_ISO.fullmatch(raw) or _SLASHED.fullmatch(raw), raw, era, field)


def _text(value: object, field: str) -> str:
    """Return the value as it was sent if it is a text that could hold a date; else raise BadValue."""
    if not isinstance(value, str):
        raise BadValue(field=field, why="not_text", value=type(value).__name__)
    if not value.strip():
        raise BadValue(field=field, why="empty")
    arabic = value.translate(_THAI_DIGITS)
    if arabic != value:
        shown, hint = value[:VALUE_SHOWN_MAX], arabic[:VALUE_SHOWN_MAX]
        raise BadValue(field=field, why="thai_digits", value=shown, hint=hint)
    return value


def _read(found: re.Match[str] | None, raw: str, era: Era, field: str) -> date:
    """Build the day that a pattern found; the era is judged by the year before the day is."""
    shown = raw[:VALUE_SHOWN_MAX]
    if found is None:
        raise BadValue(field=field, why="not_a_date", value=shown)
    written = int(found["year"])
    buddhist = written >= BUDDHIST_FROM
    # A leap day exists in the Gregorian year only (29 Feb 2567 is 2024), so convert, then build.
    year = written - BUDDHIST_OFFSET if buddhist else written
    day = _existing(year, int(found["month"]), int(found["day"]))
    if day is None:
        raise BadValue(field=field, why="not_a_date", value=shown)
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise BadValue(field=field, why="out_of_range", value=shown)
    if buddhist != (era == "be"):
        why = "buddhist_year" if buddhist else "gregorian_year"
        raise BadValue(field=field, why=why, value=shown, hint=day.isoformat())
    return day


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Holidays:
    """The official holidays of a book: a mapping from day to its Thai and English name.

    Copied and sorted on the way in, so that equal tables are equal values and none can change.
    """

    names: Mapping[date, tuple[str, str]]

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", MappingProxyType(dict(sorted(self.names.items()))))

    def __hash__(self) -> int:
        return hash(tuple(self.names.items()))

    def __contains__(self, day: date) -> bool:
        return day in self.names


@cache
def shipped_holidays() -> Holidays:
    """Return the holidays that come with Khlang (2023 to 2028): where a new book starts from.

    Takes the rows of data/thai_public_holidays.csv whose last column,
    `government_office_closed_guess`, is 1. That column is a guess (Labour Day and Children's Day
    are in the list, yet offices work), and the cabinet adds days every year; so the table is only a
    proposal, and a book's own is set by `set_holidays`.
    """
    source = files("ledger").joinpath("data", "thai_public_holidays.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    return Holidays(
        {
            date.fromisoformat(row["date"]): (row["name_th"], row["name_en"])
            for row in rows
            if row["government_office_closed_guess"] == "1"
        }
    )


def is_working_day(day: date, holidays: Holidays) -> bool:
    """Tell whether offices are open: neither Saturday, Sunday nor in the table of holidays.

    >>> is_working_day(date(2026, 3, 31), shipped_holidays())
    True
    """
    return day.weekday() < _SATURDAY and day not in holidays


def working_days_between(start: date, end: date, holidays: Holidays) -> int:
    """Count the working days that passed from `start` to `end`: those after `start`, up to `end` itself.

    0 when `end` is not after `start`.

    >>> working_days_between(date(2026, 3, 27), date(2026, 3, 30), shipped_holidays())
    1
    """
    days = (start + timedelta(days=number) for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def add_working_days(start: date, number: int, holidays: Holidays) -> date:
    """Return the `number`-th working day after `start` (before it when negative); `start` itself for 0.

    >>> add_working_days(date(2026, 4, 10), 1, shipped_holidays())
    datetime.date(2026, 4, 16)
    """
    step = _ONE_DAY if number > 0 else -_ONE_DAY
    day, left = start, abs(number)
    while left:
        day += step
        left -= is_working_day(day, holidays)
    return day
