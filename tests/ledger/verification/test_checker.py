"""Checker: one moment of the book is judged, whatever happens meanwhile."""

from __future__ import annotations

from threading import Event, Thread

from ledger.databases import open_engine
from ledger.posting import Journal
from ledger.verification import Problem, Report, verify
from tests.builders import BOOK
from tests.faults.books import open_world, opened, pay


def test_a_book_verifies_while_it_is_posted_to(migrated_url: str) -> None:
    open_world(migrated_url)
    enough = Event()

    def post() -> None:
        with opened(migrated_url) as own:
            number = 0
            while not enough.is_set():
                number += 1
                pay(Journal(own, BOOK), f"V{number}")

    clerk = Thread(target=post)
    clerk.start()
    try:
        with opened(migrated_url) as engine:
            reports = [verify(engine, BOOK) for _ in range(10)]
    finally:
        enough.set()
        clerk.join()
    assert [report.problems for report in reports] == [()] * 10
    assert reports[-1].size > reports[0].size


def test_a_report_is_plain_values_for_who_reads_it_elsewhere(migrated_sqlite_url: str) -> None:
    open_world(migrated_sqlite_url)
    engine = open_engine(migrated_sqlite_url)
    report = verify(engine, BOOK)
    engine.dispose()
    said = report.to_json()
    assert (said["ok"], said["size"], said["entries"], said["problems"]) == (
        True,
        report.size,
        report.size,
        [],
    )
    assert len(bytes.fromhex(said["root"])) == 32


def test_a_report_with_a_problem_is_not_ok() -> None:
    problem = Problem.of("row_missing", table="entry", seq=7, found=b"\x00\xff")
    report = Report("b", 1, "00", 1, (problem,))
    assert not report.ok
    assert report.to_json()["problems"] == [
        {"code": "row_missing", "facts": {"table": "entry", "seq": "7", "found": "00ff"}}
    ]
