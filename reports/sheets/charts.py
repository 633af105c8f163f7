"""B7: charts: the figures people would rather look at, each beside the table it draws."""

from __future__ import annotations

from typing import Final

from reports.charts import Chart, charts
from reports.columns import Value
from reports.sheets.source import Source
from reports.workbook import Workbook

_WIDTHS: Final = (34, 22, 22, 4, 30, 30, 30)
_OVER: Final = len(_WIDTHS)
_CHART_AT: Final = 4
_WIDTH: Final = 640
_BAR_HEIGHT: Final = 30  # so that the figures of two bars do not touch
_GAP: Final = 14
_FRAME_HEIGHT: Final = 130
_ROW_HEIGHT: Final = 30  # pixels of a row of 22.5 points
_COLOURS: Final = ("#1F3864", "#C55A11", "#548235")


def charts_page(book: Workbook, source: Source) -> None:
    """Write every chart on a printed page of its own."""
    sheet = book.sheets["B7"]
    sheet.widths(_WIDTHS)
    book.heading("B7", sheet, over=_OVER)
    for at, chart in enumerate(charts(source)):
        if at:
            sheet.break_page()
        _draw(book, chart)


def _draw(book: Workbook, chart: Chart) -> None:
    sheet, words = book.sheets["B7"], book.words
    sheet.line([("section", chart.title)], over=_OVER)
    first = sheet.row + 1
    height = _FRAME_HEIGHT + (_BAR_HEIGHT * len(chart.series) + _GAP) * len(chart.categories)
    sheet.chart(_CHART_AT, _native(book, chart, first), chart.says, (_WIDTH, height))
    names = (words("charts.category"), *(series.name for series in chart.series))
    sheet.line([("header", name) for name in names])
    kind = chart.kind if chart.kind == "money" else "percent"
    for row, category in enumerate(chart.categories):
        values: list[tuple[str, Value]] = [(kind, series.values[row]) for series in chart.series]
        sheet.line([("text", category), *values])
    for _ in range(max(0, height // _ROW_HEIGHT - len(chart.categories))):
        sheet.skip()


def _native(book: Workbook, chart: Chart, first: int) -> object:
    """A chart over the rows from `first` on, which are written after it."""
    sheet, drawn = book.sheets["B7"], book.bars()
    last = first + max(0, len(chart.categories) - 1)

    def place(at: int) -> str:
        return f"={sheet.place(at, first)}:{sheet.place(at, last).partition('!')[2]}"

    for at, series in enumerate(chart.series, 1):
        drawn.add_series(
            {
                "name": series.name,
                "categories": place(0),
                "values": place(at),
                "fill": {"color": _COLOURS[at - 1]},
                "data_labels": {"value": True},
                "gap": 40,
            }
        )
    drawn.set_title({"name": chart.title, "overlay": False, "name_font": {"size": 12}})
    drawn.set_y_axis({"reverse": True})
    drawn.set_x_axis({"num_format": "0%" if chart.kind == "percent" else "#,##0", "label_position": "low"})
    drawn.set_legend({"position": "bottom"})
    return drawn
