"""Load: many callers over HTTP from one thread, lean enough not to be what is measured.

Each caller holds one connection that it keeps, sends a request that was made before, and sends the next when
it has the whole answer. Nothing of an answer is read but its status and its length.
"""

from __future__ import annotations

import gc
import json
import select
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, NamedTuple

ROOM: Final = 2**18
WAIT_SECONDS: Final = 60


class Target(NamedTuple):
    """Where to ask: a port of this host, and in whose name."""

    port: int
    token: str = ""


class Went(NamedTuple):
    """How it went: seconds for all, and for each answer, in order of arrival."""

    seconds: float
    each: Sequence[float]

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.each) / self.seconds


def reading(target: Target, path: str) -> bytes:
    """A GET as it goes over the wire."""
    return _request("GET", target, path)


def posting(target: Target, path: str, key: str, plain: Mapping[str, Any]) -> bytes:
    """A POST of JSON as it goes over the wire."""
    body = json.dumps(plain).encode()
    more = f"Content-Type: application/json\r\nIdempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n"
    return _request("POST", target, path, more) + body


def _request(method: str, target: Target, path: str, more: str = "") -> bytes:
    known = f"Authorization: Bearer {target.token}\r\n" if target.token else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n{known}Accept: application/json\r\n"
    return f"{head}{more}\r\n".encode("ascii")


@dataclass(slots=True)
class Caller:
    """One connection, and what is to be asked over it; a connection closed between answers is made anew."""

    port: int
    asked: Iterator[bytes]
    wire: socket.socket
    begun: float = 0.0
    read: bytes = b""
    want: int = 0

    def ask(self) -> bool:
        """Send the next request; whether there was one."""
        for request in islice(self.asked, 1):
            self.begun = time.perf_counter()
            self.wire.sendall(request)
            return True
        return False

    def take(self) -> bool:
        """Read what has come; whether it is the whole answer. Raises AssertionError for a bad one."""
        part = self.wire.recv(ROOM)
        if not part:
            raise AssertionError("the server hung up")
        self.read = self.read + part if self.read else part
        if not self.want:
            end = self.read.find(b"\r\n\r\n") + 4
            if end < 4:
                return False
            self.want = end + _length(self.read[:end])
        if len(self.read) < self.want:
            return False
        self.read, self.want = b"", 0
        return True


def _length(head: bytes) -> int:
    if head[9:11] != b"20":
        raise AssertionError(head.decode("latin-1"))
    at = head.lower().find(b"content-length: ") + 16
    return int(head[at : head.find(b"\r", at)])


def went(target: Target, asked: Sequence[Sequence[bytes]]) -> Went:
    """Let one caller for each list of requests ask them all; raises AssertionError for a bad answer."""
    callers = {}
    poll = select.epoll()
    for requests in asked:
        wire = socket.create_connection(("127.0.0.1", target.port), WAIT_SECONDS)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        callers[wire.fileno()] = Caller(target.port, iter(requests), wire)
        poll.register(wire.fileno(), select.EPOLLIN)
    gc.collect()
    gc.disable()
    try:
        return _turns(poll, callers)
    finally:
        gc.enable()
        poll.close()
        for caller in callers.values():
            caller.wire.close()


def _turns(poll: select.epoll, callers: Mapping[int, Caller]) -> Went:
    each: list[float] = []
    start = time.perf_counter()
    busy = sum(caller.ask() for caller in callers.values())
    while busy:
        ready = poll.poll(WAIT_SECONDS)
        if not ready:
            raise AssertionError("the server does not answer")
        for number, _ in ready:
            caller = callers[number]
            if caller.take():
                each.append(time.perf_counter() - caller.begun)
                busy -= not caller.ask()
    return Went(time.perf_counter() - start, each)
