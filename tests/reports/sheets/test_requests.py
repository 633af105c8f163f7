"""F3: for each voucher of the sample the papers it names, with their digests."""

from __future__ import annotations

from ledger.entries import Evidence
from reports.sheets.requests import requests
from tests.reconciliation.builders import funded, hashed, pay, plan, ruled, survey
from tests.reports.sheets.footing import column, held, row, told


def test_a_sampled_voucher_asks_for_its_bill_its_delivery_and_its_evidence() -> None:
    book = funded("10000.00")
    plan(book, 10)
    survey(book, "2025-12-01", "L-1", 5)
    digest = hashed("scan")
    pay(
        book,
        "2025-12-02",
        "P-1",
        "500.00",
        delivery="L-1",
        invoice_no="INV-9",
        evidence=(Evidence(name="scan", digest=digest),),
    )
    rules = ruled(**{"sampling.seed": "x"})
    table = requests(told(book, book.statement(rules=rules)), frozenset())
    records = held(table)
    papers = [(one["paper"], one["paper_number"]) for one in (row(table, record) for record in records)]
    assert papers[:2] == [("Voucher (dika)", "P-1"), ("Invoice or receipt", "INV-9")]
    assert ("Delivery note", "L-1") in papers
    assert digest in column(table, records, "paper_digest")


def test_without_a_sample_nothing_is_asked_for() -> None:
    book = funded("10000.00")
    pay(book, "2025-12-02", "P-1", "500.00")
    assert held(requests(told(book, book.statement()), frozenset())) == []
