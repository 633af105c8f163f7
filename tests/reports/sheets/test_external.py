"""F1: every place beside what others state of it, and every item between the two balances."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ledger.texts import LANGUAGES
from reports.columns import State
from reports.imprint import Imprint
from reports.looks import Look
from reports.sheets.external import external
from reports.table import Table
from reports.words import Words
from reports.workbook import writing
from tests.reconciliation.builders import Book, a_book, funded, pay, stated
from tests.reports.sheets.footing import column, held, miscalculated, off, told
from tests.reports.workbooks import CREATED, cells

RECEIVED = ("2025-10-16", "T-D1", "1000.00")
FEE = ("2026-01-20", "FEE", "-5.00")


def worked(currency: str = "THB") -> Book:
    """A fee nobody recorded, a payment they have not seen, and one they saw in February."""
    book = funded("1000.00", book=a_book(currency))
    pay(book, "2026-01-30", "V1", "50.00")
    pay(book, "2026-03-30", "V2", "70.00")
    stated(book, "2026-01-31", RECEIVED, FEE, currency=currency)
    stated(
        book,
        "2026-03-31",
        ("2026-02-02", "V1", "-50.00"),
        ("2026-03-31", "=1+1", "3.00"),
        since="2026-02-01",
        opening="995.00",
        currency=currency,
    )
    return book


def sheet(book: Book, lang: str = "en") -> Table:
    return external(told(book, book.statement(), lang), frozenset())


def test_a_book_without_statements_has_an_empty_sheet_of_nothing() -> None:
    table = sheet(a_book())
    assert held(table) == []
    assert set(table.system.values()) == {0}


def test_a_place_shows_how_our_balance_leads_to_theirs() -> None:
    table = sheet(worked())
    place = held(table)[0]
    shown = {one.key: value for one, value in zip(table.columns, place.values, strict=True)}
    assert place.variant == "case"
    assert place.key == "D1/2569/L/bank"
    figures = [
        column(table, [place], key)[0]
        for key in ("ours", "timing_ours", "timing_theirs", "expected", "theirs", "difference", "unexplained")
    ]
    assert figures == [88_000, -7_000, 300, 95_300, 94_800, -500, -500]
    assert str(shown["state"]).startswith("✗")


def test_items_stand_below_their_place_and_roll_forward() -> None:
    table = sheet(worked())
    rows = held(table)[1:]
    keys = ("reference", "item_opening", "item_new", "item_cleared", "item_closing", "first_seen")
    told_of = list(zip(*(column(table, rows, key) for key in keys), strict=True))
    january, march = date(2026, 1, 31), date(2026, 3, 31)
    assert told_of == [
        ("V1", 5_000, 0, 5_000, 0, january),
        ("V2", 0, 7_000, 0, 7_000, march),
        ("FEE", -500, 0, 0, -500, january),
        ("=1+1", 0, 300, 0, 300, march),
    ]
    words = [str(state) for state in column(table, rows, "state")]
    assert words == ["✓ ours, cleared", "… ours, on its way", "▲ theirs, too old", "… theirs, on its way"]


def test_the_items_of_each_place_stand_below_it() -> None:
    book = funded("1000.00", book=funded("5.00", unit="D2"))
    accounts = [
        {"account": unit, "unit": unit, "line": "L", "closing": "-1.00", "opening": "0.00"}
        for unit in ("D1", "D2")
    ]
    lines = [
        {"account": unit, "on": "2026-03-30", "reference": f"X-{unit}", "amount": "-1.00"}
        for unit in ("D1", "D2")
    ]
    stated(book, "2026-03-31", accounts=accounts, lines=lines)
    table = sheet(book)
    rows = held(table)
    names = list(zip((row.variant for row in rows), column(table, rows, "reference"), strict=True))
    assert names == [("case", None), ("", "T-D1"), ("", "X-D1"), ("case", None), ("", "T-D2"), ("", "X-D2")]


def test_unexplained_items_stand_in_the_column_of_their_age() -> None:
    table = sheet(worked())
    ages = {key: table.system[key] for key in ("age_30", "age_60", "age_90", "age_more")}
    assert ages == {"age_30": 0, "age_60": 0, "age_90": -500, "age_more": 0}


@pytest.mark.parametrize("currency", ("THB", "USD"))
def test_every_total_is_the_systems_and_every_formula_comes_to_its_value(currency: str) -> None:
    book = funded("5.00", unit="D2", book=worked(currency))
    table = sheet(book)
    rows = held(table)
    assert off(table, rows) == {}
    assert miscalculated(table, rows) == []
    assert table.system["not_stated"] != 0


def test_a_place_they_do_not_speak_of_is_listed() -> None:
    table = sheet(funded("5.00", unit="D2", book=worked()))
    last = [row for row in held(table) if "D2" in str(row.values[2])]
    assert column(table, last, "not_stated") == [500]


def test_a_place_that_is_taken_to_be_zero_is_compared_and_not_listed_apart() -> None:
    book = funded("5.00", unit="D2", book=funded("1000.00"))
    account = {"account": "1", "unit": "C", "closing": "0.00"}
    stated(book, "2026-03-31", complete=True, accounts=[account])
    table = sheet(book)
    assert table.system["not_stated"] == 0
    assert off(table, held(table)) == {}
    units = [str(row.values[2])[:2] for row in held(table) if row.variant == "case"]
    assert units == ["C ", "D1", "D2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_word(language: str) -> None:
    words = Words(language)
    for side in ("ours", "theirs"):
        for why in ("timing", "amount_differs", "ambiguous", "old", "cleared"):
            assert isinstance(told(a_book(), a_book().statement(), language).state(f"{side}_{why}"), State)
            assert words(f"states.{side}_{why}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_written_as_text_and_numbers(tmp_path: Path, language: str) -> None:
    imprint = Imprint(
        agency="a",
        scope="",
        cut_off=date(2026, 3, 31),
        position=1,
        root="ab" * 32,
        draft=False,
        created=CREATED,
        currency="บาท",
        minor="satang",
    )
    table = sheet(worked(), language)
    with writing(tmp_path / "x.xlsx", Words(language), imprint, Look()) as book:
        for ref in ("A1", "F1"):
            book.open(ref, table.count if ref == "F1" else 0)
        book.table(table)
    found = cells(tmp_path / "x.xlsx", values=False)
    assert "=1+1" in {value for (ref, _), value in found.items() if ref == "F1"}
    assert any(str(value).startswith("=ROUND(") for value in found.values())
