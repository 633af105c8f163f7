"""Arriving: a body that does not come to the end it announced is no body, and is refused as unreadable.

gunicorn hands over as much as came, as if that were all: of a file of 5,000 rows whose line was cut, the
first 3,000 would be taken. And a body in chunks that are none (RFC 9112, 7.1) it tells by errors of its own,
which quote what was sent. Werkzeug counts what it is told not to trust, and makes of what fails a plain 400.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Protocol

from gunicorn.http.errors import ParseException

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

INPUT: Final = "wsgi.input"
TRUSTED: Final = "wsgi.input_terminated"


class Readable(Protocol):
    """What a body is read from."""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end."""


class Arriving:
    """An application that hears of no body by half."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let a body of announced length be counted, and one in chunks fail as a line does that breaks."""
        if environ.get("CONTENT_LENGTH"):
            environ.pop(TRUSTED, None)
        else:
            environ[INPUT] = Chunks(environ[INPUT])
        return self._app(environ, start_response)


class Chunks:
    """A body in chunks."""

    def __init__(self, body: Readable) -> None:
        self._body = body

    def read(self, *size: Any) -> bytes:  # noqa: ANN401 - as WSGI has it
        """Bytes of it; raises OSError where the chunks are none."""
        try:
            return self._body.read(*size)
        except ParseException:
            raise OSError from None
