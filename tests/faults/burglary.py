"""Burglary: rows changed behind the program's back, by who holds the file or is superuser.

The guards are put back afterwards, so that only the changed row itself can give the burglar away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final

import psycopg
from sqlalchemy import Table, UniqueConstraint
from sqlalchemy.engine import make_url

from ledger.tables import metadata
from tests.builders import BOOK

Execute = Any
Row = dict[str, Any]
Repair = Callable[[Execute], None]
FAR: Final = 1_000_003


@contextmanager
def broken_into(url: str) -> Iterator[Execute]:
    """`execute(sql, *values)` with every guard and check asleep; rows are written with `?` for values."""
    opened = _sqlite if url.startswith("sqlite") else _postgres
    with opened(url) as execute:
        yield execute


@contextmanager
def _sqlite(url: str) -> Iterator[Execute]:
    with closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield lambda sql, *values: connection.execute(sql, values).fetchall()
        for _, sql in guards:
            connection.execute(sql)


@contextmanager
def _postgres(url: str) -> Iterator[Execute]:
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        for table in metadata.tables:
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        checks = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c'"
        for table, name in connection.execute(checks).fetchall():
            if table in metadata.tables:
                connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")

        def execute(sql: str, *values: object) -> list[tuple[Any, ...]]:
            cursor = connection.execute(sql.replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []

        yield execute
        for table in metadata.tables:
            for kind in ("no_delete", "no_update", "no_truncate"):
                connection.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{kind}")


def other(value: object) -> object:
    """Another value of the same type."""
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, int):
        return value + (7 if value < 30_000 else FAR)
    return f"{value}x"


def keys_of(table: Table) -> list[str]:
    """The columns, beside the book, that tell a row from every other, under any of its keys."""
    unique = [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]
    named = {column.name for constraint in (table.primary_key, *unique) for column in constraint.columns}
    return [column.name for column in table.columns if column.name in named and column.name != "book"]


def last_row(execute: Execute, table: Table) -> Row:
    """The last row of the book in a table by its primary key."""
    names = [column.name for column in table.columns]
    order = ", ".join(f'"{column.name}" DESC' for column in table.primary_key.columns)
    shown = ", ".join(f'"{name}"' for name in names)
    rows = execute(f"SELECT {shown} FROM {table.name} WHERE book = ? ORDER BY {order} LIMIT 1", BOOK)
    return dict(zip(names, rows[0], strict=True))


def change(execute: Execute, table: Table, column: str) -> Repair:
    """Change one column of the last row."""
    row = last_row(execute, table)
    changed = {**row, column: other(row[column])}
    _write(execute, table, row, changed)
    return lambda again: _write(again, table, changed, row)


def _write(execute: Execute, table: Table, row: Row, changed: Row) -> None:
    where, values = _where(table, row)
    marks = ", ".join(f'"{name}" = ?' for name in changed)
    execute(f"UPDATE {table.name} SET {marks} WHERE {where}", *changed.values(), *values)


def delete(execute: Execute, table: Table) -> Repair:
    """Delete the last row."""
    row = last_row(execute, table)
    _remove(execute, table, row)
    return lambda again: _add(again, table, row)


def insert(execute: Execute, table: Table) -> Repair:
    """Insert the last row again under other keys."""
    row = last_row(execute, table)
    twin = {**row, **{name: other(row[name]) for name in keys_of(table)}}
    _add(execute, table, twin)
    return lambda again: _remove(again, table, twin)


def _add(execute: Execute, table: Table, row: Row) -> None:
    execute(f"INSERT INTO {table.name} VALUES ({', '.join('?' for _ in row)})", *row.values())


def _remove(execute: Execute, table: Table, row: Row) -> None:
    where, values = _where(table, row)
    execute(f"DELETE FROM {table.name} WHERE {where}", *values)


def _where(table: Table, row: Row) -> tuple[str, list[Any]]:
    keys = [column.name for column in table.primary_key.columns]
    return " AND ".join(f'"{key}" = ?' for key in keys), [row[key] for key in keys]
