"""Periods: the fiscal years of a book, how far they are closed, and the days on which the office is."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from api.resources.asking import Ask
from api.resources.fields import Document, Listing, day, flag, ordinal, rows, text
from api.resources.operation import Arguments, Routes, reads
from api.resources.reference import line_seen
from api.wire import day as day_text
from ledger.calendar import first_day, fiscal_year, last_day, period_days, periods

routes: Final = Routes("periods")


class MonthSeen(Document):
    """One month of a fiscal year."""

    period = text("period")
    from_on = day()
    until_on = day()
    closed = flag("closed")


class YearSeen(Document):
    """A fiscal year of the book."""

    KEY: ClassVar = ("fiscal_year",)
    fiscal_year = ordinal("fiscal_year")
    from_on = day()
    until_on = day()
    closed = flag("closed")
    months = rows(MonthSeen)


class HolidaySeen(Document):
    """A day on which the office is closed."""

    on = day()
    name_th = text("name_th")
    name_en = text("name_en")


class Periods(Listing):
    """Fiscal years, latest first, and the holidays of the book."""

    closed_through = day(optional=True)
    fiscal_years = rows(YearSeen)
    holidays = rows(HolidaySeen)


@reads(routes, "/periods", Periods)
def periods_of_book(ask: Ask, _: Arguments) -> dict[str, Any]:
    """The years of the lines that concern the reader, and the one that today is in."""
    years = {line.fiscal_year for line in ask.reference.lines.values() if line_seen(line, ask.scope)}
    closed = ask.reference.closed_through
    holidays = ask.reference.holidays().names
    return {
        "closed_through": day_text(closed) if closed.year > 1 else None,
        "fiscal_years": [_year(ask, year) for year in sorted({*years, fiscal_year(ask.place.today())})[::-1]],
        "holidays": [
            {"on": day_text(on), "name_th": thai, "name_en": english}
            for on, (thai, english) in holidays.items()
        ],
    }


def _year(ask: Ask, year: int) -> dict[str, Any]:
    return {
        "fiscal_year": year,
        "from_on": day_text(first_day(year)),
        "until_on": day_text(last_day(year)),
        "closed": last_day(year) <= ask.reference.closed_through,
        "months": [_month(ask, each) for each in periods(year)],
    }


def _month(ask: Ask, period: str) -> dict[str, Any]:
    first, last = period_days(period)
    return {
        "period": period,
        "from_on": day_text(first),
        "until_on": day_text(last),
        "closed": last <= ask.reference.closed_through,
    }
