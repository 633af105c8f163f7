"""The rules of "Two databases and beyond", seen by walking the metadata and every executed statement."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, Table, event, text
from sqlalchemy.schema import ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint

from api.access.tables import metadata as access
from api.jobs.tables import metadata as jobs
from api.uploads.tables import metadata as uploads
from ledger import queries
from ledger.buckets import SOURCES
from ledger.checkpoints import inclusion_of, make_checkpoint, newest_checkpoint
from ledger.databases import expected_guards, guards, open_engine
from ledger.documents import BOOK_WIDE
from ledger.posting import Journal
from ledger.signing import SigningKey
from ledger.tables import FORWARD_ONLY, INSERT_ONLY, metadata
from ledger.verification import verify
from migrations.guards import FORWARD, KEYS, PARTIAL
from tests.builders import BOOK, NOW, a_command, a_request, a_voucher, a_world

TABLES: Final = tuple(metadata.tables.values())
OTHERS: Final = (access, jobs, uploads)  # of this place and of no book
NAME_LENGTH_MAX: Final = 50  # Citus names shards after their table
KEY: Final = SigningKey("khlang.test/schema", bytes(32))


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as opened:
        yield opened


# ── the metadata ──

Keyed = PrimaryKeyConstraint | UniqueConstraint | ForeignKeyConstraint | Index


def keys_of(table: Table) -> list[tuple[str, ...]]:
    """The columns of every key and index of a table."""
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    keys: list[Keyed] = [table.primary_key, *unique, *table.foreign_key_constraints, *table.indexes]
    return [tuple(str(column.name) for column in key.columns) for key in keys]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_key_begins_with_the_book(table: Table) -> None:
    assert table.columns.keys()[0] == "book"
    assert [key for key in keys_of(table) if key[0] != "book"] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_says_how_far_it_reaches(table: Table) -> None:
    assert table.info["reach"] in {"book", "reference", "local"}
    assert table.name in {*INSERT_ONLY, *FORWARD_ONLY}


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_the_writer_gives_every_number_and_the_database_none(table: Table) -> None:
    given = [
        column.name
        for column in table.columns
        if column.identity or column.computed or column.server_default or column.default or column.nullable
    ]
    assert given == []
    assert table.autoincrement_column is None


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_names_are_short_and_constraints_are_checked_at_once(table: Table) -> None:
    parts = [table, *table.columns, *table.indexes, *table.constraints]
    names = [str(part.name) for part in parts if part.name]
    assert [name for name in names if len(name) > NAME_LENGTH_MAX] == []
    assert [c for c in table.constraints if c.deferrable or c.initially] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_the_guards_know_every_unique_key(table: Table) -> None:
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
    whole = [tuple(str(c.name) for c in key.columns) for key in (table.primary_key, *unique)]
    partial = [tuple(str(c.name) for c in index.columns) for index in table.indexes if index.unique]
    assert sorted(whole) == sorted(KEYS[table.name])
    assert partial == [key for key, _ in (PARTIAL[table.name],)] if table.name in PARTIAL else not partial


def test_the_guards_know_every_table_and_every_book_wide_number() -> None:
    assert set(KEYS) == set(metadata.tables)
    assert set(FORWARD) == set(FORWARD_ONLY)
    assert set(re.findall(r"'(\w+)'", PARTIAL["document"][1])) == BOOK_WIDE


# ── the databases ──


def test_a_migrated_database_is_what_the_tables_say(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    every: Any = [metadata, *OTHERS]  # alembic takes several, and says so nowhere in its types
    assert compare_metadata(context, every) == []


def details(connection: Connection) -> set[tuple[str, str]]:
    """What autogenerate does not compare: checks, and the predicates of partial indexes."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')")
        )
        others = ("alembic_version", "sqlite_stat1")
        return {(name, plain(sql)) for name, sql in found if sql and name not in others}
    constraints = (
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname NOT LIKE 'alembic%'"
    )
    indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    rows = [*connection.execute(text(constraints)), *connection.execute(text(indexes))]
    return {(name, said) for name, said in rows if not name.startswith("alembic")}


def plain(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace('"', "")).replace("( ", "(").replace(" )", ")")


@pytest.mark.parametrize("kind", ("sqlite", "postgres"))
def test_a_migrated_database_has_the_checks_and_predicates_of_the_tables(
    request: pytest.FixtureRequest, kind: str
) -> None:
    found = []
    for fixture in (f"migrated_{kind}_url", f"{kind}_url"):
        engine = open_engine(request.getfixturevalue(fixture))
        with engine.begin() as connection:
            metadata.create_all(connection)  # nothing, where the tables are
            for others in OTHERS:
                others.create_all(connection)
            found.append(details(connection))
        engine.dispose()
    assert found[0] == found[1]


def test_every_guard_stands(connection: Connection) -> None:
    assert guards(connection) == expected_guards(connection)


def test_what_refers_to_an_entry_is_one_seek_in_sqlite(migrated_sqlite_url: str) -> None:
    engine = open_engine(migrated_sqlite_url)
    query = "SELECT body FROM entry WHERE book = 'b' AND refers_to IN (1, 2) AND refers_to > 0 ORDER BY seq"
    with engine.connect() as connection:
        plan = " ".join(str(row[3]) for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}")))
    engine.dispose()
    assert "entry_refers (book=? AND refers_to=?)" in plan


def test_sqlite_takes_no_value_of_another_type(migrated_sqlite_url: str) -> None:
    engine = open_engine(migrated_sqlite_url)
    with engine.connect() as connection:
        strict = connection.execute(text("SELECT name FROM pragma_table_list WHERE strict")).scalars()
        assert set(strict) == set(metadata.tables).union(*(others.tables for others in OTHERS))
    engine.dispose()


def test_postgresql_counts_nothing_by_itself(migrated_postgres_url: str) -> None:
    engine = open_engine(migrated_postgres_url)
    with engine.connect() as connection:
        for query in (
            "SELECT count(*) FROM pg_sequences",
            "SELECT count(*) FROM pg_attribute WHERE attidentity <> '' OR attgenerated <> ''",
            "SELECT count(*) FROM pg_constraint WHERE condeferrable OR contype = 'x'",
        ):
            assert connection.execute(text(query)).scalar_one() == 0
    engine.dispose()


@pytest.mark.parametrize("stage", sorted(SOURCES))
def test_only_sources_may_fall_below_zero_in_the_database_too(connection: Connection, stage: str) -> None:
    insert = text("INSERT INTO bucket VALUES ('b', :id, :stage, 'u', 'c', '', 'satang', -1, 1)")
    with connection.begin():
        connection.execute(insert, {"id": 1, "stage": stage})
        with pytest.raises(Exception, match="bucket_floor"):
            connection.execute(insert, {"id": 2, "stage": "available"})


# ── every statement ──


Executed = tuple[int, str, Any]
"""Number of the transaction, statement, parameters."""
SILENT: Final = re.compile(r"\s*(BEGIN|PRAGMA|SET|COMMIT|ROLLBACK)|.*(sqlite_master|pg_|pragma_)", re.DOTALL)
TOUCHED: Final = re.compile(rf'\b(?:FROM|JOIN|UPDATE|INTO)\s+"?({"|".join(metadata.tables)})"?\b')
READ: Final = re.compile(rf'\b(?:FROM|JOIN|UPDATE)\s+"?({"|".join(metadata.tables)})"?\b')
PINNED: Final = re.compile(r'\b"?book"?\s*=')
FORBIDDEN: Final = re.compile(
    r"advisory|\bLISTEN\b|\bNOTIFY\b|\bMERGE\b|DEFERR|nextval|LOCK TABLE", re.IGNORECASE
)


@pytest.fixture
def executed(engine: Engine) -> list[Executed]:
    """Every statement of a session: two books opened and posted to in turn, asked, verified, signed."""
    heard: list[Executed] = []
    transactions = 0

    def began(_: Connection) -> None:
        nonlocal transactions
        transactions += 1

    def ran(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        heard.append((transactions, statement, parameters))

    event.listen(engine, "begin", began)
    event.listen(engine, "before_cursor_execute", ran)
    for book in (BOOK, "book-2"):
        session(engine, book)
    return [(number, said, values) for number, said, values in heard if not SILENT.match(said)]


def session(engine: Engine, book: str) -> None:
    journal = Journal(engine, book, lambda: NOW)
    for request, actor in a_world(book):
        assert journal.post(request, actor).refusal is None
    vouchers = [a_request(a_voucher(f"V{n}", {"amount": "0.01"}), f"v{n}") for n in range(230)]
    journal.post_all([*vouchers, a_request(a_command("disburse"), "bill")], "spender")
    reversal = a_request(a_command("reverse", reverses="V1"), "reverse")
    assert journal.dry_run([reversal], "head")[0].refusal is None
    assert journal.post(reversal, "head").refusal is None
    assert journal.post(a_request(a_command("close_period"), "close"), "head").refusal is None
    make_checkpoint(engine, book, KEY, f"khlang.test/{book}")
    assert verify(engine, book).ok
    with engine.connect() as connection:
        asked(connection, book)


def asked(connection: Connection, book: str) -> None:
    day = date(2025, 12, 1)
    for said in ({}, {"as_of": 50}, {"on": day}, {"on": day, "as_of": 50}, {"on": day, "items": True}):
        queries.balances(connection, book, unit="1032", stage="available", **said)
    for way in ({"unit": "1032"}, {"document_no": "V1"}, {"actor": "spender"}):
        assert list(queries.history(connection, book, **way))
    head = queries.head(connection, book)
    assert head is not None
    assert len(list(queries.entries(connection, book))) == head.size
    assert newest_checkpoint(connection, book, head.size)
    assert inclusion_of(connection, book, 7).size == head.size


def books_in(parameters: object) -> list[set[str]]:
    """The books that each row of parameters names."""
    rows: list[Any] = parameters if isinstance(parameters, list) else [parameters]
    values = [row.values() if isinstance(row, dict) else row for row in rows]
    return [{value for value in row if value in (BOOK, "book-2")} for row in values]


def test_every_statement_is_about_one_book_and_says_which(executed: list[Executed]) -> None:
    assert {table for _, said, _ in executed for table in TOUCHED.findall(said)} == set(metadata.tables)
    loose = [
        said
        for _, said, parameters in executed
        if any(len(books) != 1 for books in books_in(parameters))
        or len(PINNED.findall(said)) < len(READ.findall(said))
    ]
    assert loose == []


def test_a_transaction_is_about_one_book(executed: list[Executed]) -> None:
    books: dict[int, set[str]] = {}
    for number, _, parameters in executed:
        books.setdefault(number, set()).update(*books_in(parameters))
    assert {len(named) for named in books.values()} == {1}


def test_no_statement_asks_for_what_a_shard_cannot_do(executed: list[Executed]) -> None:
    assert [said for _, said, _ in executed if FORBIDDEN.search(said)] == []
