"""Checking: the shape of every cell first, then all rows together, and nothing is posted by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.uploads import checking
from api.uploads.checking import check_upload
from api.uploads.reading import Upload, read_upload
from ledger import queries
from ledger.commands import Transfer
from ledger.entries import Request
from ledger.posting import Journal
from ledger.rules import Reference
from tests.api.intake.folders import ACTOR
from tests.api.uploads.books import HEADER, RIGHT, a_book, check, commit, csv_of, told, transfers, workbook_of

MONEY = ("number", "date", "line", "amount")


def size_of(journal: Journal) -> int:
    with journal.engine.connect() as connection:
        head = queries.head(connection, journal.book)
    assert head
    return head.size


def test_everything_wrong_is_told_at_once_by_sheet_and_cell(migrated_sqlite_url: str, tmp_path: Path) -> None:
    upload = transfers(
        ("TR-8", "2568-10-20", "L69", "DEPT", "DEPT", "1e3"),
        RIGHT,
        ("", "20/10/2025", "L69", "", "1032", "-5"),
        ("TR-7", "", "L69", "DEPT", "1032", "0"),
    )
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, upload)
    assert told(checked) == [
        ("B2", "buddhist_year"),
        ("E2", "same_as_from"),
        ("F2", "not_a_number"),
        ("A4", "missing"),
        ("B4", "not_a_date"),
        ("D4", "missing"),
        ("F4", "negative"),
        ("B5", "missing"),
        ("F5", "zero"),
    ]
    assert (checked.right, checked.planned) == (False, ())
    first = checked.to_json()["wrong"][0]
    assert (first["sheet"], first["cell"], first["column"], first["facts"]["hint"]) == (
        "transfers",
        "B2",
        "date",
        "2025-10-20",
    )
    assert {"th", "en"} <= first.keys()


def test_each_row_sees_those_before_it(migrated_sqlite_url: str, tmp_path: Path) -> None:
    rows = [(f"TR-{n}", "2025-10-20", "L69", "DEPT", "1032", "200.00") for n in (7, 8, 9)]
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        size = size_of(journal)
        assert told(check(journal, transfers(*rows[:2]))) == []
        checked = check(journal, transfers(*rows))
        assert told(checked) == [("F4", "short")]
        assert size_of(journal) == size


def test_a_preview_says_what_would_be_posted_and_the_balances_after_it(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        (row,) = check(journal, transfers(RIGHT)).to_json()["preview"]
    assert (row["sheet"], row["rows"], row["verb"], row["number"]) == ("transfers", [2], "transfer", "TR-9")
    assert row["already_there"] is False
    assert row["lines"] == [
        {"bucket": "released:DEPT:L69", "measure": "satang", "amount": "-1000", "balance_after": "49000"},
        {
            "bucket": "in_transit:1032:L69:TR-9",
            "measure": "satang",
            "amount": "1000",
            "balance_after": "1000",
        },
    ]


def test_sheets_of_one_workbook_build_on_each_other_whatever_their_order(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    text = (("number", "date", "line", "amount", "authority"), ("AP-9", "2025-10-01", "NEW", "5.00", "x"))
    line = (("code", "fiscal_year", "name_th", "owner_unit"), ("NEW", "2569", "ใหม่", "DEPT"))
    pages = (*workbook_of("appropriations", *text).pages, *workbook_of("lines", *line).pages)
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        assert told(check(journal, Upload("x.xlsx", "", pages[:1]))) == [("C2", "unknown_line")]
        assert told(check(journal, Upload("x.xlsx", "", pages))) == []


def test_rows_are_asked_in_the_order_of_their_days(migrated_sqlite_url: str, tmp_path: Path) -> None:
    # Of 500.00 the centre keeps 100.00; what it gives back on the 20th lets it transfer 450.00 on the 21st.
    kept = csv_of("retain", MONEY, ("RT-1", "2025-10-18", "L69", "100.00"))
    back = csv_of("retain_back", MONEY, ("RB-1", "2025-10-20", "L69", "100.00"))
    given = transfers(("TR-9", "2025-10-21", "L69", "DEPT", "1032", "450.00"))
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        commit(journal, kept)
        assert told(check(journal, Upload("x.xlsx", "", (*given.pages, *back.pages)))) == []
        assert told(check(journal, given)) == [("F2", "short")]


def test_what_is_dated_by_the_earliest_line_finds_it_in_the_same_upload(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    activity = csv_of("activities", ("code", "name_th", "basis"), ("NEW", "ใหม่", "overhead"))
    line = csv_of("lines", ("code", "fiscal_year", "name_th", "owner_unit"), ("L70", "2570", "ใหม่", "DEPT"))
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        nothing = Reference()
        alone = check_upload(journal, activity, ACTOR, nothing)
        both = check_upload(journal, Upload("x", "", (*activity.pages, *line.pages)), ACTOR, nothing)
    assert told(alone) == [("2", "no_budget_line")]
    assert told(both) == []
    assert {each.request.effective_on.isoformat() for each in both.planned} == {"2026-10-01"}


def test_rows_of_one_order_must_agree(migrated_sqlite_url: str, tmp_path: Path) -> None:
    header = (*HEADER, "order_no")
    other = ("TR-8", "2025-10-21", *RIGHT[2:], "OR-9")
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, csv_of("transfers", header, (*RIGHT, "OR-9"), other))
    assert told(checked) == [("B3", "rows_disagree")]


def test_an_upload_is_asked_with_the_roles_of_who_uploads_it(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        assert told(check(journal, transfers(RIGHT), "stranger")) == [("A2", "not_permitted")]
        (planned,) = check(journal, transfers(RIGHT)).planned
        assert planned.request.taken_over is False


def test_what_was_refused_and_recorded_once_is_asked_anew(migrated_sqlite_url: str, tmp_path: Path) -> None:
    upload = transfers(("TR-9", "2025-10-20", "L69", "DEPT", "1032", "501.00"))
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        (planned,) = checking._planned(checking._first_pass(upload, Reference())[0], Reference())
        refused = journal.post(planned.request, ACTOR)
        assert refused.refusal
        assert refused.refusal.code == "short"
        more = {
            "verb": "appropriate",
            "key": "more",
            "effective_on": "2025-10-02",
            "number": "AP-2",
            "line": "L69",
            "amount": "1.00",
            "authority": "x",
        }
        release = {**more, "verb": "release", "key": "released", "number": "RL-2", "approval_no": "y"}
        del release["authority"]
        for plain in (more, release):
            assert not journal.post(Request.of_wire(plain), ACTOR).refusal
        checked = check(journal, upload)
        assert told(checked) == []
        assert checked.planned[0].request.key.endswith("#1~2")


def test_two_equal_rows_are_two_facts(migrated_sqlite_url: str, tmp_path: Path) -> None:
    header, row = ("unit", "activity", "due_on", "quantity"), ("1032", "HH", "2026-03-31", "10")
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, csv_of("targets", header, row, row))
        keys = [each.request.key for each in checked.planned]
        assert [key.rpartition("#")[2] for key in keys] == ["1", "2"]
        assert told(check(journal, transfers(RIGHT, RIGHT))) == [("A3", "number_used")]


def test_a_missing_column_is_told_once_at_the_header(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, csv_of("transfers", HEADER[:-1], RIGHT[:-1], RIGHT[:-1]))
    assert told(checked) == [("1", "no_column")]


def test_what_nothing_reads_is_told(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, csv_of("transfers", (*HEADER, "colour"), (*RIGHT, "red")))
    assert checked.to_json()["ignored_columns"] == {"transfers": ["colour"]}


def test_a_file_that_is_wrong_throughout_is_not_told_without_end(
    migrated_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "WRONG_MAX", 5)
    rows = [(f"TR-{n}", "x", "L69", "DEPT", "1032", "1e3") for n in range(10)]
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, transfers(*rows))
    assert (len(checked.wrong), checked.more) == (5, True)


def test_a_row_that_changes_the_purpose_is_read_as_that(migrated_sqlite_url: str, tmp_path: Path) -> None:
    header = (*HEADER, "kind", "to_line", "stage")
    row = ("CH-1", "2025-10-20", "L69", "DEPT", "DEPT", "1.00", "change", "L69", "spent")
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        assert told(check(journal, csv_of("transfers", header, row))) == [
            ("H2", "same_as_from"),
            ("I2", "not_in_list"),
        ]


def test_a_check_reads_the_very_bytes_it_names(migrated_sqlite_url: str, tmp_path: Path) -> None:
    data = (",".join(HEADER) + "\n" + ",".join(RIGHT) + "\n").encode()
    upload = read_upload(data, "C:\\temp\\transfers.csv")
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, upload)
    assert upload.file == "transfers.csv"
    assert len(upload.sha256) == 64
    assert isinstance(checked.planned[0].request.command, Transfer)
