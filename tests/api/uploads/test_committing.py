"""Committing: all or nothing of what was wrong, once each whatever comes again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from api.uploads.committing import commit_upload
from ledger import queries
from ledger.posting import Journal
from tests.api.intake.folders import ACTOR
from tests.api.uploads.books import (
    HEADER,
    RIGHT,
    a_book,
    became,
    check,
    commit,
    csv_of,
    held,
    told,
    transfers,
)


def size(journal: Journal) -> int:
    with journal.engine.connect() as connection:
        head = queries.head(connection, journal.book)
    assert head
    return head.size


OTHER = ("TR-10", "2025-10-20", "L69", "DEPT", "1007", "20.00")


def test_a_right_upload_is_posted_and_again_posts_nothing(migrated_url: str, tmp_path: Path) -> None:
    with a_book(migrated_url, tmp_path) as journal:
        first = commit(journal, transfers(RIGHT, OTHER))
        assert (first.posted, became(first), first.refused) == (2, ["posted", "posted"], ())
        again = commit(journal, transfers(RIGHT, OTHER))
        assert (again.posted, became(again)) == (0, ["already_there", "already_there"])


def test_rows_may_stand_elsewhere_and_be_joined_by_others(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        commit(journal, transfers(RIGHT))
        more = commit(journal, transfers(OTHER, RIGHT))
        assert (more.posted, became(more)) == (1, ["posted", "already_there"])


def test_an_upload_that_broke_off_is_finished_by_sending_it_again(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    rows = [("1032", "HH", "2026-03-31", str(n)) for n in (10, 20, 20, 30)]
    upload = csv_of("targets", ("unit", "activity", "due_on", "quantity"), *rows)
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, upload)
        commit_upload(journal, replace(checked, planned=checked.planned[:2]), ACTOR, held(journal))
        assert became(commit(journal, upload)) == ["already_there", "already_there", "posted", "posted"]


def test_what_the_book_holds_already_is_not_asked_again(migrated_sqlite_url: str, tmp_path: Path) -> None:
    unit = csv_of("units", ("code", "name_th", "parent"), ("1032", "ประเวศ", "DEPT"), ("1040", "ใหม่", "DEPT"))
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        assert became(commit(journal, unit)) == ["already_there", "posted"]


def test_a_changed_row_under_a_number_that_stands_is_refused(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        commit(journal, transfers(RIGHT))
        changed = check(journal, transfers((*RIGHT[:-1], "11.00")))
        assert [(each.address, each.refusal.code) for each in changed.wrong] == [("A2", "number_used")]


def test_what_happens_between_check_and_commit_stops_all_of_it(migrated_url: str, tmp_path: Path) -> None:
    rest = ("TR-11", "2025-10-20", "L69", "DEPT", "1032", "490.00")
    with a_book(migrated_url, tmp_path) as journal:
        checked = check(journal, transfers(RIGHT, rest))
        commit(journal, transfers(OTHER))
        before = size(journal)
        committed = commit_upload(journal, checked, ACTOR, held(journal))
        assert (committed.done, became(committed)) == (False, ["not_posted", "refused"])
        assert told(committed.checked) == [("F3", "short")]
        assert size(journal) == before


def test_an_upload_larger_than_any_batch_is_all_or_nothing(migrated_url: str, tmp_path: Path) -> None:
    rows = [(f"TR-B{n}", "2025-10-20", "L69", "DEPT", "1032", "1.00") for n in range(600)]
    with a_book(migrated_url, tmp_path) as journal:
        checked = check(journal, transfers(*rows[:490]))
        commit(journal, transfers(OTHER))
        before = size(journal)
        assert commit_upload(journal, checked, ACTOR, held(journal)).posted == 0
        assert size(journal) == before
        assert commit(journal, transfers(*rows[:480])).posted == 480
        assert size(journal) == before + 480


def test_an_upload_with_something_wrong_is_never_committed(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with a_book(migrated_sqlite_url, tmp_path) as journal:
        checked = check(journal, csv_of("transfers", HEADER, RIGHT, (*RIGHT[:-1], "x")))
        with pytest.raises(ValueError, match="never committed"):
            commit_upload(journal, checked, ACTOR, held(journal))
