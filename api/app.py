"""App: the WSGI application of one place: registration only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from flask import Flask, Response, g
from sqlalchemy import Engine

from api import headers, metrics, request_log
from api.docs import page
from api.limits import Limits
from api.openapi import Edge
from api.place import Place
from api.problems import answer, problem_of
from api.resources import RESOURCES
from api.resources.command_schemas import schemas
from api.serving import Serving
from ledger.posting import utc_now
from ledger.settings import Settings

BODY_BYTES_MAX: Final = 8 * 2**20  # the largest order the ledger takes has half of that


class App(Flask):
    """Flask without coroutines: it would look at each view and hook, at each request, whether it is one."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func


def create_app(
    engine: Engine,
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    serving: Serving = Serving(),  # noqa: B008 - a frozen value
) -> Flask:
    """The application over a database whose tables are the newest; asks no other host for anything."""
    app = App("khlang", static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False  # a code may hold two; an address with one too many is not found
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.extensions["place"] = Place(engine, settings, clock)
    app.before_request(request_log.begin)
    if serving.rate:
        app.before_request(Limits(serving.rate).check)
    app.after_request(request_log.note)
    edge = Edge(app)
    for name, schema in schemas().items():
        edge.spec.components.schema(name, schema)
    for blueprint in RESOURCES:
        edge.register_blueprint(blueprint)
    app.register_blueprint(page.routes)
    metrics.count_in(app, engine, serving.metrics_token)
    app.register_error_handler(Exception, _trouble(app))
    app.wsgi_app = headers.finished(app.wsgi_app)  # type: ignore[method-assign,assignment]  # as in Flask's documentation
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
