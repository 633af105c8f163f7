"""Request log: one line of JSON per request: who asked what, and what became of it.

It is the audit log of reads and downloads: address and person, never a token, a body or an answer.
"""

from __future__ import annotations

import logging
import sys
import time
from typing import Final

from flask import Response, g, request

from api.wire import dumps

LOG: Final = logging.getLogger("khlang.requests")
_CUT: Final = 2000


def begin() -> None:
    """Start the clock."""
    g.begun = time.perf_counter()


def note(response: Response) -> Response:
    """Write the line of a request that has been answered."""
    if LOG.isEnabledFor(logging.INFO):
        took = time.perf_counter() - g.get("begun", time.perf_counter())
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "id": g.get("request_id", ""),
            "from": request.remote_addr or "",
            "actor": g.get("actor", ""),
            "token": g.get("token", ""),
            "method": request.method,
            "path": request.full_path.removesuffix("?")[:_CUT],
            "status": response.status_code,
            "milliseconds": round(took * 1000),
        }
        LOG.info("%s", dumps(line).decode())
    return response


def to_stdout() -> None:
    """Send the lines to stdout, each as it is."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOG.handlers = [handler]
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
