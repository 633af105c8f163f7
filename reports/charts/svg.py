"""SVG: a chart as lying bars, with its figures written beside them; the same chart, the same text.

Written by hand because it is thirty rectangles: no script, no outside font, a title and a description
for who cannot see it, and every bar's figure as text, so that colour says nothing alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final
from xml.etree import ElementTree as ET

from ledger.money import Money, format_money, ratio_text
from reports.charts.figures import Chart, Figure

_WIDTH: Final = 960
_LEFT: Final = 250
_RIGHT: Final = 150
_BAR: Final = 16
_GAP: Final = 12
_TOP: Final = 70
_COLOURS: Final = ("#1F3864", "#C55A11", "#548235")
_FONT: Final = "TH Sarabun New, Sarabun, Noto Sans Thai, sans-serif"


def svg(chart: Chart) -> str:
    """The chart as one SVG document; bars below zero are drawn to the left edge and say their figure."""
    group = _BAR * len(chart.series) + _GAP
    height = _TOP + group * len(chart.categories) + _GAP
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {_WIDTH} {height}",
            "role": "img",
            "aria-labelledby": f"{chart.key}-title {chart.key}-says",
            "font-family": _FONT,
            "font-size": "15",
        },
    )
    ET.SubElement(root, "title", {"id": f"{chart.key}-title"}).text = chart.title
    ET.SubElement(root, "desc", {"id": f"{chart.key}-says"}).text = chart.says
    _text(root, 10, 26, chart.title, size="20", weight="bold")
    for at, series in enumerate(chart.series):
        _rect(root, 10 + at * 240, 40, 14, at)
        _text(root, 30 + at * 240, 52, series.name)
    for row, category in enumerate(chart.categories):
        top = _TOP + row * group
        _text(root, _LEFT - 10, top + group // 2, category, anchor="end")
        for at, width, said in _bars(chart, row):
            _rect(root, _LEFT, top + at * _BAR, width, at)
            _text(root, _LEFT + width + 6, top + at * _BAR + 13, said)
    return ET.tostring(root, encoding="unicode") + "\n"


def _bars(chart: Chart, row: int) -> Iterator[tuple[int, int, str]]:
    """Each series' bar of a category: its place, its length in pixels, its figure in words."""
    room = _WIDTH - _LEFT - _RIGHT
    known = [value for one in chart.series for value in one.values if value is not None]
    largest = max([*known, Fraction(1) if chart.kind == "percent" else 1])
    for at, series in enumerate(chart.series):
        value = series.values[row]
        yield at, max(0, int((value or 0) * room / largest)), _said(value, chart.kind)


def _said(value: Figure, kind: str) -> str:
    if value is None:
        return "–"
    if kind == "money":
        return format_money(Money(int(value)))
    share = Fraction(value)
    return f"{ratio_text(share.numerator * 100, share.denominator, 1)} %"


def _rect(root: ET.Element, x: int, y: int, width: int, at: int) -> None:
    shape = {"x": str(x), "y": str(y), "width": str(width), "height": str(_BAR - 2), "fill": _COLOURS[at]}
    ET.SubElement(root, "rect", shape)


def _text(  # noqa: PLR0913 - where and how a text stands
    root: ET.Element, x: int, y: int, text: str, *, size: str = "", weight: str = "", anchor: str = ""
) -> None:
    given = {"font-size": size, "font-weight": weight, "text-anchor": anchor}
    look = {name: value for name, value in given.items() if value}
    ET.SubElement(root, "text", {"x": str(x), "y": str(y), **look}).text = _line(text)


def _line(text: str) -> str:
    """A text on one line, without what XML cannot hold."""
    return "".join(c if c.isprintable() else " " for c in text)
