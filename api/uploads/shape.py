"""Shape: the first pass, over every cell of every row by itself, all that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from api.intake.documents import Document, documents_of
from api.intake.requests import Lines
from api.intake.sheet import Row
from api.intake.tables import CHANGE, CHANGES, Table
from api.uploads.definitions import Definition, definitions_of
from api.uploads.reading import Page
from api.uploads.samples import a_sample, troubles
from api.uploads.wrong import Wrong
from ledger.commands.fields import check, from_wire, specs
from ledger.errors import BadValue, Refusal

# Codes that are told apart by eye, so that ๑ and 1 must not stand side by side in one.
_WRITTEN_ALIKE: Final = frozenset({"number", "code", "actor", "key"})
_MIXED: Final = re.compile(r"[0-9][๐-๙]|[๐-๙][0-9]")


def missing_columns(page: Page) -> Iterator[Wrong]:
    """Columns that the table needs and the page has not."""
    for column in page.table.needed:
        if column not in page.columns:
            yield page.blamed(page.header, column, BadValue(field=column, why="no_column"))


def wrong_cells(page: Page) -> Iterator[Wrong]:
    """Every cell that its field refuses, row by row; those that reading refused are not asked again."""
    known: dict[int, set[str]] = {}
    for each in page.wrong:
        known.setdefault(each.row, set()).add(each.column)
    absent = {column for column in page.table.needed if column not in page.columns}
    definitions = {each.column: each for each in definitions_of(page.table.name)}
    for row in page.rows:
        told = known.get(row.number, set()) | absent
        for column, refusal in _refused(page.table, row, definitions):
            if column not in told:
                told.add(column)
                yield page.blamed(row.number, column, _naming(refusal, column))


def wrong_documents(page: Page, lines: Lines, known: Iterable[Wrong]) -> tuple[list[Document], list[Wrong]]:
    """The documents of a page, and what is wrong with those whose rows are right one by one."""
    rows = {each.row for each in known}
    if page.header in rows:  # what hangs on a column that is not there is no news of any row
        return [], []
    documents = list(documents_of(page.table, page.rows, lines))
    wrong = [
        page.blamed(each.row, each.refusal.facts.get("field", ""), each.refusal)
        for each in documents
        if each.refusal and not rows & {row.number for row in each.rows}
    ]
    return documents, wrong


def _refused(table: Table, row: Row, definitions: Mapping[str, Definition]) -> Iterator[tuple[str, Refusal]]:
    form = CHANGES if table.name == CHANGES.name and row.cells.get("kind") == CHANGE else table
    for column, text in row.cells.items():
        if column in definitions and definitions[column].kind in _WRITTEN_ALIKE and _MIXED.search(text):
            yield column, BadValue(field=column, why="mixed_digits", value=text)
    columns = {field: column for column, field in form.all_columns.items()}
    for refusal in (*_by_command(form, row), *_by_part(form, row), *_around(form, row, definitions)):
        field = refusal.facts.get("field", "")
        yield columns.get(field, field), refusal


def _cells(row: Row, columns: Mapping[str, str]) -> dict[str, Any]:
    return {field: row.cells[column] for column, field in columns.items() if row.cells.get(column)}


def _by_command(form: Table, row: Row) -> Iterator[Refusal]:
    """What the command refuses of the cells that belong to the whole document."""
    known = {spec.name: spec for spec in specs(form.command)}
    plain = {
        field: _several(text) if known[field].kind.startswith("list:") else text
        for field, text in _cells(row, form.columns).items()
        if field in known
    }
    if form.parts:  # a sample in place of the parts, which are asked by themselves
        sample = a_sample(form.command)
        plain = {**{name: sample[name] for name in sample if name not in form.columns.values()}, **plain}
    yield from troubles(form.command, plain)


def _several(text: str) -> list[str]:
    return [code.strip() for code in text.split("|") if code.strip()]


def _by_part(form: Table, row: Row) -> Iterator[Refusal]:
    if form.parts:
        yield from troubles(form.parts.kind, _cells(row, form.parts.columns))


def _around(form: Table, row: Row, definitions: Mapping[str, Definition]) -> Iterator[Refusal]:
    """What is wrong with the day, the persons, the remark and the paper of a row."""
    inside = {spec.name for spec in specs(form.command)}
    for column, field in form.columns.items():
        if field in inside:
            continue
        text, definition = row.cells.get(column, ""), definitions[column]
        try:
            if text:
                check(from_wire(text, definition.kind, field), definition.kind, field, optional=False)
            elif definition.required:
                raise BadValue(field=field, why="missing")
        except Refusal as refusal:
            yield refusal


def _naming(refusal: Refusal, column: str) -> Refusal:
    """The same refusal, speaking of the column."""
    return type(refusal)(**{**refusal.facts, "field": column})
