"""Shape: whether tables, columns and guards are those that this program makes."""

from __future__ import annotations

from sqlalchemy import Connection, inspect, text

from ledger.databases import expected_guards, guards
from ledger.tables import metadata
from ledger.verification.report import Problems


def shape_holds(connection: Connection, problems: Problems) -> bool:
    """Whether every table can be read as expected; a missing guard is a problem, but hides no row."""
    for guard in sorted(expected_guards(connection) - guards(connection)):
        problems.add("guard_missing", table=guard.split("_no_", maxsplit=1)[0], guard=guard)
    inspector = inspect(connection)
    present = set(inspector.get_table_names())
    lax = _lax(connection)
    whole = True
    for name, table in metadata.tables.items():
        if name not in present:
            problems.add("table_missing", table=name)
            whole = False
            continue
        should = [(column.name, column.nullable) for column in table.columns]
        is_ = [(column["name"], column["nullable"]) for column in inspector.get_columns(name)]
        if should != is_ or name in lax:
            problems.add("table_differs", table=name)
            whole = False
    return whole


def _lax(connection: Connection) -> set[str]:
    """SQLite tables that would take a value of any type."""
    if connection.dialect.name != "sqlite":
        return set()
    return set(connection.execute(text("SELECT name FROM pragma_table_list WHERE NOT strict")).scalars())
