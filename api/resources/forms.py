"""Forms: every resource written at its own address, each a thin form of the one way to post.

The table (form_table.py) says which address records which verb; what the address says is no longer said in
the body. Everything else is as at `/commands`: key, dry run, answers, and the rules behind them.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Response

from api.resources import body
from api.resources.asking import Caller
from api.resources.bulk import record_rows, takes_rows
from api.resources.command_schemas import form_of, row_of
from api.resources.commands import HEADER, MADE, WRITES, Posted, record, taking, writer
from api.resources.fields import Query, both
from api.resources.form_examples import EXAMPLES
from api.resources.form_table import FORMS, Form
from api.resources.operation import VIEWS, Routes, arguments_of, register
from api.resources.preconditions import IF_MATCH_HEADER, Dry, LeastAsked, Resource

routes: Final = Routes("forms")


class FormAsked(Query, Dry):
    """How to ask."""


class DrawingAsked(LeastAsked, Dry):
    """How to ask for what takes money from a purse."""


def forms() -> Routes:
    """The routes of all forms; the resources they are about are registered before them."""
    for form in FORMS:
        _register(form)
        if form.bulk:
            _register_rows(form)
    return routes


def settled(form: Form, path: dict[str, Any]) -> dict[str, Any]:
    """What the address of a form says of the request."""
    return {"verb": form.verb, **form.fixed, **{form.fields[part]: path[part] for part in form.fields}}


def _register(form: Form) -> None:
    asked, view = DrawingAsked if form.draws else FormAsked, VIEWS.get(form.of) if form.parts else None
    schema, example = asked(), EXAMPLES[form.name]

    def endpoint(**path: Any) -> Response:  # noqa: ANN401 - parts of the address
        caller = writer()
        wanted, key, said = arguments_of(schema), body.key(), body.one()
        resource = Resource(view, path) if view else None
        if resource and not form.says_all:
            _there(caller, resource)
        return record(caller, wanted, key, said, settled(form, path), resource)

    endpoint.__name__ = form.name
    parts = [_part(part, example.path[part]) for part in form.parts]
    parameters = [HEADER, *([IF_MATCH_HEADER] if view else []), *parts]
    register(
        routes, form.rule, endpoint, asked, Posted, (*WRITES, 412), method="POST", responses=MADE,
        requestBody=taking(form_of(form.verb, form.settled), example=example.sent()), parameters=parameters,
    )  # fmt: skip


def _part(name: str, example: object) -> dict[str, Any]:
    """A part of the address, with one that is there in the small book."""
    kind = (
        {"type": "integer", "minimum": 0} if isinstance(example, int) else {"type": "string", "minLength": 1}
    )
    said = both("fields", "in_the_address")
    return {
        "in": "path",
        "name": name,
        "required": True,
        "schema": kind,
        "example": example,
        "description": said,
    }


def _there(caller: Caller, resource: Resource) -> None:
    """Raise not_found unless the thing of the address is there: the command does not say all of it."""
    with caller.asking() as ask:
        resource.document(ask)


def _register_rows(form: Form) -> None:
    def endpoint() -> Response:
        return record_rows(settled(form, {}))

    endpoint.__name__ = f"{form.name}_rows"
    row, example = row_of(form.verb, form.settled), EXAMPLES[form.name].sent()
    takes_rows(routes, f"{form.rule}/bulk", endpoint, row, example=[example])
