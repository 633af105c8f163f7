"""The server: gunicorn over real HTTP; what has begun is finished when it is told to stop."""

from __future__ import annotations

import re
import signal
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from api.patience import PatientWorker
from api.server import options_of
from ledger.databases import open_engine
from tests.served import WAIT_SECONDS, ask, served
from tests.terminal import PILOT, ROOT, Terminal


@pytest.fixture
def place(tmp_path: Path) -> Terminal:
    made = Terminal(f"sqlite:///{tmp_path}/book.db")
    made.ask("import", PILOT)
    return made


def test_a_token_reads_and_writes_over_http_and_the_server_stops_when_told(place: Terminal) -> None:
    token = place.ask("token", "create", place.actor)["token"]
    with served(place) as (port, process):
        status, said = ask(port, "/api/v1/allocations/1032", token)
        assert status == 200
        assert said["allocations"]
        assert ask(port, "/api/v1/allocations/1032", "khl_x")[0] == 401
        command = {"verb": "set_policy", "valid_from": "2026-01-01", "effective_on": "2026-09-30"}
        status, made = ask(port, "/api/v1/commands", token, command, "over-http")
        assert status == 201, made
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_SECONDS) == 0
    assert place.ask("verify")["ok"]


def test_the_example_of_the_readme_reads_what_remains_and_records_a_transfer(
    place: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    token = place.ask("token", "create", place.actor)["token"]
    (example,) = re.findall(
        r"```python\n(.*?)```", (ROOT / "api" / "README.md").read_text("utf-8"), re.DOTALL
    )
    with served(place) as (port, _):
        code = example.replace("127.0.0.1:8000", f"127.0.0.1:{port}").replace("khl_…", token)
        exec(compile(code, "README", "exec"), {})  # noqa: S102 - our own example
    assert "1032 2569-HOUSING-SURVEY" in capsys.readouterr().out
    assert [e["kind"] for e in place.ask("history", "--document", "TR-9")["entries"]] == ["transfer"]


def test_what_has_begun_is_answered_before_the_server_stops(place: Terminal) -> None:
    token = place.ask("token", "create", place.actor)["token"]
    answers: list[int] = []
    with served(place, "--threads", "4") as (port, process):

        def post(number: int) -> None:
            command = {"verb": "set_policy", "valid_from": "2026-01-01", "effective_on": "2026-09-30"}
            answers.append(ask(port, "/api/v1/commands", token, command, f"k{number}")[0])

        threads = [threading.Thread(target=post, args=(number,)) for number in range(24)]
        for thread in threads:
            thread.start()
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join()
        assert process.wait(WAIT_SECONDS) == 0
    recorded = len([e for e in place.ask("history")["entries"] if e["kind"] == "set_policy"])
    # Nobody who was told of a record is without one; who was cut off was told nothing.
    assert set(answers) <= {0, 201}
    assert answers.count(201) <= recorded
    assert answers.count(201) > 0


def test_the_server_is_never_that_for_development() -> None:
    options = options_of("127.0.0.1:1", 1, 16)
    assert options["worker_class"] is PatientWorker
    assert options["graceful_timeout"] > 0
    assert options["accesslog"] is None


@pytest.mark.parametrize(
    ("break_it", "code"),
    (
        ("UPDATE alembic_version SET version_num = '0001'", "old_database"),
        ("DROP TRIGGER entry_no_update", "damaged"),
    ),
)
def test_nothing_is_served_from_a_database_that_is_not_as_it_should_be(
    place: Terminal, break_it: str, code: str
) -> None:
    engine = open_engine(place.database)
    with engine.begin() as connection:
        connection.execute(text(break_it))
    engine.dispose()
    said = place.type("serve", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, code)


@pytest.mark.parametrize(
    ("name", "value"),
    (("KHLANG_RATE", "much"), ("KHLANG_METRICS_TOKEN", "short"), ("KHLANG_LOG_LEVEL", "loud")),
)
def test_nothing_is_served_under_a_setting_of_no_use_and_no_secret_is_told(
    place: Terminal, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    said = place.type("serve", "--json")
    assert (said.code, said.json["error"]["code"], said.json["error"]["facts"]["name"]) == (
        2, "bad_setting", name
    )  # fmt: skip
    assert value not in said.out + said.err


def test_workers_are_renewed_and_no_answer_is_lost(place: Terminal) -> None:
    assert options_of("127.0.0.1:1", 1, 16)["max_requests"] > 0
    token = place.ask("token", "create", place.actor)["token"]
    with served(place) as (port, process):
        answers: list[int] = []

        def read() -> None:
            answers.extend(ask(port, "/api/v1/districts", token)[0] for _ in range(60))

        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        process.send_signal(signal.SIGHUP)  # every worker makes way for a new one
        for thread in threads:
            thread.join()
    assert set(answers) == {200}
