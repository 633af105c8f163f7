"""The calendar: fiscal years, both eras, what is refused as a date, and when offices work."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.calendar import (
    Era,
    Holidays,
    add_working_days,
    english_date,
    first_day,
    fiscal_year,
    is_working_day,
    last_day,
    parse_date,
    parse_date_any,
    period_days,
    period_of,
    periods,
    shipped_holidays,
    thai_date,
    thai_date_long,
    working_days_between,
)
from ledger.errors import BadValue

SONGKRAN = Holidays({date(2026, 4, day): ("วันสงกรานต์", "Songkran Festival") for day in (13, 14, 15)})

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
some_holidays = st.builds(
    lambda chosen: Holidays(dict.fromkeys(chosen, ("วันหยุด", "Holiday"))),
    st.lists(st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 12, 31)), max_size=30),
)
recent = st.dates(min_value=date(2025, 1, 1), max_value=date(2026, 12, 31))


def refused_why(refused: pytest.ExceptionInfo[BadValue]) -> tuple[str, str | None]:
    return refused.value.facts["why"], refused.value.facts.get("hint")


@pytest.mark.parametrize(
    ("day", "year"),
    (
        (date(2025, 9, 30), 2568),
        (date(2025, 10, 1), 2569),
        (date(2026, 1, 1), 2569),
        (date(2026, 9, 30), 2569),
        (date(2026, 10, 1), 2570),
    ),
)
def test_a_fiscal_year_runs_from_october_and_bears_the_year_of_its_end(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@given(days)
def test_every_day_lies_in_one_fiscal_year_and_one_period(day: date) -> None:
    year = fiscal_year(day)
    assert first_day(year) <= day <= last_day(year)
    assert fiscal_year(first_day(year)) == fiscal_year(last_day(year)) == year
    assert period_of(day) in periods(year)


@given(st.integers(min_value=2450, max_value=2740))
def test_the_periods_of_a_year_follow_each_other_without_a_gap(year: int) -> None:
    spans = [period_days(period) for period in periods(year)]
    assert (spans[0][0], spans[-1][1]) == (first_day(year), last_day(year))
    for (_, last), (first, _) in itertools.pairwise(spans):
        assert first - last == timedelta(days=1)


def test_periods_count_from_october() -> None:
    assert period_of(date(2025, 10, 31)) == "2569-01"
    assert period_of(date(2025, 12, 31)) == "2569-03"
    assert period_of(date(2026, 1, 1)) == "2569-04"
    assert period_days("2567-05") == (date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize("period", ("2569-00", "2569-13", "2569-1", "2026-01", "9999-01", "", "๒๕๖๙-01"))
def test_a_period_that_is_none_is_refused(period: str) -> None:
    with pytest.raises(BadValue) as refused:
        period_days(period)
    assert refused_why(refused) == ("not_a_period", None)


@pytest.mark.parametrize(
    ("day", "short", "spelt", "english"),
    (
        (date(2026, 3, 31), "31 มี.ค. 2569", "31 มีนาคม 2569", "31 Mar 2026"),
        (date(2026, 1, 1), "1 ม.ค. 2569", "1 มกราคม 2569", "1 Jan 2026"),
        (date(2026, 5, 9), "9 พ.ค. 2569", "9 พฤษภาคม 2569", "9 May 2026"),
        (date(2024, 2, 29), "29 ก.พ. 2567", "29 กุมภาพันธ์ 2567", "29 Feb 2024"),
        (date(2025, 12, 31), "31 ธ.ค. 2568", "31 ธันวาคม 2568", "31 Dec 2025"),
    ),
)
def test_people_read_a_day_in_their_own_era(day: date, short: str, spelt: str, english: str) -> None:
    assert (thai_date(day), thai_date_long(day), english_date(day)) == (short, spelt, english)


@given(days)
def test_every_day_is_read_back_in_either_era(day: date) -> None:
    buddhist = day.year + 543
    assert parse_date(day.isoformat(), field="date") == day
    assert parse_date_any(day.isoformat(), "ce", "date") == day
    assert parse_date_any(f"{day.day}/{day.month}/{day.year}", "ce", "date") == day
    assert parse_date_any(f"{day.day:02}/{day.month:02}/{buddhist}", "be", "date") == day
    assert parse_date_any(f"{buddhist}-{day.month:02}-{day.day:02}", "be", "date") == day


@pytest.mark.parametrize(
    ("value", "why", "hint"),
    (
        ("2569-11-23", "buddhist_year", "2026-11-23"),
        ("2567-02-29", "buddhist_year", "2024-02-29"),
        ("2568-02-29", "not_a_date", None),
        ("2443-01-01", "buddhist_year", "1900-01-01"),
        ("2442-12-31", "out_of_range", None),
        ("9999-12-31", "out_of_range", None),
        ("1899-12-31", "out_of_range", None),
        ("2201-01-01", "out_of_range", None),
        ("0000-01-01", "not_a_date", None),
        ("๒๕๖๙-๑๑-๒๓", "thai_digits", "2569-11-23"),
        ("2026-02-29", "not_a_date", None),
        ("2026-13-01", "not_a_date", None),
        ("2026-00-10", "not_a_date", None),
        ("2026-1-5", "not_a_date", None),
        ("20260105", "not_a_date", None),
        ("2026-W01-1", "not_a_date", None),
        ("31/03/2026", "not_a_date", None),
        ("2026-01-05T00:00:00", "not_a_date", None),
        (" 2026-01-05", "not_a_date", None),
        ("2026-01-05\n", "not_a_date", None),
        ("\u0662\u0660\u0662\u0666-01-05", "not_a_date", None),  # Arabic-Indic digits
        ("", "empty", None),
        ("  ", "empty", None),
        (20260105, "not_text", None),
        (2026.5, "not_text", None),
        (None, "not_text", None),
        (date(2026, 1, 5), "not_text", None),
    ),
)
def test_a_wire_date_is_gregorian_iso_or_refused(value: object, why: str, hint: str | None) -> None:
    with pytest.raises(BadValue) as refused:
        parse_date(value, field="posted_on")
    assert refused_why(refused) == (why, hint)
    assert refused.value.facts["field"] == "posted_on"


@pytest.mark.parametrize(
    ("value", "era", "why", "hint"),
    (
        ("31/3/2569", "ce", "buddhist_year", "2026-03-31"),
        ("2569-03-31", "ce", "buddhist_year", "2026-03-31"),
        ("31/3/2026", "be", "gregorian_year", "2026-03-31"),
        ("2026-03-31", "be", "gregorian_year", "2026-03-31"),
        ("31/3/69", "be", "two_digit_year", None),
        ("31/03/26", "ce", "two_digit_year", None),
        ("26-03-31", "ce", "two_digit_year", None),
        ("3/31/2026", "ce", "not_a_date", None),
        ("31.3.2569", "be", "not_a_date", None),
        ("31/3/3000", "be", "out_of_range", None),
        ("๓๑/๓/๒๕๖๙", "be", "thai_digits", "31/3/2569"),
        ("", "be", "empty", None),
        (None, "be", "not_text", None),
    ),
)
def test_an_export_is_read_in_the_era_its_profile_states(
    value: object, era: Era, why: str, hint: str | None
) -> None:
    with pytest.raises(BadValue) as refused:
        parse_date_any(value, era, "date")
    assert refused_why(refused) == (why, hint)


@given(st.text())
def test_any_text_is_a_date_or_a_refusal(text: str) -> None:
    try:
        day = parse_date(text, field="date")
    except BadValue:
        return
    assert day.isoformat() == text


def test_a_table_of_holidays_is_a_value() -> None:
    named = {date(2026, 4, 14): ("ข", "B"), date(2026, 4, 13): ("ก", "A")}
    table = Holidays(named)
    again = Holidays(dict(reversed(named.items())))
    named.clear()
    assert table == again
    assert hash(table) == hash(again)
    assert list(table.names) == [date(2026, 4, 13), date(2026, 4, 14)]
    assert table != Holidays({})


def test_a_table_of_holidays_cannot_be_changed() -> None:
    names: Any = SONGKRAN.names
    with pytest.raises(TypeError):
        names[date(2026, 4, 16)] = ("ก", "A")


@pytest.mark.parametrize(
    ("day", "works"),
    (
        (date(2026, 3, 31), True),
        (date(2026, 1, 2), False),  # a bridge day
        (date(2026, 3, 3), False),  # Makha Bucha
        (date(2026, 6, 1), False),  # in lieu
        (date(2026, 5, 1), True),  # Labour Day: banks and firms close, offices do not (guess = 0)
        (date(2025, 10, 13), False),
        (date(2028, 12, 5), False),
    ),
)
def test_the_shipped_table_closes_government_offices(day: date, *, works: bool) -> None:
    assert is_working_day(day, shipped_holidays()) is works


def test_the_shipped_table_holds_the_rows_marked_closed() -> None:
    table = shipped_holidays()
    assert len(table.names) == 147
    assert {day.year for day in table.names} == set(range(2023, 2029))
    assert table.names[date(2026, 1, 1)] == ("วันขึ้นปีใหม่", "New Year's Day")


@pytest.mark.parametrize(
    ("number", "posted_on", "works"),
    (
        ("PV-0012", date(2026, 1, 10), False),
        ("PV-0014", date(2026, 2, 22), False),
        ("PV-0015", date(2026, 3, 21), False),
        ("PV-0016", date(2026, 3, 23), True),
        ("PV-0021", date(2026, 3, 28), False),
        ("PV-0022", date(2026, 2, 28), False),
        ("PV-0001", date(2026, 2, 3), True),
        ("PV-0023", date(2026, 3, 30), True),
    ),
)
def test_the_pilot_vouchers_of_closed_days_are_told_from_the_others(
    number: str, posted_on: date, *, works: bool
) -> None:
    assert is_working_day(posted_on, shipped_holidays()) is works, number


@pytest.mark.parametrize(
    ("start", "end", "passed"),
    (
        (date(2026, 3, 30), date(2026, 3, 30), 0),
        (date(2026, 3, 30), date(2026, 3, 31), 1),
        (date(2026, 3, 27), date(2026, 3, 29), 0),
        (date(2026, 3, 27), date(2026, 3, 30), 1),
        (date(2026, 3, 28), date(2026, 3, 30), 1),
        (date(2026, 4, 10), date(2026, 4, 17), 2),
        (date(2026, 3, 31), date(2026, 3, 30), 0),
    ),
)
def test_working_days_are_counted_after_the_start_up_to_the_end(start: date, end: date, passed: int) -> None:
    assert working_days_between(start, end, SONGKRAN) == passed


@pytest.mark.parametrize(
    ("start", "number", "day"),
    (
        (date(2026, 3, 28), 0, date(2026, 3, 28)),
        (date(2026, 3, 27), 1, date(2026, 3, 30)),
        (date(2026, 4, 10), 1, date(2026, 4, 16)),
        (date(2026, 4, 16), -1, date(2026, 4, 10)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
    ),
)
def test_working_days_are_added_past_weekends_and_holidays(start: date, number: int, day: date) -> None:
    assert add_working_days(start, number, SONGKRAN) == day


@given(recent, st.integers(min_value=1, max_value=40), some_holidays)
def test_adding_working_days_ends_on_one_and_counts_back(start: date, number: int, table: Holidays) -> None:
    end = add_working_days(start, number, table)
    assert is_working_day(end, table)
    assert working_days_between(start, end, table) == number
