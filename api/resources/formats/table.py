"""Table: rows of a document as columns and cells, from the schema that says what the document is.

A day becomes two columns, ISO and Buddhist era; what is nested once gets its name in front (`th_title`);
rows within rows become a table of their own that begins with the columns naming the outer row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import marshmallow as ma

from api.resources.fields import DayText, Listing
from api.wire import dumps

BETWEEN: Final = "|"  # several values in one cell, as in the tables that people upload
Cell = str | int | bool | None


class Column(NamedTuple):
    """A column; `path` leads from the row to its cell.

    `kind` is text, money, figure (money or a count), whole, number, flag, day, texts or json.
    """

    key: str
    kind: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows at `path` of a document: `("vouchers",)`, or `("vouchers", "lines")` of each voucher."""

    path: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """What it is called in an address."""
        return self.path[-1]

    @property
    def title(self) -> str:
        """The key of its text."""
        return "_".join(self.path)

    def rows(self, document: Mapping[str, Any]) -> Iterator[list[Cell]]:
        """The cells of every row, in order."""
        for row in document[self.path[0]]:
            for inner in row[self.path[1]] if self.path[1:] else (row,):
                yield [_cell(column, row, inner) for column in self.columns]


OUTER: Final = ".."


def tables_of(listing: type[Listing]) -> tuple[Table, ...]:
    """The tables of a list: its rows, then what stands within them.

    Raises ValueError where two columns of a table have one name.
    """
    found: list[Table] = []
    for name, rows in _rows(listing):
        found.append(_table((name,), _columns(rows)))
    for name, rows in _rows(listing):
        for inner, parts in _rows(rows):
            named = [column for column in _columns(rows) if column.key in getattr(rows, "KEY", ())]
            outer = [column._replace(path=(OUTER, *column.path)) for column in named]
            found.append(_table((name, inner), [*outer, *_columns(parts)]))
    return tuple(found)


def _table(path: tuple[str, ...], columns: Sequence[Column]) -> Table:
    keys = [column.key for column in columns]
    if len({*keys}) < len(keys):
        raise ValueError(path, keys)
    return Table(path, tuple(columns))


def _rows(schema: type[ma.Schema]) -> Iterator[tuple[str, type[ma.Schema]]]:
    """The fields of rows, and the schema of each."""
    for name, field in schema().fields.items():
        if isinstance(field, ma.fields.List) and isinstance(field.inner, ma.fields.Nested):
            yield name, type(field.inner.schema)


def _columns(schema: type[ma.Schema], above: tuple[str, ...] = ()) -> list[Column]:
    found: list[Column] = []
    for name, field in schema().fields.items():
        path = (*above, name)
        key = "_".join(path)
        if not isinstance(field, ma.fields.Nested):
            kind = _kind(field)
            found += [Column(key, kind, path)] if kind else []
        elif isinstance(field.schema, DayText):
            found += [Column(key, "day", (*path, "iso")), Column(f"{key}_th", "text", (*path, "th"))]
        else:
            found += _columns(type(field.schema), path)
    return found


def _kind(field: ma.fields.Field[Any]) -> str:
    """How a field is shown; "" for rows, which are no cell."""
    match field:
        case ma.fields.List():
            return "" if isinstance(field.inner, ma.fields.Nested) else "texts"
        case ma.fields.Dict():
            return "json"
        case ma.fields.Boolean():
            return "flag"
        case ma.fields.Integer():
            return str(field.metadata.get("kind", "number"))
        case _:
            return str(field.metadata.get("kind", "text"))


def _cell(column: Column, outer: Mapping[str, Any], row: Mapping[str, Any]) -> Cell:
    value: Any = row
    for part in column.path:
        value = outer if part == OUTER else value.get(part) if value else None
    if value is None or isinstance(value, str | int):
        return value
    return BETWEEN.join(map(str, value)) if column.kind == "texts" else dumps(value).decode()
