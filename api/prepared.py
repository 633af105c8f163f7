"""Prepared: a query that is part of every request, compiled once and sent by the driver itself.

SQLAlchemy writes its text and tells its errors, but looks up no plan and makes no result object each time:
that takes longer than a database takes to find a row by its key.
"""

from __future__ import annotations

from collections import namedtuple
from typing import Any, Final

from sqlalchemy import Connection, Select
from sqlalchemy.sql.compiler import SQLCompiler

from ledger.dialects.lookups import send


class Prepared:
    """A query with named parameters; rows are as the driver gives them, under the names of their columns."""

    def __init__(self, query: Select[Any]) -> None:
        self._query: Final = query
        names = [column.name for column in query.selected_columns]
        self._row: Final[Any] = namedtuple("Found", names)  # type: ignore[misc]  # noqa: PYI024 - its names are the query's
        self._compiled: Final[dict[str, tuple[str, dict[str, Any], tuple[str, ...] | None]]] = {}

    def rows(self, connection: Connection, **values: Any) -> list[Any]:  # noqa: ANN401 - what the query binds
        """The rows for these values; opens no transaction that was not open."""
        sql, constants, order = self._compiled.get(connection.dialect.name) or self._compile(connection)
        bound: Any = {**constants, **values}
        if order is not None:
            bound = tuple(bound[name] for name in order)
        return list(map(self._row._make, send(connection, sql, bound)))

    def _compile(self, connection: Connection) -> tuple[str, dict[str, Any], tuple[str, ...] | None]:
        """The query in the words of a dialect; parameters go by name, or in order where it takes no names."""
        compiled = self._query.compile(dialect=connection.dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(compiled)
        order = tuple(compiled.positiontup or ()) if compiled.positional else None
        made = str(compiled), dict(compiled.params), order
        self._compiled[connection.dialect.name] = made
        return made
