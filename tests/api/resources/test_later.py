"""What takes long is entered once under its key, and waited for as the caller prefers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest

from api.access.tokens import issue
from api.jobs import register
from api.jobs.work import Kind, Made, Work
from api.problems import edge
from api.resources import later
from tests.builders import NOW
from tests.serving import Answer, Office
from tests.working import order, worker_of

WANTED: dict[str, Any] = {"kind": "verification"}


def ask(office: Office, prefer: str = "", key: str = "k1", who: str = "auditor") -> tuple[Answer, float]:
    begun = time.monotonic()
    answer = order(office, who, "/reports", WANTED, key, Prefer=prefer)
    return answer, time.monotonic() - begun


@contextmanager
def a_worker_beside(office: Office, kind: Kind) -> Iterator[None]:
    """Somebody who carries out one job in a while."""
    worker = worker_of(office, {"verification": kind})

    def work() -> None:
        until = time.monotonic() + 10
        while not worker.step() and time.monotonic() < until:
            time.sleep(0.02)

    thread = Thread(target=work)
    thread.start()
    yield
    thread.join()


def soon(_: Work) -> Made:
    return Made(result={"ok": True})


def badly(_: Work) -> Made:
    raise edge("no_room")


def test_who_prefers_not_to_wait_is_answered_at_once(each_office: Office) -> None:
    answer, took = ask(each_office, "respond-async")
    assert (answer.status_code, answer.json["state"], took < 1) == (202, "waiting", True)
    assert answer.headers["Preference-Applied"] == "respond-async"
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json['id']}?book=book-1"
    assert answer.headers["Location"] == answer.json["href"]


@pytest.mark.parametrize("prefer", ("", "wait=20", "handling=lenient, wait=20", 'WAIT = "20"; x=1'))
def test_what_ends_soon_is_answered_with_its_end(office: Office, prefer: str) -> None:
    with a_worker_beside(office, soon):
        answer, _ = ask(office, prefer)
    assert (answer.status_code, answer.json["state"], answer.json["result"]) == (201, "done", {"ok": True})
    assert answer.headers.get("Preference-Applied", "") == ("wait=20" if prefer else "")


def test_what_fails_while_it_is_waited_for_is_a_problem_that_names_its_job(office: Office) -> None:
    with a_worker_beside(office, badly):
        answer, _ = ask(office)
    assert (answer.status_code, answer.json["code"]) == (503, "no_room")
    assert office.read("auditor", answer.headers["Location"].removeprefix("/api/v1"))["state"] == "failed"


@pytest.mark.parametrize(
    ("prefer", "seconds"), (("", later.QUEUE_SECONDS), ("wait=0", 0), ("wait=2", 2), ("wait=x, nonsense;", 1))
)
def test_a_queue_is_waited_for_only_as_long_as_was_said(office: Office, prefer: str, seconds: int) -> None:
    answer, took = ask(office, prefer)
    assert (answer.status_code, answer.json["state"]) == (202, "waiting")
    assert seconds <= took < seconds + 1.5


def test_nobody_waits_longer_than_the_server_lets(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later, "WAIT_SECONDS_MAX", 1)
    answer, took = ask(office, "wait=9999")
    assert (answer.headers["Preference-Applied"], took < 2.5) == ("wait=1", True)


def test_most_threads_of_a_process_never_wait(office: Office) -> None:
    held = [later._WAITING.acquire(blocking=False) for _ in range(4)]
    try:
        assert (all(held), ask(office)[1] < 1) == (True, True)
    finally:
        for _ in held:
            later._WAITING.release()


def test_a_repeated_key_is_the_same_job(each_office: Office) -> None:
    first, again = (ask(each_office, "respond-async")[0] for _ in range(2))
    assert (first.data, first.status_code) == (again.data, again.status_code)
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    other = order(each_office, "auditor", "/reports", {"kind": "hledger"})
    assert (other.status_code, other.json["code"]) == (422, "key_reused")


@pytest.mark.parametrize("key", ("", "x" * 301, "a\tb"))
def test_a_key_is_needed_that_anybody_could_type_again(office: Office, key: str) -> None:
    assert order(office, "auditor", "/reports", WANTED, key).status_code in {400, 422}
    assert office.read("auditor", "/jobs")["jobs"] == []


def test_nobody_fills_the_queue(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "UNENDED_MAX", 2)
    said = [ask(office, "respond-async", key)[0] for key in ("a", "b", "c", "a")]
    assert [answer.status_code for answer in said] == [202, 202, 429, 202]
    assert (said[2].json["code"], said[2].headers["Retry-After"]) == ("too_many_jobs", "1")
    assert ask(office, "respond-async", who="head")[0].status_code == 202


def test_a_token_that_only_reads_asks_for_nothing(office: Office) -> None:
    token = issue(office.engine, "auditor", by="root", now=NOW, reads_only=True)[1]
    office.tokens["reader"] = token  # type: ignore[index]  # a dict in this office
    assert ask(office, "respond-async", who="reader")[0].json["code"] == "reads_only"
