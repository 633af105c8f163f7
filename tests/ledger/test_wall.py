"""The wall: a transaction says its book once, and nothing is left of it for the next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError

from ledger import queries
from ledger.loading import Loader
from ledger.posting import Journal
from ledger.wall import PLACE, about
from tests.builders import BOOK, a_request, a_voucher
from tests.databases import Postgres
from tests.faults.books import opened, pay
from tests.faults.office import APP, OTHER, an_office


class Heard(NamedTuple):
    """An engine, and what it was sent."""

    engine: Engine
    statements: list[str]


@pytest.fixture(scope="module")
def urls(postgres: Postgres) -> Iterator[tuple[str, str]]:
    with an_office(postgres) as office:
        yield office.url(APP), office.url()


@contextmanager
def heard(url: str) -> Iterator[Heard]:
    with opened(url) as engine:
        said: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *sent: said.append(sent[2]))
        yield Heard(engine, said)


def sayings(statements: list[str]) -> int:
    return sum(statement.startswith("SELECT set_config") for statement in statements)


def test_a_reader_says_its_book_once_in_a_transaction(urls: tuple[str, str]) -> None:
    with heard(urls[0]) as (engine, statements), engine.connect() as connection:
        for _ in range(3):
            assert queries.head(connection, BOOK)
            assert queries.balances(connection, BOOK)
        assert (sayings(statements), len(statements)) == (1, 7)
        connection.rollback()
        assert queries.head(connection, BOOK)
        assert sayings(statements) == 2


def test_the_writer_says_it_inside_the_statement_that_locks_the_head(urls: tuple[str, str]) -> None:
    counts: list[tuple[int, int]] = []
    for url in urls:
        with heard(url) as (engine, statements):
            journal = Journal(engine, BOOK)
            assert pay(journal, f"the first loads what the reference entries say {len(counts)}") == ""
            assert sayings(statements) == 0
            statements.clear()
            assert pay(journal, f"lone {len(counts)}") == ""
            vouchers = [a_request(a_voucher(f"B{len(counts)}-{n}"), f"b{len(counts)}-{n}") for n in range(50)]
            journal.post_all(vouchers, "spender")
            counts.append((len(statements), sayings(statements)))
    assert counts[0] == counts[1] == (4, 0)


def test_the_owner_says_nothing(urls: tuple[str, str]) -> None:
    with heard(urls[1]) as (engine, statements), engine.connect() as connection:
        assert len(queries.books(connection)) == 2
        assert queries.head(connection, BOOK)
        assert sayings(statements) == 0


def test_pages_of_two_books_may_be_read_in_turn(
    urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 10)
    with opened(urls[0]) as engine, engine.connect() as connection:
        both = zip(
            queries.bodies(connection, BOOK, 1, 100), queries.bodies(connection, OTHER, 1, 100), strict=True
        )
        assert len(list(both)) == 100


def test_the_books_of_a_place_are_listed_and_nothing_else(urls: tuple[str, str]) -> None:
    with opened(urls[0]) as engine, engine.connect() as connection:
        assert [row.book for row in queries.books(connection)] == [BOOK, OTHER]
        unsaid(connection)


@pytest.mark.parametrize("end", ("commit", "rollback", "close"))
def test_nothing_is_left_for_who_has_the_connection_next(urls: tuple[str, str], end: str) -> None:
    with opened(urls[0]) as engine:
        with engine.connect() as connection:
            assert queries.head(connection, BOOK)
            getattr(connection, end)()
        with engine.connect() as connection:
            unsaid(connection)
            connection.rollback()
            assert connection.execute(text("SELECT 1")).scalar_one() == 1  # a transaction of something else
            assert queries.head(connection, BOOK)


def unsaid(connection: Connection) -> None:
    with pytest.raises(DBAPIError) as caught:
        connection.execute(text("SELECT 1 FROM entry"))
    assert getattr(caught.value.orig, "sqlstate", "") == "KH002"


def test_a_loader_for_a_reader_says_its_book(urls: tuple[str, str]) -> None:
    with opened(urls[0]) as engine, engine.connect() as connection:
        for book in (BOOK, OTHER):
            assert Loader.of(connection, book).entry(1)


def test_on_sqlite_there_is_no_wall(migrated_sqlite_url: str) -> None:
    with heard(migrated_sqlite_url) as (engine, statements), engine.connect() as connection:
        about(connection, PLACE)
        assert statements == []
