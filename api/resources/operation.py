"""Operation: a verb on a resource with its route, its schemas and every answer it may give, in one place.

A view takes the request and its arguments and returns a plain document. The schema says what the document
is and tests hold every answer against it, so that it need not be made twice for each request. Who asks is
settled before anything of what is asked is read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, Final, cast
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, request
from flask_smorest import Blueprint

from api.openapi import PREFIX
from api.place import Answer
from api.resources.asking import Caller, caller_of
from api.resources.fields import Query, both
from api.wire import JSON, dumps, tag_of

Arguments = Mapping[str, Any]
View = Callable[..., Any]
"""(request, arguments, **path) -> a document, or a response of its own."""

# What any request may be told; a resource adds its own.
ALWAYS: Final = (400, 401, 403, 404, 405, 422, 429, 500, 503)
NOT_MODIFIED: Final = {"304": {"description": "Not Modified"}}
READ_CACHE: Final = "private, no-cache"  # may be kept, and must be asked about each time


class Routes(Blueprint):  # type: ignore[misc]  # smorest ships no types
    """The routes of one resource."""

    def __init__(self, name: str) -> None:
        super().__init__(name, f"{__name__}.{name}", url_prefix=PREFIX, description=both("resources", name))


def reads(
    routes: Routes,
    rule: str,
    told: type[ma.Schema] | str,
    asked: type[Query] = Query,
    answers: Sequence[int] = (),
) -> Callable[[View], View]:
    """Register a view that reads: who asks, the snapshot and the entity tag are seen to here."""
    schema = asked()

    def decorate(view: View) -> View:
        @wraps(view)
        def endpoint(**path: Any) -> Response:  # noqa: ANN401 - parts of the address
            caller = caller_of(request.args.get("book", ""))
            key = key_of(caller)
            kept = caller.place.answer(key)
            if kept is None:
                with caller.asking() as ask:
                    document = view(ask, arguments_of(schema), **path)
                if isinstance(document, Response):
                    return document
                kept = Answer(dumps(document), _link(document))
                caller.place.keep(key, kept)
            return tagged(kept)

        said: dict[str, Any] = {} if isinstance(told, str) else {"responses": NOT_MODIFIED}
        register(routes, rule, endpoint, asked, told, (*ALWAYS, *answers), **said)
        return view

    return decorate


def register(  # noqa: PLR0913, PLR0917 - a route and all that is said of it
    routes: Routes,
    rule: str,
    endpoint: View,
    asked: type[ma.Schema],
    told: type[ma.Schema] | str,
    answers: Iterable[int],
    *,
    method: str = "GET",
    **said: Any,  # noqa: ANN401 - OpenAPI
) -> None:
    """Enter a route, and document what it takes and every status it answers with.

    `told` is a schema, or the media type of what is no JSON.
    """
    name, documented = endpoint.__name__, endpoint
    for status in sorted(set(answers)):
        documented = routes.alt_response(status, HTTPStatus(status).name)(documented)
    if isinstance(told, str):
        content = {told: {"schema": {"type": "string"}}}
        said["responses"] = {"200": {"description": "OK", "content": content}, **said.get("responses", {})}
    else:
        documented = routes.alt_response(200, schema=told, success=True)(documented)
    parameters = [{"in": "query", "schema": asked}, *said.pop("parameters", ())]
    words = {"summary": both("operations", name), "operationId": name}
    documented = routes.doc(**words, parameters=parameters, **said)(documented)
    routes.add_url_rule(rule, name, _with(documented, endpoint), methods=[method])


def _with(documented: View, endpoint: View) -> View:
    """The endpoint with its documentation, and without the dozen wrappers that smorest kept that in.

    Its docstring is for us; the specification is bilingual.
    """

    def plain(**path: Any) -> Any:  # noqa: ANN401 - parts of the address
        return endpoint(**path)

    plain.__name__ = endpoint.__name__
    plain._apidoc = documented._apidoc  # type: ignore[attr-defined]  # noqa: SLF001 - where smorest looks for it
    return plain


def arguments_of(schema: ma.Schema) -> Arguments:
    """The arguments of the address; raises BadValue for one that is unknown or unreadable."""
    return cast("Arguments", schema.load(request.args.to_dict()))


def key_of(caller: Caller) -> Hashable:
    """All that an answer follows from: the book as it stands, who sees what of it, the day, the address."""
    units = caller.reader.scope.units
    return caller.stand.book, caller.stand.size, units, caller.place.today(), request.full_path


def tagged(answer: Answer) -> Response:
    """The response of a JSON body, or that what the caller holds is what there is.

    The tag is of the body, so that it says nothing more than the body does.
    """
    tag = tag_of(answer.body)
    held = request.if_none_match.contains_weak(tag.strip('"'))
    made = Response(b"" if held else answer.body, 304 if held else 200, mimetype=JSON)
    made.headers["ETag"] = tag
    made.headers["Cache-Control"] = READ_CACHE
    if answer.link:
        made.headers["Link"] = answer.link
    return made


def _link(document: Mapping[str, Any]) -> str:
    """Where the next page of a list is (RFC 8288)."""
    cursor = document.get("next")
    if not cursor:
        return ""
    return f'<{request.path}?{urlencode({**request.args.to_dict(), "cursor": cursor})}>; rel="next"'
