"""Slow clients cost no thread before they have said something, and are cut off when they never end."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from api.docs import page
from tests.served import ask, served
from tests.terminal import Terminal

THREADS = 2
SLOW = """
import api.patience as patience
patience.FIRST_SECONDS, patience.HEAD_SECONDS, patience.BODY_SECONDS, patience.ANSWER_SECONDS = 3, 1, 1, 1
"""
HEAD = b"POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def port(sqlite_mould: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server of two threads that waits for a second, and not for ten."""
    place = Terminal(f"sqlite:///{sqlite_mould}")
    log = tmp_path_factory.mktemp("slow") / "log"
    with served(place, "--threads", str(THREADS), "--no-jobs", log=log, first=SLOW) as (opened, _):
        yield opened


def connected(port: int, begin: bytes, stack: ExitStack) -> socket.socket:
    """A connection that has said so much."""
    made = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
    made.sendall(begin)
    return made


def test_many_who_say_nothing_keep_nobody_waiting(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(THREADS * 10):
            connected(port, b"", stack)
        begun = time.monotonic()
        assert ask(port, "/api/v1/health/live")[0] == 200
        assert time.monotonic() - begun < 1


@pytest.mark.parametrize(
    "begin",
    (
        b"GET /api/v1/health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ",
        HEAD + b"Content-Length: 100\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
        HEAD + b"Content-Length: 5\r\n\r\nhello" + HEAD,
    ),
    ids=("head", "body", "chunks", "second request"),
)
def test_who_does_not_come_to_an_end_is_cut_off_and_the_others_are_served(port: int, begin: bytes) -> None:
    with ExitStack() as stack:
        slow = [connected(port, begin, stack) for _ in range(THREADS)]
        assert ask(port, "/api/v1/health/live")[0] == 200
        for each in slow:
            while each.recv(2**16):
                pass


def test_who_drips_is_cut_off_too(port: int) -> None:
    with ExitStack() as stack:
        slow = connected(port, b"GET /api/v1/health/live HTTP/1.1\r\nHost: x\r\n", stack)
        begun = time.monotonic()
        with suppress(BrokenPipeError, ConnectionResetError):
            while time.monotonic() - begun < 8:
                slow.sendall(b"X-A: b\r\n")
                time.sleep(0.1)
        assert time.monotonic() - begun < 8


def test_who_is_slow_and_comes_to_an_end_is_answered(port: int) -> None:
    with ExitStack() as stack:
        slow = connected(port, b"", stack)
        for part in (b"GET /api/v1/health/live HT", b"TP/1.1\r\nHost: x\r\n", b"Connection: close\r\n\r\n"):
            time.sleep(0.2)
            slow.sendall(part)
        assert slow.recv(100).startswith(b"HTTP/1.1 200 ")


def test_who_takes_nothing_of_an_answer_is_cut_off_too(port: int) -> None:
    file = f"{page.ADDRESS}/{page._digest('swagger-ui-bundle.js')}/swagger-ui-bundle.js"
    asked = f"GET {file} HTTP/1.1\r\nHost: x\r\n\r\n" * 5
    with ExitStack() as stack:
        for _ in range(THREADS):
            deaf = stack.enter_context(socket.socket())
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", port))
            deaf.sendall(asked.encode())
        time.sleep(0.3)
        assert ask(port, "/api/v1/health/live")[0] == 200


CROWD = """
import api.patience as patience
patience.HEAD_SECONDS, patience.BODY_SECONDS, patience.CROWDED_SECONDS = 60, 60, 1
"""
SIGN_IN = (
    b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n"
)


@pytest.fixture(scope="module")
def patient(sqlite_mould: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server of four threads that waits long, unless nearly all of them wait."""
    place = Terminal(f"sqlite:///{sqlite_mould}")
    log = tmp_path_factory.mktemp("crowd") / "log"
    with served(place, "--threads", "4", "--no-jobs", log=log, first=CROWD) as (opened, _):
        yield opened


@pytest.mark.parametrize("begin", (b"", b"Content-Length: 100\r\n\r\n{"), ids=("head", "body"))
def test_who_is_slow_is_cut_off_sooner_where_all_threads_wait_for_such(patient: int, begin: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(8):
            connected(patient, SIGN_IN + begin, stack)
        time.sleep(0.3)
        begun = time.monotonic()
        assert ask(patient, "/api/v1/health/live")[0] == 200
        assert time.monotonic() - begun < 8


def test_who_is_slow_among_few_is_heard_to_the_end(patient: int) -> None:
    with ExitStack() as stack:
        slow = [connected(patient, SIGN_IN + b"Content-Length: 2\r\n\r\n{", stack) for _ in range(2)]
        time.sleep(2.5)
        for each in slow:
            each.sendall(b"}")
            assert each.recv(100).startswith(b"HTTP/1.1 422 ")
