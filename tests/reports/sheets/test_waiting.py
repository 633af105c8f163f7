"""What waits in buckets, and which of it no standing document explains."""

from __future__ import annotations

from reports.sheets.waiting import by_verb, place_of, unexplained, waiting
from tests.reconciliation.builders import a_contract, an_advance, funded, pay
from tests.reports.sheets.footing import a_book_of_two_years


def test_every_document_is_found_at_its_own_bucket() -> None:
    facts = a_book_of_two_years().statement("2026-09-30").facts
    for stage, papers in (("advanced", facts.advances), ("carried", facts.carries)):
        assert {place_of(facts, paper) for paper in papers} == set(waiting(facts, stage))


def test_a_number_of_another_year_is_told_apart() -> None:
    book = funded()
    a_contract(book, "2025-12-01", "PO")
    a_contract(book, "2025-12-02", "PO", document_fiscal_year=2568)
    facts = book.statement().facts
    assert [place_of(facts, one)[2] for one in facts.commitments] == ["PO", "PO@2568"]
    assert unexplained(facts, "committed", facts.commitments) == []


def test_what_no_standing_document_explains_is_named_by_its_bucket() -> None:
    book = funded()
    an_advance(book, "2025-12-20", "A")
    pay(book, "2025-12-05", "P", "70.00", source="A")
    facts = book.statement("2025-12-10").facts
    assert unexplained(facts, "advanced", facts.advances) == [(("D1", "L", "A"), -7000)]


def test_a_reversal_counts_under_the_verb_it_took_back() -> None:
    book = funded()
    a_contract(book, "2025-12-01", "PO")
    entry = pay(book, "2025-12-05", "P", "70.00", source="PO")
    book.post("2025-12-06", "reverse", seq=entry.seq, reason="x")
    facts = book.statement().facts
    assert by_verb(facts.commitments[0].movements) == {"commit": 100_000, "disburse": 0}
