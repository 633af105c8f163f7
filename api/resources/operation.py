"""Operation: a verb on a resource with its route, its schemas and every answer it may give, in one place.

A view takes the request and its arguments and returns a plain document. The schema says what the document
is and tests hold every answer against it, so that it need not be made twice for each request. Who asks is
settled before anything of what is asked is read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

import marshmallow as ma
from flask import Response, request
from flask_smorest import Blueprint
from werkzeug.datastructures import Headers

from api.openapi import PREFIX
from api.place import Answer
from api.problems import language_asked
from api.resources.asking import Ask, Caller, caller_of
from api.resources.fields import Listing, Name, Query, both
from api.resources.formats.form import FILES, XLSX, body_of, form_asked, gathered, limited, name_file
from api.resources.formats.table import Table, tables_of
from api.wire import JSON, tag_of

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

Arguments = Mapping[str, Any]
View = Callable[..., Any]
"""(request, arguments, **path) -> a document, or a response of its own."""

# What any request may be told; a resource adds its own.
ALWAYS: Final = (400, 401, 403, 404, 405, 422, 429, 500, 503)
NOT_MODIFIED: Final = {"304": {"description": "Not Modified"}}
READ_CACHE: Final = "private, no-cache"  # may be kept, and must be asked about each time


# Every view that reads, by its address: a write to the same address may say which state of it was seen.
VIEWS: Final[dict[str, View]] = {}


class Routes(Blueprint):  # type: ignore[misc]  # smorest ships no types
    """The routes of one resource."""

    def __init__(self, name: str) -> None:
        super().__init__(name, f"{__name__}.{name}", url_prefix=PREFIX)


def reads(
    routes: Routes,
    rule: str,
    told: type[ma.Schema] | str,
    asked: type[Query] = Query,
    answers: Sequence[int] = (),
) -> Callable[[View], View]:
    """Register a view that reads: who asks, the snapshot and the entity tag are seen to here."""
    tables = tables_of(told) if isinstance(told, type) and issubclass(told, Listing) else ()
    wire = (JSON, *FILES) if tables else (JSON,)
    taken = _with_table(asked, tables) if tables[1:] else asked
    schema = taken()

    def decorate(view: View) -> View:
        @wraps(view)
        def endpoint(**path: Any) -> Response:  # noqa: ANN401 - parts of the address
            caller = caller_of(request.args.get("book", ""))
            form = JSON if isinstance(told, str) else form_asked(wire)
            key = (*key_of(caller), form, language_asked() if form == XLSX else "")
            kept = caller.place.answer(key)
            if kept is None:
                wanted = limited(form, arguments_of(schema))
                with caller.asking() as ask:
                    document = _read(view, ask, wanted, path, tables if form in FILES else ())
                if isinstance(document, Response):
                    return document
                kept = Answer(body_of(form, tables, document, wanted.get("table", "")), next_link(document))
                caller.place.keep(key, kept)
            return _dressed(tagged(kept, form), form, tables)

        said: dict[str, Any] = {} if isinstance(told, str) else {"responses": NOT_MODIFIED}
        statuses = (*ALWAYS, *answers, *(() if isinstance(told, str) else (406,)))
        VIEWS[rule] = view
        register(routes, rule, endpoint, taken, told, statuses, files=wire[1:], **said)
        return view

    return decorate


def _read(view: View, ask: Ask, wanted: Arguments, path: Mapping[str, Any], tables: Sequence[Table]) -> Any:  # noqa: ANN401 - a document, or a response of its own
    """The document of a view: one page, or for a file as many as make up its rows."""
    if not (tables and "cursor" in wanted):
        return view(ask, wanted, **path)
    return gathered(lambda page: view(ask, page, **path), wanted, tables[0].name)


def _with_table(asked: type[Query], tables: Sequence[Table]) -> type[Query]:
    """The arguments of a list, and which of its tables a file should hold."""
    said = {"description": both("fields", "table"), "enum": ["", *(table.name for table in tables)]}
    return type(f"{asked.__name__}Tables", (asked,), {"table": Name(load_default="", metadata=said)})


def _dressed(response: Response, form: str, tables: Sequence[Table]) -> Response:
    """A file with its name."""
    if form in FILES and response.status_code == HTTPStatus.OK:
        only = request.args.get("table", "")
        name_file(response, form, next((each for each in tables if each.name == only), tables[0]))
    return response


def register(  # noqa: PLR0913, PLR0917 - a route and all that is said of it
    routes: Routes,
    rule: str,
    endpoint: View,
    asked: type[ma.Schema],
    told: type[ma.Schema] | str,
    answers: Iterable[int],
    *,
    method: str = "GET",
    files: Iterable[str] = (),
    **said: Any,  # noqa: ANN401 - OpenAPI
) -> None:
    """Enter a route, and document what it takes and every status it answers with.

    `told` is a schema, or the media type of what is no JSON; `files` are the media types it comes in besides.
    """
    name, documented = endpoint.__name__, endpoint
    for status in sorted(set(answers)):
        documented = routes.alt_response(status, HTTPStatus(status).name)(documented)
    if isinstance(told, str):
        content = {told: {"schema": {"type": "string"}}}
        said["responses"] = {"200": {"description": "OK", "content": content}, **said.get("responses", {})}
    else:
        documented = routes.alt_response(200, schema=told, success=True)(documented)
    for media in files:
        documented = routes.alt_response(200, schema={"type": "string"}, content_type=media)(documented)
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


def key_of(caller: Caller) -> tuple[Hashable, ...]:
    """All that an answer follows from: the book as it stands, who sees what of it, the day, the address."""
    units = caller.reader.scope.units
    return caller.stand.book, caller.stand.size, units, caller.day, request.full_path


def tagged(answer: Answer, media: str = JSON) -> Response:
    """The response of a body, or that what the caller holds is what there is.

    The tag is of the body, so that it says nothing more than the body does.
    """
    tag = tag_of(answer.body)
    said = [("ETag", tag), ("Cache-Control", READ_CACHE), *([("Link", answer.link)] if answer.link else ())]
    if "HTTP_IF_NONE_MATCH" in request.environ and request.if_none_match.contains_weak(tag.strip('"')):
        return Response(b"", 304, said, mimetype=media)
    return _Whole(answer.body, 200, said, mimetype=media)


class _Whole(Response):
    """A response with all of its headers: as it leaves nothing is looked for and added."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:  # noqa: ARG002 - as werkzeug has it
        """Those that there are."""
        return self.headers


def next_link(document: Mapping[str, Any]) -> str:
    """Where the next page of a list is (RFC 8288)."""
    cursor = document.get("next")
    if not cursor:
        return ""
    return f'<{request.path}?{urlencode({**request.args.to_dict(), "cursor": cursor})}>; rel="next"'
