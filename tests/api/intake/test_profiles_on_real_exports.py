"""Profiles on real exports: a national programme, and a Thai budget system's file, without code."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from api.intake.folder import Intake, read_folder
from api.intake.report import Report, import_folder
from ledger import queries
from tests.api.intake.folders import ACTOR, ERA2, ERA2_PROFILE, again, codes, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.posting import Journal

DRAFTS = "Non-Submitters"

# ── the era2 profile on real data ────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def era2(
    tmp_path_factory: pytest.TempPathFactory, sqlite_mould: Path
) -> Iterator[tuple[Journal, Intake, Report]]:
    file = tmp_path_factory.mktemp("era2") / "era2.db"
    file.write_bytes(sqlite_mould.read_bytes())
    intake = read_folder(ERA2, ERA2_PROFILE)
    with opened(f"sqlite:///{file}", intake) as journal:
        yield journal, intake, import_folder(journal, intake, ACTOR)


def rows_of(name: str) -> list[dict[str, str]]:
    with (ERA2 / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def spent_by_the_file(*, drafts: bool) -> Decimal:
    """The file's expenditures, added up without a line of ours."""
    rows = (row for row in rows_of("money.csv") if drafts or not row["section"].startswith(DRAFTS))
    return sum((Decimal(row["total_expenditures"]) for row in rows), Decimal(0))


@pytest.mark.parametrize(("drafts", "total"), ((True, "19437374705.47"), (False, "19419417194.45")))
def test_posted_and_refused_vouchers_add_up_to_the_file(
    era2: tuple[Journal, Intake, Report],
    drafts: bool,  # noqa: FBT001 - a column of the table of cases
    total: str,
) -> None:
    journal, _, report = era2
    with journal.engine.connect() as connection:
        entries = list(queries.entries(connection, journal.book))
    counted = [
        e for e in entries if e.kind == "disburse" and (drafts or not e.request.remark.startswith(DRAFTS))
    ]
    stages = {"expended", "exempt"}
    posted = sum(line.amount for entry in counted for line in entry.lines if line.bucket.stage in stages)
    refused = sum(
        each.document.amount.minor
        for each in report.refused
        if each.document.amount and (drafts or not each.document.rows[0].cells["remark"].startswith(DRAFTS))
    )
    assert Decimal(posted + refused) / 100 == Decimal(total) == spent_by_the_file(drafts=drafts)


def test_households_add_up_to_the_file(era2: tuple[Journal, Intake, Report]) -> None:
    journal, _, report = era2
    with journal.engine.connect() as connection:
        accepted = queries.balances(connection, journal.book, stage="accepted")
    stated = sum(int(row["hh_assisted"]) for row in rows_of("households.csv"))
    assert sum(balance.balance for balance in accepted) == stated == 3_024_122
    assert {balance.measure for balance in accepted} == {"household"}
    assert {each.document.table for each in report.refused} == {"vouchers"}


def test_every_refusal_of_the_programme_is_explained(era2: tuple[Journal, Intake, Report]) -> None:
    _, _, report = era2
    assert codes(report) == [
        ("money.csv", 42, "long-beach-city-california/RENT", "short"),
        ("money.csv", 42, "long-beach-city-california/ADMIN", "negative"),
        ("money.csv", 86, "palm-beach-county-florida/STABILITY", "negative"),
        ("money.csv", 173, "state-of-missouri/RENT", "short"),
        ("money.csv", 173, "state-of-missouri/ADMIN", "negative"),
        ("money.csv", 299, "spartanburg-county-south-carolina/STABILITY", "negative"),
    ]


def test_allocations_reach_every_recipient(era2: tuple[Journal, Intake, Report]) -> None:
    journal, intake, _ = era2
    with journal.engine.connect() as connection:
        (approved,) = queries.balances(connection, journal.book, stage="appropriation")
        on_the_way = queries.balances(connection, journal.book, stage="in_transit")
    allocated = sum(Decimal(row["total_allocation"]) for row in rows_of("money.csv"))
    assert Decimal(-approved.balance) / 100 == allocated
    assert sum(balance.balance for balance in on_the_way) == 0
    assert sum(each.table == "units" for each in intake.documents) == 379
    assert not any(each.table == "holidays" for each in intake.documents)


def test_the_programme_again_posts_nothing(era2: tuple[Journal, Intake, Report]) -> None:
    journal, _, report = era2
    second = again(journal, ERA2, ERA2_PROFILE)
    assert (second.posted, len(second.refused)) == (0, len(report.refused))


# ── a Thai export that nobody wrote code for ─────────────────────────────────────────────────────

EBUDGET = """
[book]
id = "ebudget"
name_th = "งบประมาณเขต"
centre = "DEPT"

[[row]]
table = "units"
cells = { code = "DEPT", name_th = "สำนักพัฒนาสังคม" }
[[row]]
table = "units"
cells = { code = "1032", name_th = "ประเวศ", parent = "DEPT" }
[[row]]
table = "lines"
cells = { code = "L69", fiscal_year = "2569", name_th = "สำรวจ", owner_unit = "DEPT" }
[[row]]
table = "activities"
cells = { code = "OH", name_th = "ค่าใช้สอย", basis = "overhead" }

[[source]]
file = "ebudget_*.csv"
encoding = "cp874"
header_row = 3
era = "be"
blank = ["-"]
where = [{ column = "รายการ", not_starts_with = "รวม" }]
[source.values]
unit = { map = "{สำนักงานเขต}", to = { "ประเวศ" = "1032" } }

[[source.feed]]
table = "appropriations"
where = [{ column = "รายการ", equals = "จัดสรร" }]
cells = { number = "{เลขที่}", date = "{วันที่}", line = "L69", amount = "{จำนวนเงิน}", authority = "{อ้างถึง}" }
[[source.feed]]
table = "transfers"
where = [{ column = "รายการ", equals = "จัดสรร" }]
[source.feed.cells]
number = "{เลขที่}"
date = "{วันที่}"
line = "L69"
from = "DEPT"
to = "{unit}"
amount = "{จำนวนเงิน}"
[[source.feed]]
table = "receipts"
where = [{ column = "รายการ", equals = "จัดสรร" }]
cells = { transfer = "{เลขที่}", date = "{วันที่}", amount = "{จำนวนเงิน}" }
[[source.feed]]
table = "vouchers"
nothing_if_zero = "amount"
where = [{ column = "รายการ", equals = "เบิกจ่าย" }]
[source.feed.cells]
number = "{เลขที่}"
unit = "{unit}"
line = "L69"
activity = "OH"
posted_on = "{วันที่}"
amount = "{จำนวนเงิน}"
remark = "{อ้างถึง}"
"""
EXPORT = """ระบบบริหารงบประมาณ,,,,,
ประจำปีงบประมาณ พ.ศ. 2569,,,,,
เลขที่,รายการ,สำนักงานเขต,วันที่,จำนวนเงิน,อ้างถึง
จ 1/2569,จัดสรร,ประเวศ,15/10/2568,"1,400,000.00",กท 0000/1
ฎ 1/2569,เบิกจ่าย,ประเวศ,3/2/2569,"222,000.50",ใบแจ้งหนี้
ฎ 2/2569,เบิกจ่าย,ประเวศ,4/2/2569,-,ยกเลิก
ฎ 3/2569,เบิกจ่าย,ประเวศ,4/2/2026,1.00,ปีผิด
ฎ 4/2569,เบิกจ่าย,ประเวศ,5/2/2569,(50.00),คืนเงิน
ฎ 5/2569,เบิกจ่าย,บางนา,5/2/2569,1.00,เขตอื่น
รวม,รวมทั้งสิ้น,,,"1,622,000.50",
"""


def test_a_thai_export_in_cp874_with_buddhist_dates_loads_without_code(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    (tmp_path / "ebudget_2569.csv").write_bytes(EXPORT.encode("cp874"))
    profile = tmp_path / "ebudget.toml"
    profile.write_text(EBUDGET, encoding="utf-8")
    intake = read_folder(tmp_path, profile)
    with opened(migrated_sqlite_url, intake) as journal:
        report = import_folder(journal, intake, ACTOR)
        with journal.engine.connect() as connection:
            balances = queries.balances(connection, journal.book, unit="1032")
    assert codes(report) == [
        ("ebudget_2569.csv", 9, "ฎ 5/2569", "not_in_map"),
        ("ebudget_2569.csv", 7, "ฎ 3/2569", "gregorian_year"),
        ("ebudget_2569.csv", 8, "ฎ 4/2569", "negative"),
    ]
    held = {balance.stage: balance.balance for balance in balances if balance.balance}
    assert held == {"available": 117_799_950, "expended": 22_200_050}
