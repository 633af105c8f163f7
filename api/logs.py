"""Logs: what goes wrong, as one line of JSON each, with the id of the request it went wrong in.

A line holds no line break and no control character that was not put there as an escape, whatever the message
quotes, so that nobody can write a line of their own (OWASP ASVS 5.0 V16.4.1). Of a database's error only its
class and state are told: its message quotes values of the request.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from collections.abc import Iterator
from typing import Any, Final

from flask import g, has_request_context
from gunicorn.glogging import Logger
from sqlalchemy.exc import DBAPIError

from api.wire import dumps

MESSAGE_LENGTH_MAX: Final = 2000
FRAMES_MAX: Final = 40


class Lines(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "id": getattr(record, "request_id", "") or (has_request_context() and g.get("request_id")) or "",
            "from": getattr(record, "source", ""),
            "process": record.process,
            "message": _plain(record.getMessage()),
        }
        error = record.exc_info[1] if record.exc_info else None
        return dumps({**said, "errors": list(_told(error))} if error else said).decode()


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's log, in our lines."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401 - gunicorn's configuration
        """As gunicorn does it, but for the form of a line."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(Lines())


def to_stderr(level: str) -> None:
    """Send what this process says from a level on to stderr; the lines of requests go their own way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)  # noqa: FBT003 - the library's own form


def _told(error: BaseException | None) -> Iterator[dict[str, Any]]:
    """An error and those it came from, the last one first, each with where it went."""
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES_MAX:]
        yield {
            "error": type(error).__name__,
            "message": _message(error),
            "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _message(error: BaseException) -> str:
    if isinstance(error, DBAPIError) or type(error).__module__.startswith(("psycopg", "sqlite3")):
        return str(getattr(error, "sqlstate", "") or getattr(error, "sqlite_errorname", "") or "")
    return _plain(str(error))


def _plain(text: str) -> str:
    """A text that JSON takes, not longer than a line should be."""
    return text[:MESSAGE_LENGTH_MAX].encode("utf-8", "backslashreplace").decode()
