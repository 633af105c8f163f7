"""Patience: what a client may do before it has asked anything: be slow, but not for ever, and be wrong.

gunicorn gives a new connection a thread at once and lets it wait there, for five seconds until the first byte
and for ever after it: as many slow clients as there are threads would stop it. Here a connection gets a
thread when something has come, and who has not said all of the head, or of the body, in time is cut off;
sooner where such hold most of the threads, as somebody who means harm comes again as often as he is cut off.

What is no HTTP is answered by a problem like anything else that cannot be used, and the log tells no more
than which rule it broke: gunicorn would quote it, the header with the token too.
"""

from __future__ import annotations

import socket
import time
import uuid
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from selectors import EVENT_READ
from typing import Any, Final

from gunicorn import util
from gunicorn.http.errors import InvalidResponseHeader, InvalidResponseHeaderName, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

from api.headers import REQUEST_ID
from api.problems import PROBLEM_JSON, Problem, edge
from api.wire import dumps
from ledger.texts import LANGUAGES

FIRST_SECONDS: Final = 10  # until the first byte
HEAD_SECONDS: Final = 10  # from there to the end of the head
BODY_SECONDS: Final = 120  # from there to the end of the body: 8 MiB at 0.6 Mbit/s
CROWDED_SECONDS: Final = 5  # for all of it, where most threads hear such as do not come to an end
ANSWER_SECONDS: Final = 60  # without taking another byte of an answer
CROWD: Final = 0.75  # of the threads
FOR_EVER: Final = float("inf")
_OURS: Final = (InvalidResponseHeader, InvalidResponseHeaderName)  # what we would have answered
_STATUS: Final = {"LimitRequestLine": 414, "LimitRequestHeaders": 431}


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's threaded worker, with an end to its patience."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - gunicorn's
        super().__init__(*args, **options)
        # Who is being heard, since when, after which message.
        self._heard: dict[TConn, tuple[float, Any]] = {}

    def accept(self, listener: socket.socket) -> None:
        """Let a new connection wait where it costs no thread."""
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return
        with suppress(OSError, AttributeError):  # a socket of files, or not Linux
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, ANSWER_SECONDS * 1000)
        connection = TConn(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + FIRST_SECONDS
        self.nr_conns += 1
        self.pending_conns.append(connection)
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))

    def handle(self, conn: TConn) -> Any:  # noqa: ANN401 - gunicorn's
        """Answer a request in a thread, watched from outside."""
        self._heard[conn] = (time.monotonic(), conn.parser and conn.parser.mesg)
        try:
            return super().handle(conn)
        finally:
            del self._heard[conn]

    def murder_pending(self) -> None:
        """Called each second or oftener: end what has taken too long."""
        super().murder_pending()
        now = time.monotonic()
        heard = [
            (each, since, _patience(each, before)) for each, (since, before) in list(self._heard.items())
        ]
        slow = [(each, since, patience) for each, since, patience in heard if patience < FOR_EVER]
        crowded = len(slow) > self.cfg.threads * CROWD
        for connection, since, patience in slow:
            if now - since > (min(patience, CROWDED_SECONDS) if crowded else patience):
                # Whoever reads there finds the end of it, and gunicorn closes as if the client had gone.
                with suppress(OSError):
                    connection.sock.shutdown(socket.SHUT_RDWR)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: BaseException) -> None:  # noqa: ANN401 - gunicorn's
        """Answer what never became a request of the application."""
        del req
        number = uuid.uuid4().hex
        if isinstance(exc, ParseException) and not isinstance(exc, _OURS):
            problem = Problem("bad_request", _STATUS.get(type(exc).__name__, 400), {})
            told = self.log.error_log.warning
        else:
            problem, told = edge("internal"), self.log.error_log.error
        error = None if problem.status < 500 else exc  # noqa: PLR2004 - the class of a status
        about = {"request_id": number, "source": addr[0] if addr else ""}
        told("no request: %s", type(exc).__name__, exc_info=error, extra=about)
        with suppress(OSError):
            util.write_nonblock(client, _written(problem, number))


def _written(problem: Problem, number: str) -> bytes:
    """A problem as HTTP, in both languages, as nobody knows which one is asked for."""
    body = dumps(problem.document(LANGUAGES[0]))
    head = {
        "Content-Type": PROBLEM_JSON,
        "Content-Language": LANGUAGES[0],
        "Content-Length": len(body),
        "Cache-Control": "no-store",
        "Connection": "close",
        "X-Content-Type-Options": "nosniff",
        REQUEST_ID: number,
    }
    lines = (
        f"HTTP/1.1 {problem.status} {HTTPStatus(problem.status).phrase}",
        *(f"{k}: {v}" for k, v in head.items()),
    )
    return "\r\n".join((*lines, "", "")).encode("ascii") + body


def _patience(connection: TConn, before: Any) -> float:  # noqa: ANN401 - gunicorn's
    """For how long a connection may be heard, as far as it has come; for ever when all was said."""
    message = connection.parser and connection.parser.mesg
    if message is None or message is before:
        return HEAD_SECONDS
    return FOR_EVER if _complete(message.body.reader) else HEAD_SECONDS + BODY_SECONDS


def _complete(reader: Any) -> bool:  # noqa: ANN401 - gunicorn's
    """Whether all of a body has been read: of known length, in chunks, or until the end."""
    if hasattr(reader, "length"):
        return bool(reader.length == 0)
    return getattr(reader, "parser", None) is None and getattr(reader, "finished", True)
