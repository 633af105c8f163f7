"""Preview: documents and balances before and after, of the reader's units alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.access.scope import Scope
from api.uploads.committing import commit_upload
from api.uploads.preview import EMPTY, Report, of_check, of_commit, packed, unpacked
from tests.api.intake.folders import ACTOR
from tests.api.uploads.books import HEADER, RIGHT, a_book, check, commit, csv_of, held, transfers

EVERY = Scope(None)
OTHER = ("TR-10", "2025-10-20", "L69", "DEPT", "1007", "20.00")


def moved(report: Report) -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["stage"], row["unit"]): (row["before"], row["after"]) for row in report["balances"]}


def test_a_balance_is_before_the_first_document_and_after_the_last(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        report = of_check(check(journal, transfers(RIGHT, OTHER)), EVERY)
        assert moved(report)["released", "DEPT"] == ("500.00", "470.00")
        assert (report["new"], report["there"], report["wrong"]) == (2, 0, [])


@pytest.mark.parametrize(("unit", "stages"), (("1032", ["in_transit"]), ("DEPT", ["released"]), ("1040", [])))
def test_only_units_in_scope_are_in_it(
    migrated_sqlite_url: str, tmp_path: Path, unit: str, stages: list[str]
) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        report = of_check(check(journal, transfers(RIGHT, OTHER)), Scope(frozenset({unit})))
        assert sorted({row["stage"] for row in report["balances"]}) == stages
        assert {line["unit"] for row in report["rows"] for line in row["lines"]} <= {unit}
        assert len(report["rows"]) == 2


def test_what_stands_already_moves_nothing_again(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        commit(journal, transfers(RIGHT))
        report = of_check(check(journal, transfers(RIGHT, OTHER)), EVERY)
        assert moved(report)["released", "DEPT"] == ("490.00", "470.00")
        first, second = report["rows"]
        assert (first["became"], first["lines"], bool(first["entry"])) == ("already_there", [], True)
        assert (second["became"], len(second["lines"]), second["entry"]) == ("new", 2, "")


def test_what_was_committed_names_its_entries(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, transfers(RIGHT))
        report = of_commit(commit_upload(journal, checked, ACTOR, held(journal)), EVERY)
        assert [(row["became"], bool(row["entry"])) for row in report["rows"]] == [("posted", True)]
        assert moved(report) == moved(of_check(checked, EVERY))


def test_of_what_is_wrong_there_is_no_preview(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        report = of_check(check(journal, csv_of("transfers", HEADER, RIGHT, (*OTHER[:-1], "x"))), EVERY)
        assert (report["rows"], report["balances"], report["new"]) == ([], [], 0)
        (wrong,) = report["wrong"]
        assert (wrong["sheet"], wrong["cell"], wrong["row"], wrong["column"]) == (
            "transfers",
            "F3",
            3,
            "amount",
        )
        assert unpacked(packed(report)) == report


def test_nothing_is_the_report_of_nothing() -> None:
    assert unpacked(b"") == EMPTY
