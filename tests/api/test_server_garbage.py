"""What is no HTTP is answered by a problem, and the log stays lines of JSON that hold no secret."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.served import WAIT_SECONDS, ask, served
from tests.terminal import Terminal

SECRET = "khl_0123456789abcdef_" + "s" * 43


class Server(NamedTuple):
    """A server, and where it writes."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def lines(self) -> list[Any]:
        """What it wrote so far."""
        return [json.loads(line) for line in self.log.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def server(sqlite_mould: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("garbage") / "log"
    place = Terminal(f"sqlite:///{sqlite_mould}")
    with served(place, "--json", "--no-jobs", log=log, KHLANG_LOG_LEVEL="info") as (port, process):
        yield Server(port, process, log)


def sent(port: int, data: bytes) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers and the body of the answer to some bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS) as connection:
        connection.sendall(data)
        answer = b""
        while more := connection.recv(2**16):
            answer += more
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    return int(status.split()[1]), dict(line.split(": ", 1) for line in lines), body


@pytest.mark.parametrize(
    ("data", "status"),
    (
        (b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 9000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 65 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + SECRET.encode() + b"\x00\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b'GET / HTTP/1.1\r\n{"level":"info"}\nforged: line\r\n\r\n', 400),
    ),
)
def test_what_is_no_http_is_answered_by_a_problem(server: Server, data: bytes, status: int) -> None:
    answered, headers, body = sent(server.port, data)
    said = json.loads(body)
    assert (answered, said["status"], said["code"]) == (status, status, "bad_request")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-Id"] in {line["id"] for line in server.lines()}


def test_the_log_is_lines_of_json_with_no_secret_whatever_was_sent(server: Server) -> None:
    said = ask(server.port, "/api/v1/districts?a=%0A%7B%22forged%22%3A1%7D", SECRET)[0]
    assert said == 401
    sent(
        server.port,
        b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + SECRET.encode() + b"\x00\r\n\r\n",
    )
    lines = server.lines()
    assert all(isinstance(line, dict) and line["at"] and "id" in line for line in lines)
    assert SECRET.rpartition("_")[2] not in server.log.read_text("utf-8")
    assert not re.search(r"khl_\w+_s", server.log.read_text("utf-8"))


def test_a_stop_leaves_no_folder_of_counts(server: Server) -> None:
    """Last of this file, as it stops the server."""
    environment = Path(f"/proc/{server.process.pid}/maps").read_text("utf-8")
    (folder,) = {each.rpartition("/")[0] for each in re.findall(r"(/\S+khlang-counts-\S+\.db)", environment)}
    assert Path(folder).is_dir()
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(WAIT_SECONDS) == 0
    assert not Path(folder).exists()
