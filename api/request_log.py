"""Request log: one line of JSON per request: who asked what, and what became of it.

It is the audit log of reads and downloads: address and person, never a token, a body or an answer.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from functools import lru_cache
from typing import Final

from flask import Response, g, request

from api.headers import request_id
from api.wire import dumps

LOG: Final = logging.getLogger("khlang.requests")
_CUT: Final = 2000
# The text of a token, session or setup, which somebody wrote into an address by mistake; its id may be told.
_SECRET: Final = re.compile(r"(kh(?:[ls]_[0-9a-f]{16}|u)_)[A-Za-z0-9_-]+")


def begin() -> None:
    """Start the clock of a request, which has an id from here on."""
    g.begun = time.perf_counter()
    g.request_id = request_id()


def note(response: Response) -> Response:
    """Write the line of a request that has been answered."""
    if LOG.isEnabledFor(logging.INFO):
        asked, about = request, g.get
        line = {
            "at": _at(int(time.time())),
            "id": about("request_id", ""),
            "from": asked.remote_addr or "",
            "actor": about("actor", ""),
            "token": about("token", ""),
            "method": asked.method,
            "path": _SECRET.sub(r"\1…", asked.full_path.removesuffix("?"))[:_CUT],
            "status": response.status_code,
            "problem": about("problem", ""),
            "milliseconds": round((time.perf_counter() - about("begun")) * 1000),
        }
        # Nobody asks from where in the program a line comes, which to find out takes longer than the line.
        LOG.handle(logging.LogRecord(LOG.name, logging.INFO, "", 0, dumps(line).decode(), (), None))
    return response


@lru_cache(maxsize=1)
def _at(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


class _Plain(logging.Formatter):
    """The line as it is."""

    def format(self, record: logging.LogRecord) -> str:
        return record.getMessage()


def to_stdout() -> None:
    """Send the lines to stdout, each as it is."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_Plain())
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
