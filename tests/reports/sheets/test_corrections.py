"""C4: reversals with what they corrected, and papers recorded long after their day."""

from __future__ import annotations

from reports.sheets.corrections import corrections
from tests.reconciliation.builders import funded, pay
from tests.reports.sheets.footing import held, row, told


def test_a_reversal_names_what_it_corrects_and_why() -> None:
    book = funded()
    entry = pay(book, "2025-12-01", "P-1", "70.00")
    book.post("2025-12-05", "reverse", seq=entry.seq, reason="slip", number="RV")
    table = corrections(told(book, book.statement()), frozenset())
    (one,) = (row(table, record) for record in held(table))
    assert (one["number"], one["corrects"], one["corrected_amount"]) == ("RV", entry.seq, 7_000)
    assert one["correction_reason"] == "slip"


def test_a_voucher_posted_long_after_its_paper_is_late_by_so_many_days() -> None:
    book = funded()
    pay(book, "2025-12-20", "P-1", "70.00", document_on="2025-12-01")
    pay(book, "2025-12-20", "P-2", "80.00", document_on="2025-12-14")
    table = corrections(told(book, book.statement()), frozenset())
    assert [(one["number"], one["days_late"]) for one in (row(table, record) for record in held(table))] == [
        ("P-1", 19)
    ]
