"""Charts: figures that people would rather look at than read, in the workbook and as SVG for pages."""

from reports.charts.figures import BARS_MAX, Chart, Series, charts
from reports.charts.svg import svg

__all__ = ["BARS_MAX", "Chart", "Series", "charts", "svg"]
