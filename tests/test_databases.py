"""The databases that tests stand on are fresh, separate and of the kind they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import create_engine, inspect, text

from tests.databases import prepare_at

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from tests.databases import Postgres


def add_a_table(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE thing (id integer PRIMARY KEY)"))


def tables_at(url: str) -> list[str]:
    engine = create_engine(url)
    try:
        return inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_a_fresh_database_is_empty_and_takes_tables(database_url: str) -> None:
    assert tables_at(database_url) == []
    prepare_at(database_url, add_a_table)
    assert tables_at(database_url) == ["thing"]


def test_a_copy_of_a_mould_has_its_tables_and_shares_nothing(postgres: Postgres) -> None:
    mould = postgres.mould("mould_of_one_thing", add_a_table)
    first, second = postgres.fresh(mould), postgres.fresh(mould)
    assert tables_at(first) == tables_at(second) == ["thing"]
    assert first != second
    for url in (first, second, postgres.url(mould)):
        postgres.drop(url)
