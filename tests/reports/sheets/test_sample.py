"""D2: the sample of sample.csv, with formulas that come to its evaluation and follow an entered value."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from reconciliation.audit import audit
from reconciliation.sampling import NotDrawn
from reports.book import Contents, write_book
from reports.sheets.sample import sample, sample_terms
from tests.reconciliation.builders import funded, pay
from tests.reports.sheets.footing import column, held, off, told
from tests.reports.workbooks import CREATED, cells, pilot, recalculated

ALONE = Contents(
    title="title", order=("A0", "A1", "D2", "D1"), tables={"D2": sample}, pages={"D2": sample_terms}
)


def test_vouchers_places_and_hits_are_those_that_were_drawn() -> None:
    book, statement = pilot()
    found = audit(statement)
    assert not isinstance(found, NotDrawn)
    table = sample(told(book, statement), frozenset())
    records = held(table)
    assert off(table, records) == {}
    assert column(table, records, "voucher") == [hit.item.name for hit in found.sample.items]
    assert column(table, records, "cum_to") == [hit.cum_to for hit in found.sample.items]


def test_rows_come_to_the_evaluation() -> None:
    book, statement = pilot()
    found = audit(statement)
    assert not isinstance(found, NotDrawn)
    table = sample(told(book, statement), frozenset())
    records = held(table)
    known = found.evaluation
    assert sum(column(table, records, "projection")) == known.projected_pps
    assert sum(column(table, records, "allowance")) == known.incremental_allowance_plus_projection


def test_a_rule_set_that_asks_for_none_gets_an_empty_sheet_that_says_so(tmp_path: Path) -> None:
    book = funded()
    pay(book, "2025-12-01", "P-1", "70.00")
    path = tmp_path / "book.xlsx"
    write_book(ALONE, book.statement(), path, lang="en", created=CREATED)
    said = [value for (ref, _), value in cells(path).items() if ref == "D2"]
    assert any("[sampling]" in str(value) for value in said)


@pytest.mark.libreoffice
def test_an_audited_value_moves_the_upper_limit(tmp_path: Path) -> None:
    """The auditor agrees with every voucher in full: nothing is misstated, and only precision is left."""
    path = tmp_path / "book.xlsx"
    write_book(ALONE, pilot()[1], path, lang="en", created=CREATED)
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if one.title.startswith("D2"))
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row}
    for row in sheet.iter_rows(min_row=6):
        amount, audited = row[heads["Amount"] - 1], row[heads["Audited value"] - 1]
        if isinstance(amount.value, int | float) and isinstance(row[2].value, int | float):
            audited.value = amount.value
    book.save(path)
    told_ = cells(recalculated(path, tmp_path))
    limit = next(
        at for (ref, at), value in told_.items() if ref == "D2" and "Upper misstatement" in str(value)
    )
    basic = next(at for (ref, at), value in told_.items() if ref == "D2" and "Basic precision" in str(value))
    assert told_["D2", limit.replace("A", "B")] == told_["D2", basic.replace("A", "B")]
