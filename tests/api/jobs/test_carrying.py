"""Whatever happens in a job, its owner is told how it ended, and nothing half done is left."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable

import pytest

from api.jobs import register
from api.jobs.carrying import carry_out
from api.jobs.job import Job
from api.jobs.work import Made, Work
from api.jobs.worker import PATIENCE
from api.problems import edge
from ledger.errors import Unusable
from tests.builders import NOW, a_command
from tests.serving import Office
from tests.working import a_job, found, place_of


def carried(office: Office, kind: Callable[[Work], Made]) -> Job:
    """A job of a kind, taken and carried out."""
    a_job(office)
    held = register.take(office.engine, NOW, PATIENCE)
    assert held is not None
    carry_out(place_of(office), held, {"trial": kind})
    return found(office, held)


def files_in(office: Office) -> list[str]:
    folder = office.settings.files
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def a_file(work: Work) -> Made:
    work.progress(1, 2)
    path = work.folder / "whatever"
    path.write_bytes(b"bytes")
    return Made(result={"ก": 1}, file=path, name="ชื่อ.txt", media_type="text/plain")


def test_a_file_is_kept_for_its_owner_alone_and_nothing_beside_it(office: Office) -> None:
    job = carried(office, a_file)
    assert (job.state, job.result, job.done, job.total) == ("done", {"ก": 1}, 2, 2)
    assert job.file is not None
    assert files_in(office) == [job.file.file] == [f"{job.id}-1"]
    path = office.settings.files / job.file.file
    assert (path.stat().st_mode & 0o777, office.settings.files.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (job.file.name, job.file.size, path.read_bytes()) == ("ชื่อ.txt", 5, b"bytes")


def failing(error: Exception) -> Callable[[Work], Made]:
    def kind(work: Work) -> Made:
        a_file(work)
        raise error

    return kind


def _from(cause: Exception, error: Exception) -> Exception:
    error.__cause__ = cause
    return error


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/secret")


@pytest.mark.parametrize(
    ("error", "code", "status", "facts"),
    (
        (edge("not_found"), "not_found", 404, {}),
        (Unusable("empty_book", book="b"), "empty_book", 400, {"book": "b"}),
        (FULL, "no_room", 503, {}),
        (OSError(errno.EACCES, "denied", "/srv/secret"), "not_written", 503, {}),
        (_from(FULL, Unusable("cannot_write", path="/srv/secret", reason="full")), "no_room", 503, {}),
        (Unusable("cannot_write", path="/srv/secret", reason="x"), "not_written", 503, {}),
        (ValueError("/srv/secret"), "internal", 500, {}),
        (MemoryError(), "internal", 500, {}),
    ),
)
def test_an_error_is_told_by_its_code_and_says_nothing_of_the_inside(
    office: Office, error: Exception, code: str, status: int, facts: dict[str, str]
) -> None:
    job = carried(office, failing(error))
    assert job.problem is not None
    assert (job.state, job.problem.code, job.problem.status) == ("failed", code, status)
    assert job.problem.facts == facts
    assert (job.file, files_in(office)) == (None, [])


def test_a_job_ends_at_the_step_at_which_it_hears_that_it_should(office: Office) -> None:
    def kind(work: Work) -> Made:
        register.cancel(office.engine, work.job, NOW)
        work.told.state = "cancelling"  # as its next beat says
        return a_file(work)

    job = carried(office, kind)
    assert (job.state, job.file, files_in(office)) == ("cancelled", None, [])


def test_the_end_that_is_asked_for_is_heard_by_the_beat(office: Office) -> None:
    def kind(work: Work) -> Made:
        register.cancel(office.engine, work.job, NOW)
        until = time.monotonic() + 10
        while time.monotonic() < until:
            work.check()
        raise AssertionError

    assert carried(office, kind).state == "cancelled"


def test_what_is_done_before_it_hears_of_the_end_is_done(office: Office) -> None:
    def kind(work: Work) -> Made:
        made = a_file(work)
        register.cancel(office.engine, work.job, NOW)
        return made

    assert carried(office, kind).state == "done"


def test_a_taking_that_another_has_replaced_ends_nothing_and_leaves_no_file(office: Office) -> None:
    def kind(work: Work) -> Made:
        assert register.take(office.engine, NOW + 2 * PATIENCE, PATIENCE)
        return a_file(work)

    job = carried(office, kind)
    assert (job.state, job.attempt, job.file, files_in(office)) == ("running", 2, None, [])


def test_a_grant_that_ended_meanwhile_stops_the_job(office: Office) -> None:
    job = a_job(office, actor="spender")  # who sees one unit, and asked as one who sees every unit
    held = register.take(office.engine, NOW, PATIENCE)
    assert held is not None
    carry_out(place_of(office), held, {"trial": a_file})
    problem = found(office, job).problem
    assert problem is not None
    assert (problem.code, files_in(office)) == ("access_ended", [])


def test_a_revoked_role_is_looked_at_when_the_job_runs(office: Office) -> None:
    job = a_job(office)
    end = a_command("revoke_role", holder="auditor", roles=["auditor"])
    office.post(end, "root", "end")
    held = register.take(office.engine, NOW, PATIENCE)
    assert held is not None
    carry_out(place_of(office), held, {"trial": a_file})
    problem = found(office, job).problem
    assert problem is not None
    assert problem.code == "access_ended"
