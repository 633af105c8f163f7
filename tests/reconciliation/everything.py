"""A book in which everything is noticed at least once: where a finding is, its words can be read."""

from __future__ import annotations

from contextlib import suppress

from ledger.errors import Refusal
from tests.reconciliation.builders import (
    Book,
    a_contract,
    a_lot,
    an_advance,
    decided,
    funded,
    hashed,
    pay,
    plan,
    stated,
    survey,
)


def a_book_of_everything() -> Book:
    """For a cut-off at the year's end, with evidence required of vouchers and no patience with transfers."""
    book = funded("600000.00", book=funded("90000.00", unit="D2"))
    plan(book, 2000)
    plan(book, 1, "KM")
    plan(book, 2, unit="D2")
    _before_the_money(book)
    book.post("2026-01-31", "close_period", through="2025-12-31")
    _payments(book)
    _work(book)
    book.post("2026-02-10", "unmatch", match="M-1", reason="x", actor="second")
    _contracts(book)
    _money_that_lies(book)
    with suppress(Refusal):
        pay(book, "2026-02-02", "TOO-MUCH", "9999999.00", taken_over=False)
    return book


def _before_the_money(book: Book) -> None:
    a_contract(book, "2025-10-02", "PO-1", "20.00", vendor="V")
    pay(book, "2025-10-03", "EARLY", "10.00", "OH")
    survey(book, "2025-12-01", "L-0", 1, vendor="T")
    pay(book, "2025-12-02", "MATCHED", "100.00", vendor="T", delivery="L-0")
    legs = {
        "vouchers": [{"voucher": "MATCHED", "amount": "100.00"}],
        "lots": [{"delivery": "L-0", "amount": "100.00"}],
    }
    book.post("2025-12-03", "match", number="M-1", unit="D1", activity="HH", reason="x", **legs)


def _payments(book: Book) -> None:
    pay(book, "2026-01-03", "P-1", "50000.00", made_by="F", approved_by="F")
    pay(book, "2026-01-04", "P-3", "50000.00", document_on="2025-12-01", invoice_no="A-1")
    pay(book, "2026-01-04", "P-4", "99000.00", "OH", vendor="W")
    pay(book, "2026-01-05", "P-5", "120000.00", "OH", vendor="W")
    for number in ("P-6", "P-7"):
        pay(book, "2026-01-06", number, "70.00", "KM", delivery="TWICE")
    entry = pay(book, "2026-01-06", "P-8", "80.00")
    book.post("2026-01-07", "reverse", seq=entry.seq, reason="x", number="RV")
    pay(book, "2026-01-06", "P-9", "90.00", "RENT")
    book.post("2026-01-07", "disallow", voucher="P-9", unit="D1", amount="90.00", reason="x")
    pay(book, "2026-02-02", "P-10", "15.00", "OH", document_on="2025-12-15")
    an_advance(book, "2026-02-05", "A1")
    an_advance(book, "2026-02-06", "A2")
    book.post("2026-02-07", "refund", advance="A2", unit="D1", amount="60.00")


def _work(book: Book) -> None:
    survey(book, "2026-01-05", "L-1", 2, "KM", vendor="Z", surveyed=[hashed("x")])
    survey(book, "2026-01-05", "L-2", 1, "KM", vendor="Z", surveyed=[hashed("x")])
    decided_later = {"vendor": "Y"}
    a_lot(book, "2026-01-05", "L-3", 10, **decided_later)
    decided(book, "2026-02-05", "L-3", 2, 3)
    pay(book, "2026-02-02", "P-11", "1500.00", vendor="Y", delivery="L-3")
    pay(book, "2026-02-02", "P-12", "5.00", vendor="Y", delivery="L-1")
    for number in ("L-4", "L-5"):
        survey(book, "2026-03-02", number, 5, vendor="X")
    pay(book, "2026-03-03", "P-13", "500.00", vendor="X")
    survey(book, "2026-03-02", "L-6", 100, vendor="U")
    pay(book, "2026-05-03", "P-14", "10000.50", vendor="U", delivery="L-6")


def _contracts(book: Book) -> None:
    a_contract(book, "2026-02-02", "PO-2", "40.00", vendor="V", due_on="2026-02-28")
    a_lot(book, "2026-03-03", "L-7", 1, "RENT", commitment="PO-2")
    decided(book, "2026-03-04", "L-7", 1)
    a_contract(book, "2026-09-15", "PO-3", "40.00", vendor="V")


def _money_that_lies(book: Book) -> None:
    survey(book, "2026-01-05", "L-8", 2, unit="D2")
    for number in ("T-8", "T-9"):
        leg = {"number": number, "line": "L", "from_unit": "C", "to_unit": "D2", "amount": "10.00"}
        book.post("2026-03-02", "transfer", legs=[leg])
    book.post("2026-03-03", "confirm", transfer="T-9", amount="5.00")
    stated(book, "2026-03-31", ("2025-12-01", "?", "3.00"))
