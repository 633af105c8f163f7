"""Docs page: the specification to read and to try, in Thai or English, from files of our own.

Swagger UI comes out of a wheel and is served by us at addresses that hold its hash. The page's policy lets a
browser load nothing from anywhere else and run nothing that stands in the page (OWASP ASVS 5.0 V3.4.3).
"""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import flask_swagger_ui
from flask import Blueprint, Response, request

from api.openapi import PREFIX
from api.problems import edge, language_asked
from ledger.texts import LANGUAGES, table

ADDRESS: Final = f"{PREFIX}/docs"
FOR_EVER: Final = "public, max-age=31536000, immutable"
# Swagger UI sets styles one by one, which a policy allows; its pictures are in its style sheet.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)
_OURS: Final = files(__package__)
_THEIRS: Final = files(flask_swagger_ui) / "dist"
_FILES: Final[dict[str, tuple[Traversable, str]]] = {
    "swagger-ui-bundle.js": (_THEIRS, "text/javascript"),
    "swagger-ui.css": (_THEIRS, "text/css"),
    "LICENSE": (_THEIRS, "text/plain"),
    "start.js": (_OURS, "text/javascript"),
    "page.css": (_OURS, "text/css"),
}
_PAGE: Final = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{swagger-ui.css}">
<link rel="stylesheet" href="{page.css}">
<script src="{swagger-ui-bundle.js}" defer></script>
<script src="{start.js}" defer></script>
</head>
<body>
<header class="khlang">
<nav><a href="?language={other}" hreflang="{other}" lang="{other}">{change}</a></nav>
<h1>{title}</h1>
<p>{intro}</p>
<p>{writing}</p>
<p>
<a href="{specification}">{download}</a> ·
<a href="{problems}">{codes}</a> ·
<a href="{LICENSE}">{licence}</a>
</p>
<noscript><p>{no_script}</p></noscript>
</header>
<main id="swagger-ui" data-specification="{specification}"></main>
</body>
</html>
"""

routes: Final = Blueprint("docs", __name__)


@routes.get(ADDRESS)
def page() -> Response:
    """The page, in the language asked for: by `?language=`, else by the browser, else Thai."""
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else language_asked()
    made = Response(_page(language), mimetype="text/html")
    made.headers["Content-Language"] = language
    made.headers["Content-Security-Policy"] = POLICY
    made.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    made.headers["Cache-Control"] = "no-cache"
    return made


@routes.get(f"{ADDRESS}/<digest>/<name>")
def file(digest: str, name: str) -> Response:
    """A file the page loads; what is at one address never changes."""
    if name not in _FILES or digest != _digest(name):
        raise edge("not_found")
    made = Response(_bytes(name), mimetype=_FILES[name][1])
    made.headers["Cache-Control"] = FOR_EVER
    return made


@cache
def _page(language: str) -> bytes:
    said = table("api", language)["docs"]
    (other,) = (each for each in LANGUAGES if each != language)
    facts = {
        "language": language,
        "other": other,
        "specification": f"{PREFIX}/openapi.json",
        "problems": f"{PREFIX}/problems",
        **{name: f"{ADDRESS}/{_digest(name)}/{name}" for name in _FILES},
        **said,
    }
    made = _PAGE
    for name, text in facts.items():
        made = made.replace(f"{{{name}}}", escape(text))
    return made.encode()


@cache
def _bytes(name: str) -> bytes:
    return (_FILES[name][0] / name).read_bytes()


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_bytes(name)).hexdigest()[:32]
