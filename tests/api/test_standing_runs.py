"""Runs as they stand, told without the journal being read anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api import standing_runs
from api.standing_runs import StandingRuns
from api.statements import read
from ledger.posting import Journal
from ledger.rules.bearing import touches
from reconciliation.runs.run import Run
from reconciliation.runs.run import runs as runs_of
from tests.api.test_runs import APRIL, pilot, run, said, signed
from tests.reconciliation.builders import CUT_OFF


@pytest.fixture
def journal(migrated_url: str) -> Iterator[Journal]:
    made = pilot(migrated_url)
    yield made
    made.engine.dispose()


def told(standing: StandingRuns, journal: Journal) -> tuple[Run, ...]:
    with journal.engine.connect() as connection, connection.begin():
        return standing.runs(connection, journal.book)


def late(journal: Journal) -> None:
    """A fact of the signed period, said after it was signed."""
    line = {"line": "2569-HOUSING-SURVEY", "activity": "HH", "amount": "100.00"}
    said(journal, "clerk", "disburse", number="PV-LATE", unit="1032", lines=[line], original_on=CUT_OFF)


def test_the_runs_are_those_that_the_whole_journal_tells(journal: Journal) -> None:
    standing = StandingRuns()
    assert told(standing, journal) == ()
    signed(journal)
    run(journal, APRIL)
    first = told(standing, journal)
    assert first == runs_of(read(journal).entries)
    assert [one.state for one in first] == ["SIGNED", "COMPLETED"]
    late(journal)
    (stale, _) = told(standing, journal)
    assert (stale, stale.state) == (runs_of(read(journal).entries)[0], "STALE")
    assert told(StandingRuns(), journal)[0] == stale


def test_one_run_is_found_by_its_number(journal: Journal) -> None:
    made = signed(journal)
    standing = StandingRuns()
    with journal.engine.connect() as connection, connection.begin():
        found = standing.run(connection, journal.book, made.number)
        assert (found,) == runs_of(read(journal).entries)
        assert standing.run(connection, journal.book, "RUN-0099") is None


def test_an_entry_is_looked_at_once_and_none_from_before_the_run(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(journal)
    size = read(journal).head.size
    looked: list[int] = []
    plain = touches

    def noted(entry, *rest):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202 - as `touches`
        looked.append(entry.seq)
        return plain(entry, *rest)

    monkeypatch.setattr(standing_runs, "touches", noted)
    standing = StandingRuns()
    (made,) = told(standing, journal)
    assert looked == list(range(made.position + 1, size + 1))
    told(standing, journal)
    said(journal, "clerk", "set_policy", on=APRIL, valid_from="2026-04-30")
    told(standing, journal)
    assert looked[size - made.position :] == [size + 1]
