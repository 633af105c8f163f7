"""A server for tests: `khlang serve` as a process of its own, asked over real HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final

from tests.terminal import Terminal

WAIT_SECONDS: Final = 30


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def served(
    place: Terminal, *words: str, log: Path | None = None, first: str = "", **environment: str
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`khlang serve` in a process of its own, once it answers; what it says goes to a file, or to pipes.

    `first` is done in that process before anything else.
    """
    port = free_port()
    command = [
        sys.executable,
        "-c",
        f"{first}\nfrom api.cli import main; main()",
        "--database",
        place.database,
        "serve",
    ]
    command += ["--bind", f"127.0.0.1:{port}", *words]
    with (
        log.open("wb") if log else nullcontext(subprocess.PIPE) as said,
        subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, "KHLANG_RATE": "0", **environment}
        ) as process,
    ):
        try:
            until = time.monotonic() + WAIT_SECONDS
            while ask(port, "/api/v1/health/ready")[0] != 200:
                assert process.poll() is None, process.stderr and process.stderr.read()
                assert time.monotonic() < until
                time.sleep(0.1)
            yield port, process
        finally:
            process.send_signal(signal.SIGINT)  # at once; what is killed leaves its counts behind
            try:
                process.wait(WAIT_SECONDS)
            except subprocess.TimeoutExpired:
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
