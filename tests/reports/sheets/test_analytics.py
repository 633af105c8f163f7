"""D3: notes, likely duplicates, amounts around the limit, series with gaps, first digits or why not."""

from __future__ import annotations

from reports.sheets.analytics import analytics
from tests.reconciliation.builders import Book, funded, pay
from tests.reports.sheets.footing import held, row, told


def rows(book: Book) -> list[dict[str, object]]:
    table = analytics(told(book, book.statement()), frozenset())
    return [row(table, record) for record in held(table)]


def test_payments_that_look_alike_stand_together() -> None:
    book = funded()
    pay(book, "2025-12-01", "P-1", "70.00", vendor="V")
    pay(book, "2025-12-02", "P-2", "70.00", vendor="V")
    alike = [one for one in rows(book) if one["test"] == "Same vendor and amount within days"]
    assert [(one["subject"], one["count"]) for one in alike] == [("P-1, P-2", 2)]


def test_a_missing_number_is_named() -> None:
    book = funded()
    for number in ("P-1", "P-2", "P-5", "P-6"):
        pay(book, "2025-12-01", number, "70.00")
    assert "missing: 3–4; repeated: –" in [one.get("remark") for one in rows(book)]


def test_digits_are_not_tested_where_amounts_are_too_few_and_it_says_why() -> None:
    (digits,) = (one for one in rows(funded()) if "Benford" in str(one["test"]))
    assert digits["remark"] == "Not applied: 0 amounts, 3,000 are needed."
