"""Sittings: a process that keeps what it has read answers like one that reads everything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text

from api.sitting import Sitting
from api.statements import make_statement
from ledger.entries import Request
from ledger.errors import Unusable
from ledger.posting import Journal
from tests.api.test_runs import pilot
from tests.reconciliation.builders import CUT_OFF

APRIL = date(2026, 4, 30)


@pytest.fixture
def journal(migrated_sqlite_url: str) -> Iterator[Journal]:
    made = pilot(migrated_sqlite_url)
    yield made
    made.engine.dispose()


def post(journal: Journal, key: str, verb: str, **said: Any) -> None:  # noqa: ANN401 - wire form
    wire = {"key": key, "effective_on": CUT_OFF.isoformat(), "verb": verb, **said}
    outcome = journal.post(Request.of_wire(wire), "clerk")
    assert outcome.refusal is None


def more(journal: Journal) -> None:
    """A unit nobody knew."""
    post(journal, "u", "register_unit", code="1999", name_th="เขตใหม่", parent="DEPT")


def test_what_is_new_is_read_and_nothing_else(journal: Journal) -> None:
    sitting = Sitting(journal)
    assert sitting.statement(CUT_OFF)[0] == make_statement(journal, CUT_OFF)[0]
    more(journal)
    asked: list[str] = []
    event.listen(journal.engine, "before_cursor_execute", lambda *about: asked.append(about[2]))
    again, reading = sitting.statement(CUT_OFF)
    assert len([query for query in asked if "FROM entry" in query]) == 1
    assert not any("FROM line" in query for query in asked)
    assert (again.position, len(reading.entries)) == (reading.head.size, reading.head.size)


def test_a_later_statement_is_the_one_a_new_process_makes(journal: Journal) -> None:
    sitting = Sitting(journal)
    before = sitting.statement(CUT_OFF)[0]
    more(journal)
    after = sitting.statement(CUT_OFF)[0]
    assert after == make_statement(journal, CUT_OFF)[0]
    assert after.position == before.position + 1
    assert len(after.districts) == len(before.districts) + 1


def test_another_day_and_other_rules_are_judged_anew(journal: Journal) -> None:
    sitting = Sitting(journal)
    sitting.statement(CUT_OFF)
    assert sitting.statement(APRIL)[0] == make_statement(journal, APRIL)[0]


def rewrite(journal: Journal, table: str, change: str) -> None:
    """Change a row behind the back of the guards, and leave these as they were."""
    with journal.engine.begin() as connection:
        found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        guards = connection.execute(found, {"table": table}).all()
        for name, _ in guards:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(f"UPDATE {table} SET {change}"))
        for _, sql in guards:
            connection.exec_driver_sql(sql)


def test_new_entries_that_the_head_does_not_attest_are_verified_in_full(journal: Journal) -> None:
    sitting = Sitting(journal)
    sitting.statement(CUT_OFF)
    more(journal)
    rewrite(journal, "head", "root = zeroblob(32)")
    found = sitting.statement(CUT_OFF)[0]
    assert "E-CHAIN" in {one.code for one in found.problems}


def test_what_was_done_to_older_rows_is_found_when_asked_to_verify(journal: Journal) -> None:
    sitting = Sitting(journal)
    sitting.statement(CUT_OFF)
    rewrite(journal, "bucket", "balance = balance + 1")
    more(journal)
    assert not sitting.statement(CUT_OFF)[0].problems
    sitting.verify()
    assert sitting.statement(CUT_OFF)[0].problems


def test_a_book_that_was_never_opened_is_refused(journal: Journal) -> None:
    with pytest.raises(Unusable, match="empty_book"):
        Sitting(Journal(journal.engine, "nobody")).statement(CUT_OFF)
