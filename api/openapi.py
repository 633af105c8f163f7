"""OpenAPI: the specification made from routes and schemas, and problems in place of smorest's errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import marshmallow as ma
from flask import Flask, Response, request
from flask_smorest import Api

from api.problems import PROBLEM_JSON, answer, problem_of
from api.wire import JSON, dumps, tag_of
from ledger.texts import LANGUAGES, table

PREFIX: Final = "/api/v1"
VERSION: Final = "3.1.0"
SCHEMES: Final = ("token", "session")
# What these may say beside the problem: after how many seconds to ask again.
_WAIT: Final = {"Retry-After": {"schema": {"type": "integer", "minimum": 0}}}
_WAITING: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class ProblemSchema(ma.Schema):
    """What was not done and why (RFC 9457)."""

    type = ma.fields.String(
        required=True, metadata={"description": "หน้าที่อธิบายรหัส / Where the code is explained"}
    )
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    code = ma.fields.String(required=True, metadata={"description": "รหัสคงที่ / Stable code"})
    detail = ma.fields.String(
        required=True, metadata={"description": "ข้อความตามภาษาที่ขอ / The sentence in the language asked for"}
    )
    th = ma.fields.String(required=True)
    en = ma.fields.String(required=True)
    facts = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    pointer = ma.fields.String(
        metadata={"description": "ตำแหน่งในเนื้อหาที่ส่งมา / Place in the body that was sent (RFC 6901)"}
    )
    rows = ma.fields.List(
        ma.fields.Dict(keys=ma.fields.String()),
        metadata={"description": "ปัญหาของแต่ละแถวที่ถูกปฏิเสธ / The problem of each refused row, with its place"},
    )


class Edge(Api):  # type: ignore[misc]  # smorest ships no types
    """The resources of the API and their specification; its errors are problems."""

    def __init__(self, app: Flask) -> None:
        app.config |= {"API_TITLE": "Khlang (คลัง)", "API_VERSION": "v1", "OPENAPI_VERSION": VERSION}
        app.config |= {"OPENAPI_URL_PREFIX": PREFIX, "OPENAPI_JSON_PATH": "openapi.json"}
        about = " / ".join(table("api", language)["docs"]["about"] for language in LANGUAGES)
        options = {
            "info": {"description": about},
            "security": [{name: []} for name in SCHEMES],
            "servers": [{"url": "/"}],
        }
        self._document: bytes = b""
        super().__init__(app, spec_kwargs=options)
        for name in SCHEMES:
            told = " / ".join(table("api", language)["docs"][name] for language in LANGUAGES)
            scheme = {"type": "http", "scheme": "bearer", "description": told}
            self.spec.components.security_scheme(name, scheme)

    def handle_http_exception(self, error: Exception) -> Response:
        """Answer what Flask and webargs raise as a problem."""
        return answer(problem_of(error))

    def _register_responses(self) -> None:
        """Every status of an error has the one schema, under its name in `HTTPStatus`."""
        self.spec.components.schema("Problem", schema=ProblemSchema)
        content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for status in HTTPStatus:
            if status >= HTTPStatus.BAD_REQUEST:
                said: dict[str, Any] = {"description": status.phrase, "content": content}
                said |= {"headers": _WAIT} if status in _WAITING else {}
                self.spec.components.response(status.name, said, lazy=True)
        self.spec.components.response(
            "DEFAULT_ERROR", {"description": "Problem", "content": content}, lazy=True
        )

    def _openapi_json(self) -> Response:
        self._document = self._document or dumps(by_noun(self.spec.to_dict()))
        made = Response(self._document, mimetype=JSON)
        made.set_etag(tag_of(self._document).strip('"'))
        made.headers["Cache-Control"] = "no-cache"
        made.make_conditional(request)  # 304 to who has it
        return made


def by_noun(document: dict[str, Any]) -> dict[str, Any]:
    """The specification with its operations under the nouns their addresses begin with, in that order."""
    nouns: dict[str, str] = {}
    for path, operations in document["paths"].items():
        noun = path.removeprefix(PREFIX).split("/")[1]
        nouns[noun] = " / ".join(table("api", language)["nouns"][noun] for language in LANGUAGES)
        for operation in operations.values():
            if isinstance(operation, dict):
                operation["tags"] = [noun]
    tags = [{"name": noun, "description": said} for noun, said in sorted(nouns.items())]
    return {**document, "tags": tags}
