"""Headers: what every answer carries so that no browser and no cache does more with it than it should."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from random import getrandbits
from typing import TYPE_CHECKING, Any, Final

from flask import request

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

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
VARY: Final = ("Authorization", "Accept", "Accept-Language")

_VARY: Final = ", ".join(VARY)
_EACH: Final = [
    (name.lower(), (name, value)) for name, value in (*FIXED.items(), ("Cache-Control", "no-store"))
]
_ID: Final = "khlang.request_id"


def finished(answer: WSGIApplication) -> WSGIApplication:
    """An application whose every answer carries the headers; one that says nothing of caches is not kept.

    They are put on as the answer leaves, where headers are a list of pairs: to Flask each would be a text to
    check and to copy twice, which takes as long as all the rest of an answer that was kept.
    """

    def answering(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        number = given if _GIVEN.fullmatch(given) else f"{getrandbits(128):032x}"
        environ[_ID] = number

        def begin(status: str, said: Headers, *error: Any) -> Callable[[bytes], object]:  # noqa: ANN401 - WSGI's
            return start(status, _complete(said, number), *error)

        return answer(environ, begin)

    return answering


def request_id() -> str:
    """The id of the request: the caller's where it is one, else a new one."""
    return str(request.environ[_ID])


def _complete(said: Headers, number: str) -> Headers:
    """The headers that were said, and those of every answer."""
    known = {name.lower(): value for name, value in said}
    varying = [each for each in said if each[0].lower() != "vary"] if "vary" in known else said
    more = [pair for name, pair in _EACH if name not in known]
    vary = ", ".join(dict.fromkeys((*known["vary"].split(", "), *VARY))) if "vary" in known else _VARY
    return [*varying, *more, (REQUEST_ID, number), ("Vary", vary)]
