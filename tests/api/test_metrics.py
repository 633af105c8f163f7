"""A monitor that knows the secret sees how the place does; nobody else sees anything."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from api.app import create_app
from api.jobs.tables import job
from api.serving import Serving
from tests.builders import BOOK, NOW
from tests.served import WAIT_SECONDS, ask, served
from tests.serving import Office, an_office
from tests.terminal import PILOT, Terminal

SECRET = "monitor-" * 5
KNOWS = {"Authorization": f"Bearer {SECRET}"}


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(migrated_sqlite_url, tmp_path) as opened:
        app = create_app(opened.engine, opened.settings, lambda: NOW, Serving(metrics_token=SECRET))
        yield Office(app, opened.engine, opened.settings, opened.tokens)


Samples = Mapping[tuple[str, tuple[tuple[str, str], ...]], float]


def read(text: str) -> Samples:
    """Every sample by its name and labels, as Prometheus' own parser reads them."""
    families = text_string_to_metric_families(text)
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def scraped(office: Office) -> Samples:
    said = office.client.get("/metrics", headers=KNOWS)
    assert said.status_code == 200, said.text
    assert said.mimetype == "text/plain"
    return read(said.text)


def grown(before: Samples, after: Samples, name: str, **labels: str) -> float:
    """By how much a sample has grown."""
    key = name, tuple(sorted(labels.items()))
    return after[key] - before.get(key, 0)


def test_requests_are_counted_by_the_template_of_their_route(office: Office) -> None:
    before = scraped(office)
    office.read("auditor", "/allocations/1032")
    office.read("auditor", "/allocations/1032")
    office.get("auditor", "/allocations/9999")
    office.send("GET", "", "/districts")
    after = scraped(office)
    route = "/api/v1/allocations/<path:unit>"
    assert grown(before, after, "khlang_requests_total", method="GET", route=route, status="200") == 2
    assert grown(before, after, "khlang_requests_total", method="GET", route=route, status="404") == 1
    assert grown(before, after, "khlang_request_seconds_count", method="GET", route=route) == 3
    assert grown(before, after, "khlang_problems_total", code="unauthenticated") == 1


def test_whatever_is_asked_for_there_are_no_more_rows(office: Office) -> None:
    office.client.get("/first")
    office.client.open("/first", method="BREW")
    before = scraped(office)
    for number in range(50):
        office.client.get(f"/{number}")
        office.client.open(f"/{number}", method=f"BREW{number}")
        office.get("auditor", f"/allocations/{number}", **{"X-Request-Id": f"request-{number}"})
    assert {key for key in scraped(office).keys() - before.keys() if "allocations" not in str(key)} == set()


def test_what_is_posted_and_where_the_book_stands_is_told(office: Office) -> None:
    before = scraped(office)
    outcome = office.command(
        "head", {"verb": "set_policy", "valid_from": "2026-01-01", "effective_on": "2025-11-20"}, "k"
    )
    assert outcome.status_code == 201, outcome.text
    with office.engine.connect():
        after = scraped(office)
    assert grown(before, after, "khlang_entries_total") == 1
    assert grown(before, after, "khlang_batch_requests_count") == 1
    assert grown(before, after, "khlang_queue_seconds_count") == 1
    assert grown(before, after, "khlang_commit_seconds_count") == 1
    assert grown(before, after, "khlang_journal_entries", book=BOOK) == 1
    assert after["khlang_resident_bytes", ()] > 10**7
    assert after["khlang_processes", ()] == 1
    assert grown(before, after, "khlang_connections_in_use") == 1


def test_jobs_are_told_by_their_state(office: Office) -> None:
    row = {column.name: 0 if column.type.python_type is int else "" for column in job.columns}
    with office.engine.begin() as connection:
        for id_, state in (("1", "waiting"), ("2", "waiting"), ("3", "done")):
            connection.execute(job.insert().values({**row, "book": BOOK, "id": id_, "state": state}))
    after = scraped(office)
    assert after["khlang_jobs", (("state", "waiting"),)] == 2
    assert after["khlang_jobs", (("state", "done"),)] == 1


@pytest.mark.parametrize(
    "headers",
    ({}, {"Authorization": "Bearer x"}, {"Authorization": "Bearer ความลับ".encode().decode("latin-1")}),
)
def test_who_does_not_know_the_secret_sees_nothing(office: Office, headers: dict[str, str]) -> None:
    said = office.client.get("/metrics", headers=headers)
    assert (said.status_code, said.get_json()["code"]) == (401, "unauthenticated")


def test_no_token_of_a_person_opens_it(office: Office) -> None:
    for who in office.tokens:
        token = {"Authorization": f"Bearer {office.tokens[who]}"}
        assert office.client.get("/metrics", headers=token).status_code == 401


def test_where_there_is_no_secret_there_are_no_metrics(migrated_sqlite_url: str, tmp_path: Path) -> None:
    with an_office(migrated_sqlite_url, tmp_path) as office:
        for headers in ({}, {"Authorization": "Bearer "}):
            assert office.client.get("/metrics", headers=headers).status_code == 404


def test_they_tell_no_secret_and_name_no_unit(office: Office) -> None:
    office.read("spender", "/allocations/1032/L69")
    said = office.client.get("/metrics", headers=KNOWS).text
    labels = set(re.findall(r'="([^"]*)"', said))
    assert not labels & {"1032", "L69", "spender", *office.tokens.values(), SECRET}
    assert not any("1032" in each or "khl_" in each for each in labels)


def test_processes_add_up_what_each_of_them_counted(tmp_path: Path) -> None:
    place = Terminal(f"sqlite:///{tmp_path}/book.db")
    place.ask("import", PILOT)
    with served(place, "--workers", "2", "--no-jobs", log=tmp_path / "log", KHLANG_METRICS_TOKEN=SECRET) as (
        port,
        _,
    ):
        for _ in range(40):
            assert ask(port, "/api/v1/health/live")[0] == 200
        until = time.monotonic() + WAIT_SECONDS
        while read(text := metrics_of(port))["khlang_processes", ()] < 2:  # the second one still begins
            assert time.monotonic() < until
    route = "/api/v1/health/live"
    after = read(text)
    assert after["khlang_requests_total", (("method", "GET"), ("route", route), ("status", "200"))] == 40
    assert after["khlang_processes", ()] == 2
    assert after["khlang_resident_bytes", ()] > 5 * 10**7
    assert "pid=" not in text


def metrics_of(port: int) -> str:
    asked = Request(f"http://127.0.0.1:{port}/metrics", headers=KNOWS)
    with urlopen(asked) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())
