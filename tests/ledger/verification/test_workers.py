"""Workers: what several processes examine is what one would."""

from __future__ import annotations

import sys

import pytest

from ledger.databases import open_engine
from ledger.verification import reading, verify
from ledger.verification.examination import Examined, examine
from ledger.verification.reading import Span
from ledger.verification.workers import examined
from tests.builders import BOOK
from tests.faults.books import open_world

SPANS = [Span(at, at + 4) for at in range(1, 31, 5)]


def parts(url: str, processes: int) -> list[Examined]:
    engine = open_engine(url)
    with reading.snapshot(engine, BOOK) as connection:

        def here(span: Span) -> Examined:
            return examine(BOOK, reading.entries(connection, BOOK, span), *span)

        found = list(examined(engine.url, BOOK, SPANS, here, processes))
    engine.dispose()
    return found


def test_several_processes_find_what_one_finds_in_the_same_order(migrated_url: str) -> None:
    open_world(migrated_url)
    assert parts(migrated_url, 3) == parts(migrated_url, 1)


def test_where_no_process_can_be_started_this_one_does_the_work(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_sqlite_url)
    alone = parts(migrated_sqlite_url, 1)
    for program in ("/bin/false", "/nowhere"):
        monkeypatch.setattr(sys, "executable", program)
        assert parts(migrated_sqlite_url, 2) == alone


@pytest.mark.parametrize("processes", (1, 2, None))
def test_a_book_verifies_by_however_many(migrated_sqlite_url: str, processes: int | None) -> None:
    open_world(migrated_sqlite_url)
    engine = open_engine(migrated_sqlite_url)
    report = verify(engine, BOOK, processes=processes, deep=True)
    engine.dispose()
    assert report.ok, report.problems


def test_a_book_that_is_not_there_does_not_verify(migrated_sqlite_url: str) -> None:
    engine = open_engine(migrated_sqlite_url)
    report = verify(engine, "nothing")
    engine.dispose()
    assert {problem.facts["table"] for problem in report.problems} >= {"head"}
    assert report.entries == 0
