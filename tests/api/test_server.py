"""The server: gunicorn over real HTTP; what has begun is finished when it is told to stop."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from api.server import options_of
from tests.terminal import PILOT, ROOT, Terminal

WAIT_SECONDS = 30


@pytest.fixture
def place(tmp_path: Path) -> Terminal:
    made = Terminal(f"sqlite:///{tmp_path}/book.db")
    made.ask("import", PILOT)
    return made


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def served(place: Terminal, *words: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`khlang serve` in a process of its own, once it answers."""
    port = free_port()
    command = [
        sys.executable,
        "-c",
        "from api.cli import main; main()",
        "--database",
        place.database,
        "serve",
    ]
    command += ["--bind", f"127.0.0.1:{port}", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    ) as process:
        try:
            until = time.monotonic() + WAIT_SECONDS
            while ask(port, "/api/v1/health/ready")[0] != 200:
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < until
                time.sleep(0.1)
            yield port, process
        finally:
            process.kill()


def ask(port: int, path: str, token: str = "", body: Any = None, key: str = "") -> tuple[int, Any]:  # noqa: ANN401 - JSON
    """Ask over HTTP; status 0 when nobody listens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=WAIT_SECONDS)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    try:
        method = "GET" if body is None else "POST"
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    except ConnectionError:
        return 0, None
    finally:
        connection.close()


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
    assert options["worker_class"] == "gthread"
    assert options["graceful_timeout"] > 0
    assert options["accesslog"] is None
