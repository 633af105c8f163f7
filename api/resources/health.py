"""Health: whether the process lives and whether it could answer; open to anybody, who learns no more."""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma
from flask import Response
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

import migrations
from api.problems import RETRY_SECONDS, known, said_of
from api.resources.asking import place, snapshot
from api.resources.fields import Document, both, rows, text, whole
from api.resources.operation import Routes, register
from api.wire import JSON, dumps
from ledger import queries
from ledger.databases import guards_present
from ledger.errors import Damaged
from ledger.tables import entry

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
        with snapshot(place()) as connection:
            checks["database"] = "ok"
            _look(connection, checks)
    except (DBAPIError, PoolTimeout, Damaged):
        pass  # the checks say which one it was
    if set(checks.values()) == {"ok"}:
        return _said({"status": "ok", "checks": checks})
    said = _said({"status": "failed", "checks": checks}, 503)
    said.headers["Retry-After"] = str(RETRY_SECONDS)
    return said


def _look(connection: Connection, checks: dict[str, str]) -> None:
    if migrations.current(connection) != migrations.newest():
        return
    checks["tables"] = "ok"
    guards_present(connection)
    checks["guards"] = "ok"
    if all(_head_stands(connection, row.book) for row in queries.books(connection)):
        checks["heads"] = "ok"


def _head_stands(connection: Connection, book: str) -> bool:
    """Whether the head of a book says the position of its last entry; two seeks, however long the book."""
    head = queries.head(connection, book)
    last = connection.scalar(select(func.max(entry.c.seq)).where(entry.c.book == book))
    return head is not None and 0 < head.size == last


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


_MAY_BE: Final = (429, 500)
register(routes, "/health/live", live, Nothing, Live, _MAY_BE, **OPEN)
_NOT_READY: Final = {"503": {"description": "Service Unavailable", "content": {JSON: {"schema": Ready}}}}
register(routes, "/health/ready", ready, Nothing, Ready, _MAY_BE, **OPEN, responses=_NOT_READY)
register(routes, "/problems", problems, Nothing, Problems, _MAY_BE, **OPEN)
