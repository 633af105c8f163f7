"""A job is entered once, held by one taking at a time, and ended once."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Final

import pytest

from api.access.scope import Scope
from api.jobs import register
from api.jobs.job import Job, Problem, id_of
from api.jobs.tables import metadata
from ledger.errors import KeyReused
from tests.builders import BOOK, NOW
from tests.serving import Office
from tests.working import a_job, found

PATIENCE: Final = timedelta(seconds=20)
LATER: Final = NOW + timedelta(seconds=21)
DONE: Final = {"state": "done"}


def taken(office: Office, seconds: int = 0) -> Job:
    job = register.take(office.engine, NOW + timedelta(seconds=seconds), PATIENCE)
    assert job is not None
    return job


def test_a_key_is_one_job(each_office: Office) -> None:
    first = a_job(each_office, asked={"on": "2025-11-10", "unit": "เขต 🏠\n=1"})
    assert (
        a_job(each_office, asked={"unit": "เขต 🏠\n=1", "on": "2025-11-10"})
        == first
        == found(each_office, first)
    )
    with pytest.raises(KeyReused):
        a_job(each_office, asked={"on": "2025-11-11"})
    with pytest.raises(KeyReused):
        a_job(each_office, kind="other", asked=first.asked)


def test_a_key_asked_many_times_at_once_is_one_job(each_office: Office) -> None:
    together, entered = Barrier(6), list[Job]()

    def enter() -> None:
        together.wait()
        entered.append(a_job(each_office))

    callers = [Thread(target=enter) for _ in range(6)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert entered == [a_job(each_office)] * 6


def test_nobody_fills_the_queue_by_asking_at_once(each_office: Office) -> None:
    many = register.UNENDED_MAX + 12
    together, refused = Barrier(many), list[str]()

    def enter(key: str) -> None:
        together.wait()
        try:
            a_job(each_office, key)
        except register.QueueFull:
            refused.append(key)

    callers = [Thread(target=enter, args=(f"k{number}",)) for number in range(many)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert len(refused) == 12
    assert a_job(each_office, "k1", actor="officer").state == "waiting"
    with each_office.engine.connect() as connection:
        assert register.unended(connection, BOOK, "auditor") == register.UNENDED_MAX


def test_the_key_of_somebody_else_is_another_job(each_office: Office) -> None:
    assert len({a_job(each_office, actor=who).id for who in ("auditor", "officer")}) == 2
    assert id_of("b", "ac", "k") != id_of("ba", "c", "k")


@pytest.mark.parametrize("units", (None, frozenset[str](), frozenset({"1032", "เขต"})))
def test_what_its_owner_saw_is_kept(each_office: Office, units: frozenset[str] | None) -> None:
    job = a_job(each_office, scope=Scope(units))
    assert found(each_office, job).scope == Scope(units)


def test_the_oldest_job_is_taken_first_whatever_its_book(each_office: Office) -> None:
    newer = a_job(each_office, "newer", now=NOW + timedelta(seconds=1))
    older = a_job(each_office, "older")
    assert [taken(each_office, 2).id for _ in range(2)] == [older.id, newer.id]
    assert register.take(each_office.engine, NOW, PATIENCE) is None


def test_a_job_is_taken_by_one_of_many_workers(each_office: Office) -> None:
    a_job(each_office)
    together, held = Barrier(6), list[Job | None]()

    def take() -> None:
        together.wait()
        held.append(register.take(each_office.engine, NOW, PATIENCE))

    workers = [Thread(target=take) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [job.attempt for job in held if job] == [1]


def test_a_job_of_a_worker_that_lives_is_left_to_it(each_office: Office) -> None:
    a_job(each_office)
    held = taken(each_office)
    assert register.beat(each_office.engine, held, LATER, 1, 2) == "running"
    assert register.take(each_office.engine, LATER + PATIENCE, PATIENCE) is None
    now = found(each_office, held)
    assert (now.state, now.done, now.total) == ("running", 1, 2)


def test_a_job_of_a_silent_worker_is_taken_again_and_the_first_taking_counts_no_more(
    each_office: Office,
) -> None:
    a_job(each_office)
    first = taken(each_office)
    second = taken(each_office, 21)
    assert (first.id, first.attempt, second.attempt) == (second.id, 1, 2)
    assert register.beat(each_office.engine, first, LATER, 1, 2) == ""
    assert not register.end(each_office.engine, first, DONE, LATER)
    assert not register.put_back(each_office.engine, first)
    assert found(each_office, second).state == "running"
    assert register.end(each_office.engine, second, DONE, LATER)
    assert not register.end(each_office.engine, second, {"state": "failed"}, LATER)
    assert found(each_office, second).state == "done"


def test_a_job_that_ends_no_worker_is_given_up(each_office: Office) -> None:
    job = a_job(each_office)
    for number in range(register.ATTEMPTS_MAX):
        taken(each_office, 30 * number)
    assert register.take(each_office.engine, NOW + timedelta(hours=1), PATIENCE) is None
    now = found(each_office, job)
    assert (now.state, now.problem) == ("failed", Problem(code="job_gave_up", status=500, facts={}))


def test_what_was_put_back_waits_for_the_next(each_office: Office) -> None:
    a_job(each_office)
    held = taken(each_office)
    assert register.put_back(each_office.engine, held)
    assert found(each_office, held).state == "waiting"
    assert taken(each_office).attempt == 2


def test_a_job_that_waits_is_cancelled_at_once(each_office: Office) -> None:
    job = a_job(each_office)
    register.cancel(each_office.engine, job, LATER)
    now = found(each_office, job)
    assert (now.state, now.ended_at) == ("cancelled", "2025-11-20T03:00:21.000000Z")
    assert register.take(each_office.engine, LATER, PATIENCE) is None


def test_a_job_that_runs_hears_at_its_next_beat_that_it_should_end(each_office: Office) -> None:
    a_job(each_office)
    held = taken(each_office)
    register.cancel(each_office.engine, held, NOW)
    assert register.beat(each_office.engine, held, NOW, 0, 0) == "cancelling"
    assert not register.put_back(each_office.engine, held)
    assert register.take(each_office.engine, LATER, PATIENCE) is None  # its worker is silent: it ends here
    assert found(each_office, held).state == "cancelled"


def test_a_job_whose_end_was_asked_for_meanwhile_is_not_taken(each_office: Office) -> None:
    a_job(each_office)
    seen = found(each_office, taken(each_office))  # silent, as somebody sees it who would take it
    register.cancel(each_office.engine, seen, NOW)
    assert register._taken(each_office.engine, seen, LATER) is None
    assert found(each_office, seen).state == "cancelling"


def test_a_job_that_has_ended_cannot_be_cancelled(each_office: Office) -> None:
    a_job(each_office)
    held = taken(each_office)
    register.end(each_office.engine, held, DONE, NOW)
    register.cancel(each_office.engine, held, NOW)
    assert found(each_office, held).state == "done"


def test_old_files_are_forgotten_first_and_old_jobs_later(each_office: Office) -> None:
    ended = []
    for number in range(3):
        a_job(each_office, str(number))
        held = taken(each_office)
        register.end(
            each_office.engine,
            held,
            {**DONE, "file": f"f{number}", "sha256": "ab"},
            NOW + timedelta(days=number),
        )
        ended.append(held)
    assert register.files_of(each_office.engine) == {"f0", "f1", "f2"}
    register.forget(each_office.engine, NOW + timedelta(days=2), NOW + timedelta(days=1))
    assert register.files_of(each_office.engine) == {"f2"}
    with each_office.engine.connect() as connection:
        left = register.jobs_of(connection, BOOK, "auditor", ("", ""), 9)
    assert {job.id for job in left} == {ended[1].id, ended[2].id}
    assert {job.file.file for job in left if job.file} == {"", "f2"}


def test_a_list_goes_on_after_the_last_that_was_shown(each_office: Office) -> None:
    jobs = [a_job(each_office, str(number), now=NOW + timedelta(seconds=number // 2)) for number in range(5)]
    seen, before = list[str](), ("", "")
    with each_office.engine.connect() as connection:
        while page := register.jobs_of(connection, BOOK, "auditor", before, 2):
            seen += [job.id for job in page]
            before = (page[-1].asked_at, page[-1].id)
        assert register.unended(connection, BOOK, "auditor") == 5
    assert sorted(seen) == sorted(job.id for job in jobs)
    assert seen[0] == jobs[4].id


def test_the_table_is_of_a_book_and_the_writer_gives_every_value() -> None:
    (table,) = metadata.tables.values()
    assert table.info["reach"] == "book"
    assert table.columns.keys()[0] == table.primary_key.columns.keys()[0] == "book"
    assert [c.name for c in table.columns if c.nullable or c.server_default or c.default or c.identity] == []
