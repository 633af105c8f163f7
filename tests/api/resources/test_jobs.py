"""A job is told of to its owner alone, as long as they see what they saw; its file is what was made."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from api.access.scope import Scope
from api.jobs import register
from api.jobs.job import Job
from api.jobs.work import Made, Work
from api.jobs.worker import PATIENCE, Worker
from tests.builders import NOW, a_command
from tests.serving import Office
from tests.working import a_job, place_of, work_off

ALL = Scope(None)
OWN = Scope(frozenset({"1032"}))
NAME = "ก/1 \n.txt"


def a_file(work: Work) -> Made:
    path = work.folder / "x"
    path.write_text("เนื้อหา", "utf-8")
    return Made(result={"n": 1}, file=path, name=NAME, media_type="text/plain")


def done(office: Office, key: str = "k1", actor: str = "auditor", scope: Scope = ALL) -> Job:
    job = a_job(office, key, actor=actor, scope=scope)
    work_off(office, {"trial": a_file})
    return job


def code(office: Office, who: str, path: str, method: str = "GET") -> tuple[int, str]:
    said = office.send(method, who, path)
    return said.status_code, said.json.get("code", said.json.get("state", ""))


def test_the_owner_sees_how_it_ended_and_fetches_its_file(each_office: Office) -> None:
    job = done(each_office)
    seen = each_office.read("auditor", f"/jobs/{job.id}")
    assert (seen["state"], seen["result"], seen["problem"]) == ("done", {"n": 1}, None)
    said = each_office.get("auditor", seen["file"]["href"].removeprefix("/api/v1"))
    assert (said.status_code, said.text, said.mimetype) == (200, "เนื้อหา", "text/plain")
    assert said.headers["ETag"] == f'"{seen["file"]["sha256"]}"'
    digest = base64.b64encode(bytes.fromhex(seen["file"]["sha256"])).decode()
    assert said.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert said.headers["Content-Length"] == str(seen["file"]["size"]) == str(len(said.data))
    assert said.headers["Content-Disposition"] == (
        "attachment; filename=\"__1__.txt\"; filename*=UTF-8''%E0%B8%81_1__.txt"
    )


def test_a_file_that_the_reader_has_is_not_sent_again(office: Office) -> None:
    path = f"/jobs/{done(office).id}/file"
    tag = office.get("auditor", path).headers["ETag"]
    said = office.get("auditor", path, **{"If-None-Match": tag})
    assert (said.status_code, said.data) == (304, b"")


@pytest.mark.parametrize("who", ("officer", "spender", "root"))
@pytest.mark.parametrize("more", ("", "/file"))
def test_to_anybody_else_a_job_is_as_one_that_is_not_there(office: Office, who: str, more: str) -> None:
    there, nowhere = f"/jobs/{done(office).id}{more}", f"/jobs/{'0' * 32}{more}"
    assert office.get(who, there).data == office.get(who, nowhere).data
    assert office.get(who, there).status_code == 404
    assert office.send("DELETE", who, f"/jobs/{done(office).id}").status_code == 404


def test_a_list_is_of_ones_own_jobs_the_newest_first(office: Office) -> None:
    jobs = [a_job(office, str(number), now=NOW + timedelta(seconds=number)) for number in range(3)]
    a_job(office, "theirs", actor="officer")
    first = office.get("auditor", "/jobs?limit=2").json
    rest = office.read("auditor", f"/jobs?limit=2&cursor={first['next']}")
    assert [job["id"] for job in first["jobs"] + rest["jobs"]] == [job.id for job in reversed(jobs)]
    assert rest["next"] is None
    assert code(office, "auditor", "/jobs?cursor=x") == (422, "bad_value")
    assert office.read("spender", "/jobs") == {"jobs": [], "next": None}


def test_a_list_tells_how_things_stand_now(office: Office) -> None:
    job = a_job(office)
    assert [each["state"] for each in office.read("auditor", "/jobs")["jobs"]] == ["waiting"]
    register.cancel(office.engine, job, NOW)
    assert [each["state"] for each in office.read("auditor", "/jobs")["jobs"]] == ["cancelled"]


@pytest.mark.parametrize("asked_as", (Scope(None), Scope(frozenset({"1032", "1033"}))))
def test_who_sees_less_than_when_they_asked_sees_the_job_no_more(office: Office, asked_as: Scope) -> None:
    own = done(office, "own", "spender", OWN)
    more = done(office, "more", "spender", asked_as)  # as their grants were then
    assert [job["id"] for job in office.read("spender", "/jobs")["jobs"]] == [own.id]
    assert code(office, "spender", f"/jobs/{more.id}") == (404, "not_found")
    assert code(office, "spender", f"/jobs/{more.id}/file") == (404, "not_found")


def test_a_grant_that_ended_stops_the_file_too(office: Office) -> None:
    job = done(office)
    end = a_command("revoke_role", holder="auditor", roles=["auditor"])
    office.post(end, "root", "end")
    assert office.get("auditor", f"/jobs/{job.id}/file").status_code in {403, 404}


def test_a_job_is_cancelled_once_and_by_its_owner(each_office: Office) -> None:
    waiting = a_job(each_office, "w")
    assert code(each_office, "auditor", f"/jobs/{waiting.id}", "DELETE") == (200, "cancelled")
    assert code(each_office, "auditor", f"/jobs/{waiting.id}", "DELETE") == (200, "cancelled")
    running = a_job(each_office, "r")
    assert register.take(each_office.engine, NOW, PATIENCE)
    assert code(each_office, "auditor", f"/jobs/{running.id}", "DELETE") == (200, "cancelling")
    assert code(each_office, "auditor", f"/jobs/{running.id}/file") == (409, "job_not_done")


def test_what_has_ended_is_not_cancelled(office: Office) -> None:
    job = done(office)
    assert code(office, "auditor", f"/jobs/{job.id}", "DELETE") == (409, "job_has_ended")


def test_a_file_is_gone_when_it_is_not_kept_or_is_not_what_was_made(office: Office) -> None:
    job = done(office)
    (path,) = office.settings.files.iterdir()
    path.write_bytes(b"something else")
    assert code(office, "auditor", f"/jobs/{job.id}/file") == (410, "file_gone")
    path.unlink()
    assert code(office, "auditor", f"/jobs/{job.id}/file") == (410, "file_gone")


def test_a_worker_forgets_files_after_days_and_jobs_after_months(office: Office) -> None:
    job = done(office)
    for days, said in ((6, 200), (8, 410), (91, 404)):
        place = place_of(office)
        place.clock = lambda days=days: NOW + timedelta(days=days)  # type: ignore[misc]  # the day of the loop
        Worker(place, {}).step()
        assert office.get("auditor", f"/jobs/{job.id}/file").status_code == said, days


def test_a_job_without_a_file_has_none(office: Office) -> None:
    job = a_job(office)
    work_off(office, {"trial": lambda _: Made(result={})})
    assert code(office, "auditor", f"/jobs/{job.id}/file") == (404, "not_found")


@pytest.mark.parametrize("id_", ("x", "%00", "ก", "'", "a" * 5000))
def test_no_name_breaks_anything(office: Office, id_: str) -> None:
    assert office.get("auditor", f"/jobs/{id_}").status_code == 404


def test_a_job_is_cancelled_if_it_is_still_what_was_seen(each_office: Office) -> None:
    path = f"/jobs/{a_job(each_office).id}"
    tag = each_office.get("auditor", path).headers["ETag"]
    assert each_office.get("auditor", path, **{"If-None-Match": tag}).status_code == 304
    for held, status in (('"another"', 412), (tag, 200), (tag, 412)):
        answer = each_office.send("DELETE", "auditor", path, headers={"If-Match": held})
        assert answer.status_code == status, answer.text
