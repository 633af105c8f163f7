"""Headers: what every answer carries so that no browser and no cache does more with it than it should."""

from __future__ import annotations

import re
import uuid
from typing import Final

from flask import Response, g, request

REQUEST_ID: Final = "X-Request-Id"
_GIVEN: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
# OWASP ASVS 5.0 V3.4; the API shows no page, so its policy lets nothing load.
FIXED: Final = {
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "interest-cohort=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# What one reader sees is not another's, even at the same address.
VARY: Final = ("Authorization", "Accept-Language")


def begin() -> None:
    """Give the request an id: the caller's where it is one, else a new one."""
    given = request.headers.get(REQUEST_ID, "")
    g.request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex


def finish(response: Response) -> Response:
    """Put the headers on; a response that says nothing of caches is not kept."""
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers[REQUEST_ID] = g.get("request_id", "")
    response.vary.update(VARY)
    return response
