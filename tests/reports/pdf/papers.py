"""Builders of papers, and reading them back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Final

from pypdf import PdfReader

from ledger.commands import OpenBook
from reports.journal import journal_rows
from reports.pdf.district_statement import write_district_statement
from reports.pdf.signing_sheet import write_signing_sheet
from reports.pdf.transfer_letter import write_transfer_letter
from reports.sheets.source import Source, source_of
from reports.words import Words
from tests.reconciliation.builders import Book, funded, pay, survey
from tests.reports.workbooks import pilot

CREATED: Final = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CLOSED: Final = date(2026, 3, 31)
NOTE: Final = (
    "khlang.example/pilot\n150\nTzvLMBBqUvXWxxnIZSpGqZqVvPlqsKu0pJXw2zYkq4g=\n\n"
    "— khlang.example/pilot az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo=\n"
)

Write = Callable[[Source, Path], bytes]
PAPERS: Final[dict[str, Write]] = {
    "statement": lambda source, path: write_district_statement(
        source, "1032", path, created=CREATED, checkpoint=NOTE, closed_through=CLOSED
    ),
    "letter": lambda source, path: write_transfer_letter(
        source, "TR-001", path, created=CREATED, checkpoint=NOTE
    ),
    "sheet": lambda source, path: write_signing_sheet(
        source, path, created=CREATED, checkpoint=NOTE, closed_through=CLOSED
    ),
}


@cache
def pilot_source(lang: str = "th") -> Source:
    """The pilot with its journal."""
    book, statement = pilot()
    return source_of(statement, journal_rows(book.entries), Words(lang))


def source_from(book: Book, lang: str = "th") -> Source:
    """A book of a test, judged at the end of March."""
    return source_of(book.statement(), journal_rows(book.entries), Words(lang))


def named_book(name: str, currency: str = "THB") -> Book:
    """A book whose centre, district, line and activity have one name, with some work paid for."""
    book = Book(OpenBook(id="b", name_th=name, currency=currency, centre="C"))
    for code, parent in (("C", ""), ("D1", "C")):
        book.post("2025-10-01", "register_unit", code=code, name_th=name, parent=parent)
    book.post("2025-10-01", "open_line", code="L", fiscal_year=2569, name_th=name, owner_unit="C")
    book.post("2025-10-01", "define_activity", code="HH", name_th=name, measure="hh", basis="unit_rate")
    book.post("2025-10-01", "set_rate", activity="HH", rate="100.00", valid_from="2025-10-01")
    book.post("2025-10-01", "appropriate", number="A", line="L", amount="10000000.00", authority="ข้อบัญญัติ")
    book.post("2025-10-01", "release", number="R", line="L", amount="10000000.00")
    funded("21.21", book=book)
    survey(book, "2026-01-10", "LOT", 1)
    pay(book, "2026-01-21", "PV-1", "21.00")
    return book


def pages(pdf: bytes) -> list[str]:
    """What a reader that goes by glyph finds on each page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def found(pdf: bytes) -> str:
    """All of it without spaces and line breaks: what a search that leaves those out goes through."""
    return squeezed("".join(pages(pdf)))


def squeezed(text: str) -> str:
    """A text without spaces and line breaks."""
    return "".join(text.split())
