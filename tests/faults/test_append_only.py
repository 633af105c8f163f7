"""No way through the application's own connections to change or remove what is recorded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    delete,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from ledger.databases import guards_present, open_engine
from ledger.errors import Damaged
from ledger.tables import FORWARD_ONLY, INSERT_ONLY, metadata
from tests.faults.burglary import other
from tests.faults.sealed import Sealed

TABLES = [metadata.tables[name] for name in (*INSERT_ONLY, *FORWARD_ONLY)]
FIXED = [metadata.tables[name] for name in INSERT_ONLY]
COLUMNS = [(table, column.name) for table in FIXED for column in table.columns]

# For what only one of the databases can do.
ON_SQLITE = pytest.mark.parametrize("sealed", ("sqlite",), indirect=True, scope="module")
ON_POSTGRES = pytest.mark.parametrize("sealed", ("postgresql",), indirect=True, scope="module")

# How a row of a projection may not change: back, or in place.
BACKWARDS = (
    ("head", "book = book || 'x', size = size + 1"),
    ("head", "size = size - 1"),
    ("head", "root = frontier"),
    ("head", "size = size + 1, reference_seq = reference_seq - 1"),
    ("bucket", "balance = balance + 1"),
    ("bucket", "version = version - 1"),
    *(
        ("bucket", f"version = version + 1, {name} = {name} || 'x'")
        for name in ("book", "stage", "unit", "code")
    ),
    *(("bucket", f"version = version + 1, {name} = {name} || 'x'") for name in ("item", "measure")),
    ("bucket", "version = version + 1, id = id + 1000000"),
    ("day_total", "amount_in = amount_in - 1"),
    ("day_total", "amount_out = amount_out - 1"),
    *(("day_total", f"{name} = {name} || 'x'") for name in ("book", "stage", "unit", "code")),
    *(("day_total", f"{name} = {name} || 'x'") for name in ("measure", "effective_on")),
)


@pytest.fixture(scope="module")
def engine(sealed: Sealed) -> Iterator[Engine]:
    opened = open_engine(sealed.url)
    yield opened
    opened.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """One of the application's connections, in a transaction that leaves nothing behind."""
    with engine.connect() as opened:
        transaction = opened.begin()
        yield opened
        transaction.rollback()


def refused(connection: Connection, statement: str | Executable) -> bool:
    """Whether the guards (and nothing else) stop a statement, in PostgreSQL's replica mode too.

    Replication does not wake ordinary triggers; ours are always awake.
    """
    executable = text(statement) if isinstance(statement, str) else statement
    if connection.dialect.name == "sqlite":
        return _refused(connection, executable)
    usual = _refused(connection, executable)
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    replicated = _refused(connection, executable)
    connection.execute(text("SET LOCAL session_replication_role = origin"))
    return usual and replicated


def _refused(connection: Connection, statement: Executable) -> bool:
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except DBAPIError as error:
        return "append-only" in str(error.orig)
    return False


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t.name}.{c}" for t, c in COLUMNS])
def test_no_column_of_the_journal_is_updated(connection: Connection, table: Table, column: str) -> None:
    assert refused(connection, f'UPDATE {table.name} SET "{column}" = "{column}"')
    assert refused(connection, update(table).values({column: table.c[column]}))


@pytest.mark.parametrize(("table", "change"), BACKWARDS)
def test_a_projection_only_moves_forward(connection: Connection, table: str, change: str) -> None:
    assert refused(connection, f"UPDATE {table} SET {change}")


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_row_is_deleted(connection: Connection, table: Table) -> None:
    assert refused(connection, f"DELETE FROM {table.name}")
    assert refused(connection, delete(table))
    first = select(*table.primary_key.columns).limit(1)
    row = connection.execute(first).one()
    assert refused(connection, delete(table).where(*(table.c[k] == v for k, v in row._mapping.items())))
    if connection.dialect.name == "sqlite":
        assert refused(connection, f"WITH one AS (SELECT 1) DELETE FROM {table.name} WHERE 1 IN one")
    else:
        gone = f"DELETE FROM {table.name} RETURNING 1"
        assert refused(connection, f"WITH gone AS ({gone}) SELECT count(*) FROM gone")


@ON_POSTGRES
@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_emptied(connection: Connection, table: Table) -> None:
    for how in ("", " CASCADE", " RESTART IDENTITY"):
        assert refused(connection, f"TRUNCATE {table.name}{how}")
    assert refused(connection, f"TRUNCATE {', '.join(metadata.tables)}")


@ON_POSTGRES
@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_row_is_merged_away(connection: Connection, table: Table) -> None:
    merge = f"MERGE INTO {table.name} USING (SELECT 1) AS one ON true WHEN MATCHED THEN"
    assert refused(connection, f"{merge} DELETE")
    if table in FIXED:
        assert refused(connection, f"{merge} UPDATE SET book = {table.name}.book")


@pytest.mark.parametrize("table", FIXED, ids=str)
def test_an_insert_that_meets_a_row_does_not_change_it(connection: Connection, table: Table) -> None:
    keys = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
    again = f"INSERT INTO {table.name} SELECT * FROM {table.name} WHERE true"
    assert refused(connection, f"{again} ON CONFLICT ({keys}) DO UPDATE SET book = excluded.book")


def unique_keys(table: Table) -> list[tuple[str, ...]]:
    """The columns of every key of a table, that of a partial index too."""
    constraints = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys: list[PrimaryKeyConstraint | UniqueConstraint | Index] = [table.primary_key, *constraints]
    keys += [index for index in table.indexes if index.unique]
    return [tuple(str(column.name) for column in key.columns) for key in keys]


KEYS = [(table, key) for table in TABLES for key in unique_keys(table)]


@ON_SQLITE
@pytest.mark.parametrize("recursive", ("ON", "OFF"))
@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{t.name}-{'-'.join(k)}" for t, k in KEYS])
def test_no_row_is_replaced_under_any_of_its_keys(
    connection: Connection, table: Table, key: tuple[str, ...], recursive: str
) -> None:
    """A replacing insert fires DELETE triggers only if SQLite is told to; this guard needs no telling."""
    partial = " WHERE kind = 'deliver'" if key == ("book", "kind", "number") else ""
    row = dict(connection.execute(text(f"SELECT * FROM {table.name}{partial} LIMIT 1")).one()._mapping)
    named = {name for other_key in unique_keys(table) for name in other_key}
    twin = {name: value if name in key or name not in named else other(value) for name, value in row.items()}
    connection.execute(text(f"PRAGMA recursive_triggers = {recursive}"))
    marks = ", ".join(f":{name}" for name in twin)
    try:
        for verb in ("INSERT OR REPLACE INTO", "REPLACE INTO"):
            assert refused(connection, text(f"{verb} {table.name} VALUES ({marks})").bindparams(**twin))
    finally:
        connection.execute(text("PRAGMA recursive_triggers = ON"))


@ON_SQLITE
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t.name}.{c}" for t, c in COLUMNS])
def test_no_update_replaces_another_row(connection: Connection, table: Table, column: str) -> None:
    assert refused(connection, f'UPDATE OR REPLACE {table.name} SET "{column}" = "{column}"')


def gone(connection: Connection, guard: str, statement: str) -> None:
    """Do away with a guard, and see that the start-up check names it."""
    guards_present(connection)
    connection.execute(text(statement))
    with pytest.raises(Damaged, match=guard):
        guards_present(connection)


@ON_SQLITE
@pytest.mark.parametrize("kind", ("delete", "update", "replace"))
@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_guard_dropped_from_sqlite_is_noticed(connection: Connection, table: Table, kind: str) -> None:
    gone(connection, f"{table.name}_no_{kind}", f"DROP TRIGGER {table.name}_no_{kind}")


@ON_POSTGRES
@pytest.mark.parametrize("kind", ("delete", "update", "truncate"))
@pytest.mark.parametrize("table", TABLES, ids=str)
@pytest.mark.parametrize("fate", ("DROP", "DISABLE", "ENABLE", "ENABLE REPLICA"))
def test_a_guard_dropped_or_put_to_sleep_in_postgresql_is_noticed(
    connection: Connection, table: Table, kind: str, fate: str
) -> None:
    guard = f"{table.name}_no_{kind}"
    asleep = f"ALTER TABLE {table.name} {fate} TRIGGER {guard}"
    gone(connection, guard, f"DROP TRIGGER {guard} ON {table.name}" if fate == "DROP" else asleep)


def test_a_guard_moved_to_another_table_is_noticed(connection: Connection) -> None:
    own = " ON tile" if connection.dialect.name == "postgresql" else ""
    connection.execute(text(f"DROP TRIGGER tile_no_delete{own}"))
    made = "BEGIN SELECT 1; END" if not own else "FOR EACH ROW EXECUTE FUNCTION khlang_refuse()"
    connection.execute(text(f"CREATE TRIGGER tile_no_delete BEFORE DELETE ON checkpoint {made}"))
    with pytest.raises(Damaged, match="tile_no_delete"):
        guards_present(connection)
