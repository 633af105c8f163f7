"""Footing a table by hand: its sums against the system's figures, its formulas against their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import Any

from ledger.commands import OpenBook
from ledger.errors import Refusal
from reconciliation.statement import Statement
from reports.cells import whole
from reports.columns import SUM, Live, Of, Record, Value
from reports.journal import journal_rows
from reports.sheets.source import Source, source_of
from reports.table import Table, difference
from reports.words import Words
from tests.reconciliation.builders import Book, a_book, a_contract, an_advance, funded, pay
from tests.reconciliation.everything import a_book_of_everything

Make = Callable[[Source, frozenset[str]], Table]
_ARITHMETIC = re.compile(r"=(?:ROUND\()?([^,()\"=<>]+?)(?:,2\))?")


def told(book: Book, statement: Statement, lang: str = "en") -> Source:
    """What sheets are made from, the journal included."""
    return source_of(statement, journal_rows(book.entries), Words(lang))


def held(table: Table) -> list[Record]:
    """The rows of a table, each with as many values as there are columns."""
    records = list(table.records)
    assert {len(record.values) for record in records} <= {len(table.columns)}
    assert table.rows in {0, len(records)}
    return records


def off(table: Table, records: Sequence[Record]) -> dict[str, Fraction]:
    """Column -> how far its total is off the system's figure."""
    apart: dict[str, Fraction] = {}
    for at, column in enumerate(table.columns):
        if column.total:
            summed = sum(whole(record.values[at]) for record in records)
            found = summed if column.total == SUM else table.live[column.key]
            apart[column.key] = difference(column.kind, table.system[column.key], found)
    return {key: value for key, value in apart.items() if value}


def miscalculated(table: Table, records: Sequence[Record]) -> list[tuple[int, str, object, object]]:
    """Rows whose arithmetic comes to something else than its cached value."""
    keys = [column.key for column in table.columns]
    wrong: list[tuple[int, str, object, object]] = []
    for number, record in enumerate(records):
        cells = dict(zip(keys, record.values, strict=True))
        for key, value in cells.items():
            if isinstance(value, Live) and (found := _result(value.formula, cells)) not in {
                None,
                value.cached,
            }:
                wrong.append((number, key, found, value.cached))
    return wrong


def _result(formula: str, cells: dict[str, Value]) -> int | Fraction | None:
    """What additions and subtractions come to in whole units; None for any other formula."""
    found = _ARITHMETIC.fullmatch(formula)
    if found is None or "*" in formula:
        return None
    signs = re.findall(r"([+-]?)\{(\w+)\}", found[1])
    return sum((-1 if sign == "-" else 1) * whole(cells[key]) for sign, key in signs)


def column(table: Table, records: Sequence[Record], key: str) -> list[Any]:
    """The values of a column; of formulas their cached values, of other kinds the value shown."""
    at = [one.key for one in table.columns].index(key)
    return [_plain(record.values[at]) for record in records]


def _plain(value: Value) -> object:
    value = value.value if isinstance(value, Of) else value
    return value.cached if isinstance(value, Live) else value


def row(table: Table, record: Record) -> dict[str, Any]:
    """A row's plain values by column."""
    return {
        one.key: _plain(value)
        for one, value in zip(table.columns, record.values, strict=True)
        if value is not None
    }


def assert_foots(make: Make, book: Book, *cut_offs: str) -> None:
    """Every sum and every formula agrees on every day, with the journal and without."""
    for on in cut_offs:
        source = told(book, book.statement(on))
        for given in (source, replace(source, journal=(), leaves={})):
            table = make(given, frozenset())
            records = held(table)
            assert off(table, records) == {}, on
            assert miscalculated(table, records) == [], on


def an_empty_book() -> Book:
    """A centre, and nothing else."""
    book = Book(OpenBook(id="e", name_th="ว่าง", currency="EUR", centre="C"))
    book.post("2025-10-01", "register_unit", code="C", name_th="ส่วนกลาง")
    return book


def a_book_undone() -> Book:
    """A book of everything in which whatever can be reversed is, the last first."""
    book = a_book_of_everything()
    for entry in reversed(tuple(book.entries)):
        with suppress(Refusal):
            book.post("2026-09-29", "reverse", seq=entry.seq, reason="x")
    assert sum(entry.kind == "reverse" for entry in book.entries) > 20
    return book


def a_book_of_two_years() -> Book:
    """In dollars: two lines of two years, money moved between lines, kept, carried over, lapsed, remitted."""
    book = funded("1000.00", book=a_book("USD"))
    for code, year in (("M", 2569), ("N", 2570)):
        book.post("2025-10-01", "open_line", code=code, fiscal_year=year, name_th=code, owner_unit="C")
    book.post("2025-10-20", "appropriate", number="A-2", line="L", amount="100.00", authority="x")
    moved = {"from_line": "L", "amount": "50.00", "authority": "x"}
    book.post("2025-11-01", "move_purpose", number="MP-1", to_line="M", **moved)
    book.post("2025-11-02", "move_purpose", number="MP-2", to_line="M", stage="released", **moved)
    book.post("2025-11-03", "withdraw", number="W", line="L", amount="9.00", authority="x")
    book.post("2025-11-03", "hold_release", number="H", line="L", amount="7.00")
    book.post("2025-11-04", "retain", number="K", line="M", amount="20.00")
    a_contract(book, "2025-11-05", "PO", "100.00", quantity=10, unit_price="10.00", due_on="2025-12-01")
    an_advance(book, "2025-11-06", "AV", due_on="2026-02-01")
    pay(book, "2025-11-07", "P-1", "30.00", source="PO")
    pay(book, "2025-11-08", "P-2", "25.00")
    book.post("2025-11-09", "disallow", voucher="P-2", amount="25.00", reason="x")
    book.post("2025-11-10", "release_commitment", commitment="PO", amount="5.00")
    _at_the_years_end(book)
    return book


def _at_the_years_end(book: Book) -> None:
    kept = {"line": "L", "unit": "D1", "approval_no": "ที่ 1", "end_on": "2027-03-31"}
    book.post("2026-09-29", "carry_forward", number="CF-1", amount="60.00", commitment="PO", **kept)
    book.post("2026-09-29", "carry_forward", number="CF-2", amount="40.00", **kept)
    leg = {"number": "RT", "line": "L", "from_unit": "D1", "to_unit": "C", "amount": "200.00"}
    book.post("2026-09-29", "transfer", legs=[{**leg, "kind": "return", "letter_no": "กท 9"}])
    book.post("2026-09-30", "confirm", transfer="RT", amount="150.00")
    book.post("2026-09-29", "transfer", legs=[{**leg, "number": "RT-2", "amount": "30.00", "kind": "return"}])
    book.post("2026-09-30", "recall", transfer="RT-2")
    book.post("2026-09-30", "lapse", line="L", unit="D1")
    book.post("2026-09-30", "lapse", line="L", unit="C", stage="approved")
    book.post("2026-10-05", "appropriate", number="A-70", line="N", amount="500.00", authority="x")
    book.post("2026-10-05", "release", number="R-70", line="N", amount="400.00")
    pay(book, "2026-10-06", "P-3", "15.00", source="CF-1")
    book.post("2026-10-07", "refund", advance="AV", amount="60.00")
    book.post("2026-10-07", "recover", voucher="P-2", amount="25.00")
    book.post(
        "2026-10-08",
        "transfer",
        legs=[{**leg, "line": "N", "from_unit": "C", "to_unit": "D1", "number": "T-70"}],
    )
    book.post("2026-10-09", "confirm", transfer="T-70", amount="180.00")
    book.post("2027-04-01", "lapse", number="LP", line="L", unit="D1", stage="carried", carry="CF-2")


BOOKS: Mapping[str, Callable[[], Book]] = {
    "nothing": an_empty_book,
    "everything": a_book_of_everything,
    "everything undone": a_book_undone,
    "two years in dollars": a_book_of_two_years,
}
DAYS = ("2025-09-30", "2025-11-07", "2026-03-31", "2026-09-30", "2026-10-08", "2027-09-30")
