"""Periods: fiscal years, months and holidays, as far as they are closed."""

from __future__ import annotations

from tests.builders import a_command
from tests.serving import Office


def test_the_years_of_a_readers_lines_and_of_today_are_told(office: Office) -> None:
    said = office.read("spender", "/periods")
    assert [year["fiscal_year"] for year in said["fiscal_years"]] == [2570, 2569]
    assert said["fiscal_years"][1]["from_on"] == {"iso": "2025-10-01", "th": "1 ต.ค. 2568"}
    assert said["fiscal_years"][1]["until_on"]["iso"] == "2026-09-30"
    assert len(said["fiscal_years"][1]["months"]) == 12
    assert (said["closed_through"], said["holidays"]) == (None, [])


def test_a_year_that_only_others_have_lines_of_is_not_told(office: Office) -> None:
    office.post(a_command("open_line", code="L-OLD", fiscal_year=2560, units=["1033"]), "officer", "old")
    years = {who: office.read(who, "/periods")["fiscal_years"] for who in ("spender", "neighbour")}
    assert [year["fiscal_year"] for year in years["spender"]] == [2570, 2569]
    assert [year["fiscal_year"] for year in years["neighbour"]] == [2570, 2569, 2560]


def test_months_are_closed_up_to_the_day_that_is(office: Office) -> None:
    office.post(a_command("close_period", through="2025-11-19"), "head", "close")
    said = office.read("spender", "/periods")
    assert said["closed_through"]["iso"] == "2025-11-19"
    months = said["fiscal_years"][1]["months"]
    assert [month["period"] for month in months if month["closed"]] == ["2569-01"]
    assert not any(year["closed"] for year in said["fiscal_years"])


def test_holidays_are_those_that_were_set(office: Office) -> None:
    office.post(a_command("set_holidays"), "head", "days")
    (day,) = office.read("spender", "/periods")["holidays"]
    assert day == {
        "on": {"iso": "2026-01-01", "th": "1 ม.ค. 2569"},
        "name_th": "วันขึ้นปีใหม่",
        "name_en": "",
    }
