"""Health: whether the process lives and whether it could answer; open to anybody, who learns no more."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma
from flask import Response
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

import migrations
from api.problems import known, said_of
from api.resources.asking import place
from api.resources.fields import Document, both, rows, text, whole
from api.resources.operation import Routes, register
from api.wire import JSON, dumps
from ledger import queries
from ledger.databases import guards_present
from ledger.errors import Damaged

routes: Final = Routes("health")
OPEN: Final[dict[str, Any]] = {"security": []}  # no token is needed


class Nothing(ma.Schema):
    """No arguments."""


class Live(Document):
    """The process answers."""

    status = text("status")


class Ready(Document):
    """Each check, and whether all of them passed."""

    status = text("status")
    checks = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        required=True,
        metadata={"description": both("fields", "checks")},
    )


class KnownProblem(Document):
    """A code that can be answered."""

    code = text("code")
    status = whole("http_status")
    th = text()
    en = text()


class Problems(Document):
    """Every code that can be answered."""

    problems = rows(KnownProblem)


def live() -> Response:
    """The process answers."""
    return _said({"status": "ok"})


def ready() -> Response:
    """Whether database, tables, guards and journal heads are as they should be."""
    checks = dict.fromkeys(("database", "tables", "guards", "heads"), "failed")
    try:
        with place().engine.connect() as connection:
            checks["database"] = "ok"
            _look(connection, checks)
    except (DBAPIError, Damaged):
        pass  # the checks say which one it was
    fine = set(checks.values()) == {"ok"}
    return _said({"status": "ok" if fine else "failed", "checks": checks}, 200 if fine else 503)


def _look(connection: Connection, checks: dict[str, str]) -> None:
    if migrations.current(connection) != migrations.newest():
        return
    checks["tables"] = "ok"
    guards_present(connection)
    checks["guards"] = "ok"
    heads = [queries.head(connection, row.book) for row in queries.books(connection)]
    if all(head and head.size for head in heads):
        checks["heads"] = "ok"


def problems() -> Response:
    """Every code with its status and its sentences, the places of the facts in braces."""
    return _said(
        {
            "problems": [
                {"code": code, "status": status, "th": said_of(code, {}, "th"), "en": said_of(code, {}, "en")}
                for code, status in known()
            ]
        }
    )


def _said(document: object, status: int = 200) -> Response:
    return Response(dumps(document), status, mimetype=JSON)


register(routes, "/health/live", live, Nothing, Live, (500,), **OPEN)
_NOT_READY: Final = {"503": {"description": "Service Unavailable", "content": {JSON: {"schema": Ready}}}}
register(routes, "/health/ready", ready, Nothing, Ready, (500,), **OPEN, responses=_NOT_READY)
register(routes, "/problems", problems, Nothing, Problems, (500,), **OPEN)
