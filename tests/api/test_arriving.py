"""A body that does not come to its end does nothing, is answered by a problem, and is told to no log."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.served import served
from tests.terminal import PILOT, Terminal

SECRET: Final = b"tq7-a-password"
CSV: Final = b"number,unit,activity,delivered_on,quantity\r\nDN-1,1032,COM,2026-03-02,1\r\n"
ODD: Final = {
    "a size that is none": b'{"password":"' + SECRET + b'"}\r\n0\r\n\r\n',
    "a size below none": b"-1\r\n" + SECRET + b"\r\n0\r\n\r\n",
    "a size in another notation": b"0x4\r\nnull\r\n0\r\n\r\n",
    "more than its size": b"2\r\nnull\r\n0\r\n\r\n",
    "a trailer that stands in the head": b"4\r\nnull\r\n0\r\nAuthorization: Bearer " + SECRET + b"\r\n\r\n",
    "no end": b"4\r\nnull\r\n",
    "half a chunk": b"9\r\nnull",
}
Place = tuple[int, str, Path]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A server's port, a token of it, and where it says what it says."""
    folder = tmp_path_factory.mktemp("arriving")
    terminal = Terminal(f"sqlite:///{folder}/book.db")
    terminal.ask("import", PILOT)
    token = terminal.ask("token", "create", terminal.actor)["token"]
    with served(terminal, "--no-jobs", log=folder / "log", KHLANG_KEY=str(folder / "key")) as (port, _):
        yield port, token, folder / "log"


def sent(place: Place, path: str, body: bytes, **headers: str) -> tuple[int, str]:
    """Send a body and no more; status and code of the one answer."""
    said = {"Host": "x", "Authorization": f"Bearer {place[1]}", "Idempotency-Key": "k", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in said.items())
    with socket.create_connection(("127.0.0.1", place[0]), timeout=20) as line:
        line.sendall(f"POST /api/v1{path} HTTP/1.1\r\n{head}\r\n".encode() + body)
        line.shutdown(socket.SHUT_WR)
        heard = b"".join(iter(lambda: line.recv(2**16), b""))
    assert heard.count(b"HTTP/1.1 ") == 1, heard
    return int(heard[9:12]), str(json.loads(heard.partition(b"\r\n\r\n")[2]).get("code", ""))


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
@pytest.mark.parametrize("path", ("/sessions", "/commands"))
def test_chunks_that_are_none_are_an_unusable_request(place: Place, path: str, body: bytes) -> None:
    chunked = {"Content_Type": "application/json", "Transfer_Encoding": "chunked"}
    assert sent(place, path, body, **chunked) == (400, "bad_request")
    assert SECRET not in place[2].read_bytes()


def test_a_file_of_which_only_some_came_is_not_taken_for_a_shorter_one(place: Place) -> None:
    as_csv = {"Content_Type": "text/csv"}
    path = "/uploads?table=deliveries"
    assert sent(place, path, CSV, Content_Length=str(len(CSV) + 20), **as_csv) == (400, "bad_request")
    assert sent(place, path, CSV, Content_Length=str(len(CSV)), **as_csv) == (201, "")


def test_what_is_complete_is_read_with_a_length_and_in_chunks(place: Place) -> None:
    as_json = {"Content_Type": "application/json"}
    for body, how in (
        (b"null", {"Content_Length": "4"}),
        (b"4\r\nnull\r\n0\r\n\r\n", {"Transfer_Encoding": "chunked"}),
    ):
        assert sent(place, "/commands", body, **as_json, **how) == (400, "unreadable_body")
