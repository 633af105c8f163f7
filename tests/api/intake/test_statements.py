"""A statement is read whole, or every reason why not is listed with its row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.intake.statement_profiles import read_statement_profile
from api.intake.statements import ReadStatement, read_statement
from ledger.errors import Unusable
from reconciliation.external import OurBooks, Place
from tests.api.intake.workbooks import a_workbook

ON = date(2026, 3, 31)
BOOKS = OurBooks(
    on=ON,
    currency="THB",
    movements=(),
    balances={},
    units=frozenset({"1032", "1007"}),
    lines=frozenset({"L"}),
)
CITY = """
source = "e-budget"
currency = "{สกุล}"
stages = ["available"]
[form]
era = "be"
blank = ["-"]
where = [{ column = "เขต", blank = false }]
[form.values]
unit = { map = "{เขต}", to = { "ประเวศ" = "1032", "ดุสิต" = "1007", "อื่น" = "9999" } }
[line.cells]
unit = "{unit}"
line = "{รายการ}"
on = "{วันที่}"
reference = "{เลขที่}"
in = "{รับ}"
out = "{จ่าย}"
text = "{หมายเหตุ}"
[opening]
where = [{ column = "หมายเหตุ", equals = "ยอดยกมา" }]
cells = { unit = "{unit}", line = "{รายการ}", amount = "{รับ}" }
[closing]
where = [{ column = "หมายเหตุ", equals = "ยอดยกไป" }]
cells = { unit = "{unit}", line = "{รายการ}", amount = "{รับ}" }
"""
HEAD = "เขต,รายการ,วันที่,เลขที่,รับ,จ่าย,สกุล,หมายเหตุ"
OPENING = "ประเวศ,L,,,10.00,,THB,ยอดยกมา"
FIRST = 'ประเวศ,L,5/1/2569,T1,"1,000.00",-,THB,โอน'
SECOND = "ประเวศ,L,6/1/2569,ฎ 1,-,200.50,THB,จ่าย"
CLOSING = "ประเวศ,L,,,809.50,,THB,ยอดยกไป"
LATE = FIRST.replace("5/1", "1/4")
GOOD = (OPENING, FIRST, SECOND, CLOSING)


def read(
    folder: Path, *rows: str, profile: str = CITY, encoding: str = "utf-8", head: str = HEAD
) -> ReadStatement:
    file = folder / "city.csv"
    file.write_bytes("\n".join((head, *rows, "")).encode(encoding))
    return read_file(folder, file, profile)


def read_file(folder: Path, file: Path, profile: str = CITY) -> ReadStatement:
    path = folder / "p.toml"
    path.write_text(profile, encoding="utf-8")
    return read_statement(file, read_statement_profile(path), BOOKS)


def listed(said: ReadStatement) -> list[tuple[int, str]]:
    return [(one.row, one.refusal.facts.get("why", one.refusal.code)) for one in said.refused]


def test_a_good_statement_is_read_as_it_stands(tmp_path: Path) -> None:
    said = read(tmp_path, *GOOD, ",,,,,,,รวมทั้งสิ้น")
    assert said.statement is not None
    assert (listed(said), said.lines, said.ignored_rows) == ([], 2, 1)
    assert said.mapping == {"1032/L": Place("1032", "L")}
    assert [(one.opening, one.closing) for one in said.statement.accounts] == [(1_000, 80_950)]
    assert [
        (one.on.isoformat(), one.reference, one.amount, one.text, one.row) for one in said.statement.lines
    ] == [
        ("2026-01-05", "T1", 100_000, "โอน", 3),
        ("2026-01-06", "ฎ 1", -20_050, "จ่าย", 4),
    ]
    assert (said.statement.since, said.statement.currency) == (date(2025, 10, 1), "THB")


def test_a_workbook_says_the_same_as_the_csv(tmp_path: Path) -> None:
    rows = (
        tuple(HEAD.split(",")),
        ("ประเวศ", "L", None, None, 10, None, "THB", "ยอดยกมา"),
        ("ประเวศ", "L", date(2026, 1, 5), "T1", 1000, "-", "THB", "โอน"),
        ("ประเวศ", "L", "6/1/2569", "ฎ 1", None, 200.5, "THB", "จ่าย"),
        ("ประเวศ", "L", None, None, 809.5, None, "THB", "ยอดยกไป"),
    )
    file = tmp_path / "city.xlsx"
    file.write_bytes(a_workbook(rows))
    assert read_file(tmp_path, file).statement == read(tmp_path, *GOOD).statement


def test_an_old_thai_export_is_read_in_its_own_encoding(tmp_path: Path) -> None:
    profile = CITY.replace('era = "be"', 'era = "be"\nencoding = "cp874"')
    assert (
        read(tmp_path, *GOOD, profile=profile, encoding="cp874").statement == read(tmp_path, *GOOD).statement
    )
    with pytest.raises(Unusable) as refused:
        read(tmp_path, *GOOD, encoding="cp874")
    assert (refused.value.code, refused.value.facts["why"], refused.value.facts["row"]) == (
        "unreadable_file",
        "encoding",
        "1",
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    (
        ((OPENING, FIRST, SECOND, CLOSING.replace("809", "810")), [(5, "wrong_total")]),
        ((OPENING, FIRST, CLOSING), [(4, "wrong_total")]),
        ((OPENING, FIRST, FIRST, SECOND, CLOSING), [(4, "rows_repeat"), (6, "wrong_total")]),
        ((OPENING, FIRST, SECOND), [(2, "no_balance")]),
        ((*GOOD, CLOSING), [(6, "stated_twice")]),
        ((OPENING, *GOOD), [(3, "stated_twice")]),
        ((OPENING, FIRST, SECOND.replace("THB", "USD"), CLOSING), [(4, "other_currency")]),
        ((OPENING, FIRST, SECOND.replace("2569", "2026"), CLOSING), [(4, "gregorian_year")]),
        ((OPENING, FIRST, SECOND.replace("6/1/2569", "6/1/69"), CLOSING), [(4, "two_digit_year")]),
        ((OPENING, FIRST, SECOND.replace("6/1/2569", "1/4/2569"), CLOSING), [(4, "after_cut_off")]),
        ((OPENING, FIRST, SECOND.replace("6/1/2569", "30/9/2568"), CLOSING), [(4, "before_start")]),
        ((OPENING, FIRST, SECOND.replace("200.50", "200.505"), CLOSING), [(4, "over_precise")]),
        ((OPENING, FIRST, SECOND.replace("200.50", "๒๐๐"), CLOSING), [(4, "thai_digits")]),
        ((OPENING, FIRST, SECOND.replace("200.50", ""), CLOSING), [(4, "missing")]),
        ((OPENING, FIRST + ",x", SECOND, CLOSING), [(3, "ragged_row")]),
        ((OPENING, FIRST, SECOND, CLOSING, SECOND.replace("ประเวศ", "ใหม่")), [(6, "not_in_map")]),
        (tuple(row.replace("ประเวศ", "อื่น") for row in GOOD), [(5, "unknown_unit")]),
        (tuple(row.replace(",L,", ",X,") for row in GOOD), [(5, "unknown_line")]),
        ((*GOOD, "ประเวศ,,,,0.00,,THB,ยอดยกไป"), [(5, "overlapping")]),
        # everything that is wrong is said at once, each with its row
        (
            (OPENING, FIRST.replace("5/1", "5/13"), SECOND.replace("THB", "USD"), LATE, CLOSING),
            [(3, "not_a_date"), (4, "other_currency"), (5, "after_cut_off")],
        ),
    ),
)  # fmt: skip
def test_a_statement_that_cannot_be_believed_is_refused_with_every_place(
    tmp_path: Path, rows: tuple[str, ...], expected: list[tuple[int, str]]
) -> None:
    said = read(tmp_path, *rows)
    assert listed(said) == expected
    assert said.statement is None
    assert all(one.file == "city.csv" for one in said.refused)


def test_a_currency_of_the_profile_is_that_of_the_book(tmp_path: Path) -> None:
    said = read(tmp_path, *(row.replace("THB", "USD") for row in GOOD), profile=CITY.replace("{สกุล}", "USD"))
    assert listed(said) == [(0, "other_currency")]


def test_a_formula_refuses_the_statement_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "city.xlsx"
    file.write_bytes(
        a_workbook((tuple(HEAD.split(",")), ("ประเวศ", "L", None, None, "=SUM(A1)", None, "THB", "x")))
    )
    assert listed(read_file(tmp_path, file)) == [(2, "formula")]


BANK = """
source = "KTB"
currency = "THB"
stages = ["available"]
since = 2026-01-01
[form]
file = "bank*.csv"
[line.cells]
unit = "1032"
on = "{date}"
reference = "{ref}"
amount = "{amount}"
balance = "{balance}"
"""
BANK_HEAD = "date,ref,amount,balance"


def bank(folder: Path, *rows: str) -> ReadStatement:
    file = folder / "bank1.csv"
    file.write_text("\n".join((BANK_HEAD, *rows, "")), encoding="utf-8")
    return read_file(folder, file, BANK)


def test_a_running_balance_proves_each_row_and_gives_both_totals(tmp_path: Path) -> None:
    said = bank(tmp_path, "2026-01-05,A,-10.00,90.00", "2026-01-06,B,5.00,95.00")
    assert said.statement is not None
    assert [(one.account, one.opening, one.closing) for one in said.statement.accounts] == [
        ("1032", 10_000, 9_500)
    ]
    assert listed(bank(tmp_path, "2026-01-05,A,-10.00,90.00", "2026-01-06,B,5.00,96.00")) == [
        (3, "wrong_balance")
    ]


def test_the_year_of_another_era_is_refused_with_its_row(tmp_path: Path) -> None:
    assert listed(bank(tmp_path, "2569-01-05,A,-10.00,90.00")) == [(2, "buddhist_year")]


def test_rows_of_one_account_agree_on_its_place(tmp_path: Path) -> None:
    profile = CITY.replace(
        'unit = "{unit}"\nline = "{รายการ}"\non', 'account = "9"\nunit = "{unit}"\nline = "{รายการ}"\non'
    )
    profile = profile.replace("cells = { unit", 'cells = { account = "9", unit')
    said = read(tmp_path, OPENING, FIRST, SECOND.replace("ประเวศ", "ดุสิต"), CLOSING, profile=profile)
    assert listed(said) == [(4, "rows_disagree")]


@pytest.mark.parametrize(
    ("name", "head", "code", "field"),
    (
        ("other.csv", BANK_HEAD, "other_file", ""),
        ("bank1.csv", "date,ref,amount", "missing_column", "balance"),
        ("bank1.csv", "date,date,ref,amount,balance", "duplicate_column", "date"),
    ),
)
def test_a_file_of_another_form_is_unusable(
    tmp_path: Path, name: str, head: str, code: str, field: str
) -> None:
    file = tmp_path / name
    file.write_text(f"{head}\n1,2,3,4\n", encoding="utf-8")
    with pytest.raises(Unusable) as refused:
        read_file(tmp_path, file, BANK)
    assert (refused.value.code, refused.value.facts.get("field", "")) == (code, field)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        read_file(tmp_path, tmp_path / "bank.csv", BANK)
    assert refused.value.code == "missing_file"
