"""A full disk and a locked file: told as such, nothing half done, and the book goes on."""

from __future__ import annotations

import sqlite3
from threading import Timer
from typing import Any

import pytest
from sqlalchemy import event, make_url, text

from ledger.errors import Unavailable
from ledger.posting import Journal
from tests.builders import BOOK
from tests.faults.books import SECONDS_MAX, a_worker, checked, open_world, opened, paid, pay


def test_a_full_disk_records_nothing_says_so_and_posting_goes_on_when_there_is_room(
    migrated_sqlite_url: str,
) -> None:
    open_world(migrated_sqlite_url)
    worker = a_worker(migrated_sqlite_url, "fill", "full")
    said = worker.communicate(timeout=SECONDS_MAX)[0].split()
    assert worker.returncode == 0
    assert said[-2] == "not_recorded"
    acknowledged = ["full-0", *said[:-2], said[-1]]
    assert len(acknowledged) > 3
    assert paid(checked(migrated_sqlite_url)) == acknowledged


def test_a_file_that_may_not_grow_refuses_and_goes_on_later(migrated_sqlite_url: str) -> None:
    open_world(migrated_sqlite_url)
    with opened(migrated_sqlite_url) as engine:
        pages: list[int] = []

        @event.listens_for(engine, "connect")
        def limit(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
            if pages:
                connection.execute(f"PRAGMA max_page_count = {pages[0]}")

        with engine.connect() as connection:
            pages.append(connection.execute(text("PRAGMA page_count")).scalar_one() + 2)
        engine.dispose()
        journal = Journal(engine, BOOK)
        done: list[str] = []

        def fill() -> None:
            while pay(journal, f"V-{len(done)}") == "":
                done.append(f"V-{len(done)}")

        with pytest.raises(Unavailable, match="not_recorded"):
            fill()
        pages[0] = 1_000_000
        engine.dispose()
        assert pay(journal, "room again") == ""
    assert done
    assert paid(checked(migrated_sqlite_url)) == [*done, "room again"]


def test_a_file_locked_by_another_process_for_a_while_is_waited_for(migrated_sqlite_url: str) -> None:
    open_world(migrated_sqlite_url)
    file = make_url(migrated_sqlite_url).database
    other = sqlite3.connect(str(file), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = Timer(0.5, lambda: other.execute("ROLLBACK"))
    release.start()
    with opened(migrated_sqlite_url) as engine:
        assert pay(Journal(engine, BOOK), "patient") == ""
    release.join()
    other.close()
    assert paid(checked(migrated_sqlite_url)) == ["patient"]
