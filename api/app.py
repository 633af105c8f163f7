"""App: the WSGI application of one place: registration only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from flask import Flask, Response, g
from sqlalchemy import Engine

from api import headers, request_log
from api.openapi import Edge
from api.place import Place
from api.problems import answer, problem_of
from api.resources import RESOURCES
from api.resources.command_schemas import schemas
from ledger.posting import utc_now
from ledger.settings import Settings

BODY_BYTES_MAX: Final = 8 * 2**20  # the largest order the ledger takes has half of that


def create_app(engine: Engine, settings: Settings, clock: Callable[[], datetime] = utc_now) -> Flask:
    """The application over a database whose tables are the newest; asks no other host for anything."""
    app = Flask("khlang", static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.extensions["place"] = Place(engine, settings, clock)
    app.before_request(headers.begin)
    app.before_request(request_log.begin)
    app.after_request(request_log.note)
    app.after_request(headers.finish)
    edge = Edge(app)
    for name, schema in schemas().items():
        edge.spec.components.schema(name, schema)
    for blueprint in RESOURCES:
        edge.register_blueprint(blueprint)
    app.register_error_handler(Exception, _trouble(app))
    return app


def _trouble(app: Flask) -> Callable[[Exception], Response]:
    def handle(error: Exception) -> Response:
        problem = problem_of(error)
        if problem.status >= 500:  # noqa: PLR2004 - the class of a status
            # What a database error quotes are the values of a request, which no log should hold.
            told = error if problem.code == "internal" else None
            app.logger.error(
                "%s %s: %s", g.get("request_id"), problem.code, type(error).__name__, exc_info=told
            )
        return answer(problem)

    return handle
