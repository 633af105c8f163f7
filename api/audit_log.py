"""Audit log: who signed in, failed to, or changed what lets them in: a line of JSON beside those of requests.

OWASP ASVS 5.0 V16.3.1: each try with its outcome and why. Reads and downloads, and which token or session
they used, are lines of request_log.py. No line holds a password, a code, a token's text or a setup secret.
"""

from __future__ import annotations

import logging
import time

from flask import g, request

from api.request_log import LOG
from api.wire import dumps


def note(event: str, **facts: str) -> None:
    """Write a line: what happened, and when, from where and under which request it did."""
    if LOG.isEnabledFor(logging.INFO):
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "id": g.get("request_id", ""),
            "from": request.remote_addr or "",
            "event": event,
            **facts,
        }
        LOG.info("%s", dumps(line).decode())
