"""Templates: tables to fill in, with what the reader's own units give to choose from, as XLSX or CSV."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from urllib.parse import quote

import marshmallow as ma
from flask import Response, request

from api.access.scope import Scope
from api.intake.tables import TABLES, Table
from api.place import Answer
from api.problems import language_asked
from api.resources.asking import Ask, caller_of
from api.resources.fields import Document, Query, both, flag, rows, text, texts
from api.resources.formats.form import CSV, FILES, XLSX, form_asked
from api.resources.operation import (
    ALWAYS,
    NOT_MODIFIED,
    Arguments,
    Routes,
    arguments_of,
    reads,
    register,
    tagged,
)
from api.resources.reference import line_seen
from api.uploads.definitions import Definition, definitions_of, tables_called
from api.uploads.templates import csv_template, workbook_template
from api.uploads.words import how_to_write, label, word
from ledger.rules import Reference
from ledger.texts import LANGUAGES

routes: Final = Routes("templates")
EVERY: Final = "all"


class ColumnSeen(Document):
    """A column of a table."""

    name = text("upload_column")
    kind = text("upload_kind_of_cell")
    required = flag("upload_required")
    many = flag("upload_many")
    refers = text("upload_refers")
    allowed = texts("upload_allowed")
    th = text("upload_how_to_write")
    en = text("upload_how_to_write")


class TemplateSeen(Document):
    """A table that can be filled in."""

    name = text("upload_template")
    verb = text("upload_verb")
    th = text("name_th")
    en = text("name_en")
    columns = rows(ColumnSeen)


class Templates(Document):
    """Every table that can be filled in."""

    templates = rows(TemplateSeen)


@reads(routes, "/uploads/templates", Templates)
def templates(_: Ask, __: Arguments) -> dict[str, Any]:
    """Every table, in posting order."""
    return {"templates": [_template(table) for table in TABLES]}


def template(name: str) -> Response:
    """One table (or all of them) to fill in; a verb names its tables too."""
    caller = caller_of(request.args.get("book", ""))
    arguments_of(_ASKED)
    form, language = form_asked((XLSX, CSV)), language_asked()
    tables = tables_called(*([] if name == EVERY else [name]))
    with caller.asking() as ask:
        known = reference_seen(ask.reference, ask.scope)
    made = csv_template(tables, language) if form == CSV else workbook_template(tables, known, language)
    response = tagged(Answer(made, ""), form)
    response.headers["Content-Language"] = language
    attach(response, f"{name}.{FILES[form]}")
    response.vary.add("Accept")
    return response


def reference_seen(reference: Reference, scope: Scope) -> Reference:
    """What a reader may see of the reference of a book; a template and a check of an upload know no more."""
    if scope.whole:
        return reference
    units = {code: unit for code, unit in reference.units.items() if scope.reaches(code)}
    lines = {code: line for code, line in reference.lines.items() if line_seen(line, scope)}
    return replace(reference, units=units, lines=lines)


def attach(response: Response, name: str) -> None:
    """Say under which name a file is to be kept (RFC 6266)."""
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"


def _template(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "verb": table.command.verb,
        **{language: word(f"tables.{table.name}", language) for language in LANGUAGES},
        "columns": [_column(each, table.name) for each in definitions_of(table.name)],
    }


def _column(each: Definition, table: str) -> dict[str, Any]:
    told = {
        language: f"{label(each.column, table, language)}: {how_to_write(each, language)}"
        for language in LANGUAGES
    }
    return {
        "name": each.column,
        "kind": each.kind,
        "required": each.required,
        "many": each.many,
        "refers": each.refers,
        "allowed": list(each.allowed),
        **told,
    }


_ASKED: Final = Query()
_NAMED: Final = {
    "in": "path",
    "name": "name",
    "required": True,
    "description": both("fields", "upload_template"),
    "schema": {"type": "string", "enum": [EVERY, *dict.fromkeys(t.name for t in TABLES)]},
}
_MADE: Final = {
    "200": {"description": "OK", "content": {media: {"schema": {"type": "string"}} for media in FILES}},
    **NOT_MODIFIED,
}
_SCHEMA: Final[type[ma.Schema]] = Query
register(
    routes, "/uploads/templates/<name>", template, _SCHEMA, XLSX, (*ALWAYS, 406),
    responses=_MADE, parameters=[_NAMED],
)  # fmt: skip
