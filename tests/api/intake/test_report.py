"""Imports: what a folder posts on a real database, and that doing it again posts nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.intake.folder import read_folder
from api.intake.report import import_folder
from ledger import queries
from tests.api.intake.folders import (
    ACTOR,
    EVERY_VERB,
    PILOT,
    SMALL,
    a_folder,
    again,
    codes,
    copied,
    opened,
    opening,
    unopened,
)


@pytest.mark.parametrize(("folder", "entries"), ((PILOT, 147), (EVERY_VERB, 68)))
def test_a_folder_is_posted_whole_and_again_posts_nothing(
    migrated_url: str, folder: Path, entries: int
) -> None:
    intake = read_folder(folder)
    with opened(migrated_url, intake) as journal:
        first = import_folder(journal, intake, ACTOR)
        assert (first.posted, codes(first), first.replayed) == (entries, [], 0)
        for report in (import_folder(journal, intake, ACTOR), again(journal, folder)):
            assert (report.posted, codes(report)) == (0, [])
            assert (report.size, report.root) == (first.size, first.root)


def test_the_printed_report_names_position_root_and_refusals(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path, vouchers_csv=SMALL["vouchers.csv"].replace("100.00", "900.00"))
    intake = read_folder(folder)
    with opened(migrated_sqlite_url, intake) as journal:
        told = import_folder(journal, intake, ACTOR).to_json()
        with journal.engine.connect() as connection:
            head = queries.head(connection, journal.book)
    assert head
    assert told["refused"] == [
        {
            "file": "vouchers.csv",
            "row": 2,
            "number": "PV-1",
            "code": "short",
            "facts": {"bucket": "available:1032:L69", "measure": "satang", "has": "40000", "needs": "90000"},
        }
    ]
    assert (told["size"], told["root"], told["posted"]) == (head.size, head.root.hex(), head.size - 2)
    assert told.keys() == {
        *("posted", "refused", "size", "root", "replayed", "ignored_columns", "ignored_files"),
    }


def test_a_dry_run_posts_nothing_and_tells_what_would_be(migrated_sqlite_url: str) -> None:
    intake = read_folder(PILOT)
    with opened(migrated_sqlite_url, intake) as journal:
        tried = import_folder(journal, intake, ACTOR, dry_run=True)
        assert (tried.posted, tried.size) == (147, 2)
        assert import_folder(journal, intake, ACTOR).posted == 147


def test_a_book_that_is_not_there_yet_can_be_tried_too(migrated_sqlite_url: str) -> None:
    intake = read_folder(PILOT)
    with unopened(migrated_sqlite_url, intake) as journal:
        tried = import_folder(journal, intake, ACTOR, dry_run=True, opening=opening(intake))
        assert (tried.posted, codes(tried), tried.size) == (147, [], 0)
        with journal.engine.connect() as connection:
            assert queries.head(connection, journal.book) is None


def test_a_national_id_in_a_remark_is_refused_and_never_kept(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    text = (
        SMALL["vouchers.csv"]
        .replace("amount\n", "amount,remark\n")
        .replace("100.00", "100.00,3-1006-00445-63-5")
    )
    folder = a_folder(tmp_path, vouchers_csv=text.replace("50.00", "50.00,"))
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        assert codes(again(journal, folder)) == [("vouchers.csv", 2, "PV-1", "personal_data")]
        with journal.engine.connect() as connection:
            assert all(b"44563" not in body for body in queries.bodies(connection, journal.book))


def test_nothing_is_posted_into_a_closed_period(migrated_sqlite_url: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, periods_csv="through,date\n2025-10-31,2025-11-03\n")
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        assert codes(again(journal, folder)) == []
        text = SMALL["vouchers.csv"] + "PV-3,1032,L69,OH,V1,2025-10-20,1.00\n"
        (folder / "vouchers.csv").write_text(text, encoding="utf-8")
        assert codes(again(journal, folder)) == [("vouchers.csv", 4, "PV-3", "period_closed")]


def test_a_row_inserted_at_the_top_posts_exactly_that_row(migrated_sqlite_url: str, tmp_path: Path) -> None:
    folder = copied(PILOT, tmp_path / "pilot")
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        again(journal, folder)
        for name, row in (
            ("vouchers", "PV-0099,1032,2569-HOUSING-SURVEY,OH,V20,,,,,,2026-01-05,10.00,F1032,A1032"),
            ("decisions", "DN-1007-03,2026-03-30,1,0,0.00,0.00,C1007,ตร 99/2569"),
            ("units", "1050,บางบอน,Bang Bon,DEPT"),
        ):
            path = folder / f"{name}.csv"
            head, rest = path.read_text(encoding="utf-8").split("\n", 1)
            path.write_text(f"{head}\n{row}\n{rest}", encoding="utf-8")
            report = again(journal, folder)
            assert (report.posted, codes(report)) == (1, []), name


def test_a_refused_row_comes_again_once_its_cause_is_gone(migrated_sqlite_url: str, tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path, vouchers_csv=SMALL["vouchers.csv"].replace("1032", "1007").replace("50", "950")
    )
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        assert codes(again(journal, folder)) == [("vouchers.csv", 3, "PV-2", "short")]
        size = again(journal, folder).size
        more = SMALL["transfers.csv"] + "TR-3,OR-3,2025-10-17,L69,DEPT,1007,500.00\n"
        text = SMALL["receipts.csv"] + "TR-3,2025-10-18,500.00\n"
        (folder / "transfers.csv").write_text(more, encoding="utf-8")
        (folder / "receipts.csv").write_text(text, encoding="utf-8")
        vouchers = (folder / "vouchers.csv").read_text(encoding="utf-8").replace("950.00", "500.00")
        (folder / "vouchers.csv").write_text(vouchers, encoding="utf-8")
        report = again(journal, folder)
        assert (codes(report), report.size) == ([], size + 3)


@pytest.mark.parametrize(
    ("changes", "expected"),
    (
        (
            {"vouchers_csv": "PV-1,9999,L69,OH,V1,2025-11-03,1.00"},
            ("vouchers.csv", 4, "PV-1", "unknown_unit"),
        ),
        (
            {"vouchers_csv": "PV-3,1032,L70,OH,V1,2025-11-03,1.00"},
            ("vouchers.csv", 4, "PV-3", "unknown_line"),
        ),
        (
            {"vouchers_csv": "PV-3,1032,L69,XX,V1,2025-11-03,1.00"},
            ("vouchers.csv", 4, "PV-3", "unknown_activity"),
        ),
        (
            {"vouchers_csv": "PV-3,1032,L69,OH,V1,2026-11-03,1.00"},
            ("vouchers.csv", 4, "PV-3", "wrong_fiscal_year"),
        ),
        ({"receipts_csv": "TR-9,2025-10-17,1.00"}, ("receipts.csv", 4, "TR-9", "unknown_transfer")),
        ({"receipts_csv": "TR-1,2025-10-16,400.00"}, ("receipts.csv", 4, "TR-1", "short")),
        (
            {"transfers_csv": "TR-1,OR-9,2025-10-18,L69,DEPT,1032,1.00"},
            ("transfers.csv", 4, "TR-1", "number_used"),
        ),
        (
            {"appropriations_csv": "AP-1,2025-10-02,L69,1.00,ข้อบัญญัติ"},
            ("appropriations.csv", 3, "AP-1", "number_used"),
        ),
        ({"units_csv": "1032,ประเวศ,DEPT"}, ("units.csv", 5, "1032", "number_used")),
    ),
)
def test_what_the_ledger_refuses_is_listed_with_its_row_and_the_rest_is_posted(
    migrated_sqlite_url: str, tmp_path: Path, changes: dict[str, str], expected: tuple[str, int, str, str]
) -> None:
    more = {name: SMALL[name.replace("_csv", ".csv")] + row + "\n" for name, row in changes.items()}
    plain, folder = a_folder(tmp_path / "plain"), a_folder(tmp_path / "more", **more)
    with opened(migrated_sqlite_url, read_folder(plain)) as journal:
        report = again(journal, folder)
        assert codes(report) == [expected]
        assert again(journal, plain).posted == 0


def test_a_posted_document_that_says_something_else_later_is_a_reused_key(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    folder = a_folder(tmp_path)
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        again(journal, folder)
        changed = SMALL["vouchers.csv"].replace("50.00", "51.00")
        (folder / "vouchers.csv").write_text(changed, encoding="utf-8")
        report = again(journal, folder)
        assert (report.posted, codes(report)) == (0, [("vouchers.csv", 3, "PV-2", "recorded")])


def test_an_order_is_posted_whole_or_not_at_all(migrated_sqlite_url: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, transfers_csv=SMALL["transfers.csv"].replace("100.00", "900.00"))
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        report = again(journal, folder)
        assert codes(report)[0] == ("transfers.csv", 2, "TR-1", "short")
        with journal.engine.connect() as connection:
            assert queries.balances(connection, journal.book, stage="in_transit") == []
