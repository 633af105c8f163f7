"""OpenAPI: the specification made from routes and schemas, and problems in place of smorest's errors."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

import marshmallow as ma
from flask import Flask, Response
from flask_smorest import Api

from api.problems import PROBLEM_JSON, answer, problem_of
from api.wire import JSON, dumps

PREFIX: Final = "/api/v1"
VERSION: Final = "3.1.0"


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


class Edge(Api):  # type: ignore[misc]  # smorest ships no types
    """The resources of the API and their specification; its errors are problems."""

    def __init__(self, app: Flask) -> None:
        app.config |= {"API_TITLE": "Khlang (คลัง)", "API_VERSION": "v1", "OPENAPI_VERSION": VERSION}
        app.config |= {"OPENAPI_URL_PREFIX": PREFIX, "OPENAPI_JSON_PATH": "openapi.json"}
        options = {"security": [{"token": []}], "servers": [{"url": "/"}]}
        self._document: bytes = b""
        super().__init__(app, spec_kwargs=options)
        scheme = {"type": "http", "scheme": "bearer", "description": "khlang token create"}
        self.spec.components.security_scheme("token", scheme)

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
                self.spec.components.response(status.name, said, lazy=True)
        self.spec.components.response(
            "DEFAULT_ERROR", {"description": "Problem", "content": content}, lazy=True
        )

    def _openapi_json(self) -> Response:
        self._document = self._document or dumps(self.spec.to_dict())
        return Response(self._document, mimetype=JSON)
