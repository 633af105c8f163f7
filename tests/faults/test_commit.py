"""An error out of COMMIT, got through or not: the caller is answered once, and it is posted once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, text

from ledger import queries
from ledger.errors import Unavailable
from ledger.posting import Journal
from tests.builders import BOOK, a_request, a_voucher
from tests.faults.books import checked, open_world, opened, paid, pay

ERRORS: dict[str, Callable[[], Exception]] = {
    "the driver's own": lambda: psycopg.OperationalError("server closed the connection unexpectedly"),
    "SQLite's own": lambda: sqlite3.OperationalError("disk I/O error"),
    "of another class": lambda: RuntimeError("out of the blue"),
}


def spoil_commits(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    error: Callable[[], Exception],
    *,
    times: int,
    through: bool,
) -> None:
    """Let the next `times` commits raise: after they got through, or instead."""
    commit = engine.dialect.do_commit
    left = [times]

    def doubtful(connection: Any) -> None:  # noqa: ANN401 - the driver's connection
        if not left[0]:
            return commit(connection)
        left[0] -= 1
        if through:
            commit(connection)
        raise error()

    monkeypatch.setattr(engine.dialect, "do_commit", doubtful)


@pytest.mark.parametrize("through", (True, False), ids=("got through", "did not"))
@pytest.mark.parametrize("error", ERRORS)
def test_after_one_doubtful_commit_it_is_posted_once_and_answered(
    error: str, *, through: bool, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        assert pay(journal, "before") == ""
        spoil_commits(engine, monkeypatch, ERRORS[error], times=1, through=through)
        outcome = journal.post(a_request(a_voucher("V-1"), "doubtful"), "spender")
        assert outcome.refusal is None
        assert not outcome.replayed
        assert [entry.request.key for entry in outcome.entries] == ["doubtful"]
        assert pay(journal, "after") == ""
    assert paid(checked(migrated_url)) == ["before", "doubtful", "after"]


def test_a_refusal_is_kept_once_after_a_doubtful_commit(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        spoil_commits(engine, monkeypatch, ERRORS["of another class"], times=2, through=True)
        assert pay(journal, "too much", "5000.00") == "short"
    assert [e.request.key for e in checked(migrated_url) if e.refused] == ["too much"]


def test_a_whole_batch_is_posted_once_after_a_doubtful_commit(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        spoil_commits(engine, monkeypatch, ERRORS["of another class"], times=1, through=True)
        asked = [a_request(a_voucher(f"V-{n}", {"amount": "300.00"}), f"V-{n}") for n in range(5)]
        outcomes = journal.post_all([*asked, asked[0]], "spender")
    assert [o.refusal.code if o.refusal else "" for o in outcomes] == ["", "", "", "short", "short", ""]
    assert [o.replayed for o in outcomes] == [False] * 5 + [True]
    assert paid(checked(migrated_url)) == ["V-0", "V-1", "V-2"]


def test_when_no_commit_gets_through_nothing_is_recorded_and_the_caller_hears_so(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        with monkeypatch.context() as spoilt:
            spoil_commits(engine, spoilt, ERRORS["of another class"], times=99, through=False)
            with pytest.raises(Unavailable, match="not_recorded"):
                pay(journal, "never")
        assert pay(journal, "later") == ""
    assert paid(checked(migrated_url)) == ["later"]


def test_when_every_commit_is_doubtful_but_gets_through_the_answer_is_found(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        spoil_commits(engine, monkeypatch, ERRORS["of another class"], times=99, through=True)
        assert pay(journal, "always in doubt") == ""
    assert paid(checked(migrated_url)) == ["always in doubt"]


@pytest.mark.parametrize("moment", ("INSERT INTO entry", "COMMIT"))
def test_a_backend_terminated_in_mid_posting_costs_nothing(
    moment: str, migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_postgres_url)
    with opened(migrated_postgres_url) as engine, opened(migrated_postgres_url) as admin:
        left = [2]

        def terminate(connection: Any) -> None:  # noqa: ANN401 - the driver's connection
            left[0] -= 1
            with admin.connect() as killer:
                killer.execute(
                    text("SELECT pg_terminate_backend(:pid)"), {"pid": connection.info.backend_pid}
                )

        if moment == "COMMIT":
            commit = engine.dialect.do_commit

            def doomed(connection: Any) -> None:  # noqa: ANN401 - the driver's connection
                if left[0]:
                    terminate(connection)
                commit(connection)

            monkeypatch.setattr(engine.dialect, "do_commit", doomed)
        else:
            execute = engine.dialect.do_execute

            def interrupted(cursor: Any, statement: str, *rest: Any) -> None:  # noqa: ANN401 - the driver's
                if moment in statement and left[0]:
                    terminate(cursor.connection)
                execute(cursor, statement, *rest)

            monkeypatch.setattr(engine.dialect, "do_execute", interrupted)
        journal = Journal(engine, BOOK)
        outcome = journal.post(a_request(a_voucher("V-1"), "V-1"), "spender")
        assert (outcome.refusal, outcome.replayed, left[0]) == (None, False, 0)
    assert paid(checked(migrated_postgres_url)) == ["V-1"]


def test_an_error_of_the_program_reaches_its_caller_alone(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as spoilt:
            spoilt.setattr("ledger.store.project", broken)
            with pytest.raises(ZeroDivisionError):
                pay(journal, "unlucky")
        assert pay(journal, "lucky") == ""
        with engine.connect() as connection:
            assert queries.head(connection, BOOK) is not None
    assert paid(checked(migrated_url)) == ["lucky"]
