"""Figures of charts: shares and sums of the statement, the largest units where there are too many."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from reports.charts import BARS_MAX, charts
from reports.columns import SUM
from reports.sheets.ageing import ageing
from tests.reconciliation.builders import a_book_of_costs, funded
from tests.reports.sheets.footing import told
from tests.reports.workbooks import pilot


def test_burn_and_delivery_are_shares_of_allotment_and_plan() -> None:
    book, statement = pilot()
    burn, earned, _ = charts(told(book, statement))
    first = statement.districts[0]
    assert burn.categories[0] == "1032 Prawet"
    assert burn.series[0].values[0] == Fraction(first.disbursed, first.allotment)
    assert burn.series[1].values[0] == Fraction(first.ev, first.bac)
    assert earned.series[1].values == tuple(row.direct for row in statement.districts)


def test_ages_are_those_of_the_ageing_sheet() -> None:
    source = told(*pilot())
    table = ageing(source, frozenset())
    bands = [table.system[column.key] for column in table.columns if column.total == SUM][:-1]
    assert list(charts(source)[2].series[0].values) == bands


def test_of_many_units_the_largest_are_drawn() -> None:
    book = a_book_of_costs([50] * (BARS_MAX + 5))
    statement = book.statement()
    rows = [replace(row, allotment=at) for at, row in enumerate(statement.districts)]
    burn, _, _ = charts(told(book, replace(statement, districts=tuple(rows))))
    largest = [row.district for row in rows][-BARS_MAX:]
    assert [name.partition(" ")[0] for name in burn.categories] == largest


def test_a_unit_without_allotment_has_no_share() -> None:
    book = funded()
    burn, _, _ = charts(told(book, book.statement()))
    shares = dict(zip(burn.categories, burn.series[0].values, strict=True))
    assert [share for name, share in shares.items() if name.startswith("D2")] == [None]
