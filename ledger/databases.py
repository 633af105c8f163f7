"""Databases: one engine per place, set up so that an acknowledged entry is on disk.

SQLite: WAL with synchronous=FULL (NORMAL loses acknowledged postings in a power cut), STRICT
tables, triggers that also fire for REPLACE. Transactions begin explicitly, and writers take the
write lock at once, so that two of them queue instead of failing.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

from ledger import wall
from ledger.errors import Damaged, Unusable
from ledger.tables import FORWARD_ONLY, INSERT_ONLY

WRITING: Final = "khlang_writing"
# What is walled off between units on PostgreSQL (migrations/walls.py); the rest speaks of every unit.
OF_UNITS: Final = ("bucket", "day_total", "line", "entry", "document", "tile", "checkpoint")
# Operational tables of a book, which no journal holds; who connects for one book sees no other's.
OPERATIONAL: Final = ("job", "upload")
BUSY_SECONDS: Final = 60
# A connection beyond those that are kept is made for one request and closed after it, which costs more than
# the request. The one used last is used first, so that few are warm instead of all lukewarm.
POOL: Final[dict[str, Any]] = {"pool_size": 20, "max_overflow": 10, "pool_use_lifo": True}
# Each statement is planned once, for a full table: a plan kept from an almost empty one would scan it
# when it is full, and planning a batch takes longer than writing it. See ledger/dialects/.
PLANS: Final = "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off"


def open_engine(url: str) -> Engine:
    """An engine for a database URL; raises Unusable for one that is neither SQLite nor PostgreSQL."""
    kind = make_url(url).get_backend_name()
    if kind == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **POOL)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    if kind == "postgresql":
        engine = create_engine(url, isolation_level="READ COMMITTED", connect_args={"options": PLANS}, **POOL)
        wall.listen(engine)
        return engine
    raise Unusable("unknown_database", url=kind)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",
        "wal_autocheckpoint=8000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def guards_present(connection: Connection) -> None:
    """Raise Damaged when a table or one of its triggers is missing."""
    tables = set(inspect(connection).get_table_names())
    missing = {*INSERT_ONLY, *FORWARD_ONLY} - tables
    if missing:
        raise Damaged(f"tables missing: {' '.join(sorted(missing))}")
    absent = expected_guards(connection) - guards(connection)
    if absent:
        raise Damaged(f"guards missing: {' '.join(sorted(absent))}")


def expected_guards(connection: Connection) -> set[str]:
    """The names of the triggers that must be there, and on PostgreSQL of the policies."""
    sqlite = connection.dialect.name == "sqlite"
    own = ["no_replace"] if sqlite else ["no_truncate", "no_other_book"]
    kinds = ["no_delete", "no_update", *own]
    names = {f"{table}_{kind}" for table in (*INSERT_ONLY, *FORWARD_ONLY) for kind in kinds}
    if sqlite:
        return names
    walls = {f"{table}_no_other_book" for table in OPERATIONAL}
    return names | walls | {"entry_no_other_time"} | {f"{table}_no_other_unit" for table in OF_UNITS}


def guards(connection: Connection) -> set[str]:
    """The names of the triggers that stand on their own table and fire always, and of policies in force."""
    query = _SQLITE_GUARDS if connection.dialect.name == "sqlite" else _POSTGRES_GUARDS
    return {name for name, table in connection.execute(text(query)) if name.startswith(f"{table}_no_")}


_SQLITE_GUARDS: Final = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
# A policy is not in force where it asks for nothing, or where another one lets everybody past it.
_POSTGRES_GUARDS: Final = """
SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND tgenabled = 'A'
UNION ALL
SELECT polname, relname FROM pg_policy AS own JOIN pg_class ON pg_class.oid = polrelid
WHERE relrowsecurity
  AND position('khlang_' IN coalesce(pg_get_expr(polwithcheck, polrelid), 'khlang_')) > 0
  AND position('khlang_' IN coalesce(pg_get_expr(polqual, polrelid), 'khlang_')) > 0
  AND NOT (polpermissive AND EXISTS (
    SELECT FROM pg_policy WHERE polrelid = own.polrelid AND polpermissive AND oid <> own.oid
  ))
"""
