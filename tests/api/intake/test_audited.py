"""Audited values: whichever way a voucher is named, it is the one meant, or the row is refused."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import pytest

from api.intake.audited import AuditedValues, Drawn, read_audited
from reconciliation.sampling import MonetarySample, VoucherKey, draw, population, terms_of
from reconciliation.statement import Statement
from tests.reconciliation.builders import CUT_OFF, Book, a_book, funded, pay

HOSTILE = "=1+1 🎈"


def a_crowd() -> Book:
    """Equal numbers in two units and two years, a hostile number, and a reversed voucher, in dollars."""
    book = funded(unit="D2", book=funded(book=a_book("USD")))
    pay(book, "2026-01-20", "PV", "300.00")
    pay(book, "2026-01-20", "PV", "200.00", unit="D2")
    pay(book, "2026-01-21", "PV", "250.00", unit="D2", document_fiscal_year=2568)
    pay(book, "2026-01-22", HOSTILE, "100.00")
    pay(book, "2026-01-23", "GONE", "900.00")
    book.post("2026-01-24", "reverse", reverses="GONE", kind="disburse", unit="D1", reason="ผิด")
    return book


@pytest.fixture
def statement() -> Statement:
    return a_crowd().statement()


def values_of(statement: Statement, folder: Path, rows: Iterable[str]) -> AuditedValues:
    """What a file says of a sample that holds every voucher: all are longer than the interval."""
    sample = draw(population(statement.facts.vouchers), terms_of(statement.rules, "b", 1))
    assert isinstance(sample, MonetarySample)
    file = folder / "a.csv"
    file.write_text("\n".join(["voucher_no,unit,year,audited,note", *rows]), encoding="utf-8")
    return read_audited(file, Drawn(statement.facts.vouchers, sample, CUT_OFF))


NAMED = (
    ("PV,D1,,12.50,", VoucherKey("PV", "D1", 2569)),
    ("D1/PV,D1,,12.50,as printed", VoucherKey("PV", "D1", 2569)),
    ("PV,D2,2568,12.50,", VoucherKey("PV", "D2", 2568)),
    ("PV,D2,2569,12.50,", VoucherKey("PV", "D2", 2569)),
    ("D2/PV@2568,D2,,12.50,as printed", VoucherKey("PV", "D2", 2568)),
    (f"{HOSTILE},D1,2569,12.50,", VoucherKey(HOSTILE, "D1", 2569)),
)


@pytest.mark.parametrize(("row", "key"), NAMED)
def test_a_voucher_is_named_by_number_unit_and_year_or_as_printed(
    statement: Statement, tmp_path: Path, row: str, key: VoucherKey
) -> None:
    assert values_of(statement, tmp_path, [row]) == AuditedValues({key: Fraction(1250)}, ())


REFUSED = (
    ("PV,D2,,1.00,", "year", "several_years"),
    ("PV,D2,2570,1.00,", "voucher_no", "not_in_books"),
    ("PV,D2,2026,1.00,", "year", "not_buddhist_year"),
    ("PV,D2,๒๕๖๙,1.00,", "year", "not_buddhist_year"),
    ("D1/PV,D2,,1.00,", "voucher_no", "not_in_books"),
    ("GONE,D1,,1.00,", "voucher_no", "not_in_sample"),
    ("PV,D1,,300.01,", "audited", "above_amount"),
    ("PV,D1,,1.001,", "audited", "over_precise"),
)


@pytest.mark.parametrize(("row", "field", "why"), REFUSED)
def test_a_row_that_names_none_or_several_or_too_much_is_refused_in_its_place(
    statement: Statement, tmp_path: Path, row: str, field: str, why: str
) -> None:
    (refused,) = values_of(statement, tmp_path, ["", row]).refused
    assert (refused.file, refused.row) == ("a.csv", 3)
    assert (refused.refusal.facts["field"], refused.refusal.facts["why"]) == (field, why)


def test_one_voucher_by_two_names_is_given_twice_and_both_places_are_named(
    statement: Statement, tmp_path: Path
) -> None:
    (refused,) = values_of(statement, tmp_path, ["PV,D1,,1.00,", "D1/PV,D1,,1.00,"]).refused
    assert (refused.row, refused.refusal.facts["why"], refused.refusal.facts["other_row"]) == (
        3,
        "audited_twice",
        "2",
    )


def test_nothing_is_misstated_by_an_empty_list(statement: Statement, tmp_path: Path) -> None:
    assert values_of(statement, tmp_path, []) == AuditedValues({}, ())
