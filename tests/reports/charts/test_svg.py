"""SVG: one safe document with a title, a description and every figure as text."""

from __future__ import annotations

from dataclasses import replace

from defusedxml.ElementTree import fromstring

from reports.charts import charts, svg
from tests.reports.sheets.footing import told
from tests.reports.workbooks import pilot

SPACE = "{http://www.w3.org/2000/svg}"


def test_every_figure_is_written_beside_its_bar() -> None:
    burn, earned, _ = charts(told(*pilot(), lang="th"))
    texts = [one.text for one in fromstring(svg(burn)).iter(f"{SPACE}text")]
    assert {"1032 ประเวศ", "56.9 %", "59.4 %"} <= set(texts)
    assert "776,250.00" in svg(earned)


def test_who_cannot_see_it_is_told_what_it_shows() -> None:
    burn = charts(told(*pilot()))[0]
    root = fromstring(svg(burn))
    assert root.get("role") == "img"
    assert [root[0].text, root[1].text] == [burn.title, burn.says]


def test_a_name_cannot_break_out_of_its_text() -> None:
    burn = charts(told(*pilot()))[0]
    hostile = "</text><script>x</script>\x01\n&"
    drawn = svg(replace(burn, categories=(hostile, *burn.categories[1:])))
    root = fromstring(drawn)
    assert not list(root.iter(f"{SPACE}script"))
    assert "</text><script>x</script>  &" in [one.text for one in root.iter(f"{SPACE}text")]


def test_a_figure_below_zero_and_one_that_is_unknown_are_said() -> None:
    earned = charts(told(*pilot()))[1]
    first = replace(earned.series[0], values=(-500, None, *earned.series[0].values[2:]))
    drawn = svg(replace(earned, series=(first, earned.series[1])))
    assert ">-5.00<" in drawn
    assert ">–<" in drawn
