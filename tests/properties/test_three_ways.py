"""The pure fold, SQLite and PostgreSQL make the same book of the same commands, however they are sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from ledger import queries
from ledger.balances import fold
from ledger.databases import open_engine
from ledger.entries import Entry, timestamp
from ledger.posting import Journal
from ledger.rules import State, receive
from tests.builders import NOW, Asked
from tests.properties.checks import (
    Said,
    by_name,
    check_entries,
    check_projections,
    on_day,
    root_of,
    said,
    summed,
)
from tests.properties.histories import SEEDS, SIZES, a_history

BOOKS = count(1)
BATCHES = st.lists(st.integers(1, 40), min_size=1, max_size=8)


@contextmanager
def engines(*urls: str) -> Iterator[list[Engine]]:
    opened = [open_engine(url) for url in urls]
    for engine in opened:
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _carelessly)
    yield opened
    for engine in opened:
        engine.dispose()


def _carelessly(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's connection
    """What is tested here needs no power cut survived; thousands of commits need not wait for the disk."""
    connection.execute("PRAGMA synchronous=OFF")


def folded(book: str, history: Sequence[Asked]) -> tuple[list[Said], list[Entry]]:
    state = State(book)
    outcomes = [receive(state, request, actor, timestamp(NOW)) for request, actor in history]
    return [said(o) for o in outcomes], [e for o in outcomes if not o.replayed for e in o.entries]


def a_journal(engine: Engine, book: str) -> Journal:
    return Journal(engine, book, lambda: NOW)


def in_batches(history: Sequence[Asked], sizes: Sequence[int]) -> Iterator[tuple[str, list[Asked]]]:
    """Neighbours of one actor together, as far as the sizes allow."""
    waiting: list[Asked] = []
    turn = 0
    for asked in history:
        if waiting and (waiting[0][1] != asked[1] or len(waiting) >= sizes[turn % len(sizes)]):
            yield waiting[0][1], waiting
            waiting, turn = [], turn + 1
        waiting.append(asked)
    yield waiting[0][1], waiting


def check_kept(engine: Engine, book: str, entries: Sequence[Entry]) -> None:
    """What the database kept is what the fold made: bytes, root, head and projections."""
    with engine.connect() as connection:
        assert list(queries.bodies(connection, book)) == [entry.body() for entry in entries]
        assert queries.head(connection, book) == (len(entries), root_of(entries))
        check_projections(connection, book, entries)
        for day in ("2025-10-01", "2025-11-10", "2026-10-15"):
            days = queries.balances(connection, book, on=date.fromisoformat(day))
            assert by_name(days) == on_day(entries, day)


@pytest.mark.parametrize("singles_on", ("sqlite", "postgresql"))
def test_a_batch_is_its_singles_and_both_databases_are_the_fold(
    singles_on: str, migrated_sqlite_url: str, migrated_postgres_url: str
) -> None:
    urls = (migrated_sqlite_url, migrated_postgres_url)
    with engines(*(urls if singles_on == "sqlite" else urls[::-1])) as (one, other):

        @given(seed=SEEDS, size=SIZES, sizes=BATCHES)
        def check(seed: int, size: int, sizes: list[int]) -> None:
            book = f"book-{next(BOOKS)}"
            history = a_history(book, seed, size)
            expected, entries = folded(book, history)
            check_entries(entries)
            singly = a_journal(one, book)
            assert [said(singly.post(request, actor)) for request, actor in history] == expected
            together = a_journal(other, book)
            answered = [
                said(outcome)
                for actor, batch in in_batches(history, sizes)
                for outcome in together.post_all([request for request, _ in batch], actor)
            ]
            assert answered == expected
            for engine in (one, other):
                check_kept(engine, book, entries)

        check()


def test_what_was_as_of_a_position_stays_so_for_ever(migrated_url: str) -> None:
    with engines(migrated_url) as (engine,):

        @given(seed=SEEDS, size=SIZES, sizes=BATCHES)
        def check(seed: int, size: int, sizes: list[int]) -> None:
            book = f"book-{next(BOOKS)}"
            journal = a_journal(engine, book)
            reached = {}
            for actor, batch in in_batches(a_history(book, seed, size), sizes):
                journal.post_all([request for request, _ in batch], actor)
                with engine.connect() as connection:
                    head = queries.head(connection, book)
                    assert head is not None
                    reached[head.size] = queries.balances(connection, book, items=True)
            with engine.connect() as connection:
                entries = list(queries.entries(connection, book))
                for position, then in reached.items():
                    assert queries.balances(connection, book, as_of=position, items=True) == then
                    again = queries.balances(connection, book, as_of=position)
                    assert by_name(again) == summed(fold(entries[:position]))

        check()


def test_the_same_key_is_done_once_and_answered_alike_by_any_process(migrated_url: str) -> None:
    with engines(migrated_url) as (engine,):

        @given(seed=SEEDS, size=SIZES)
        def check(seed: int, size: int) -> None:
            book = f"book-{next(BOOKS)}"
            history = a_history(book, seed, size)
            journal = a_journal(engine, book)
            first = [said(journal.post(request, actor)) for request, actor in history]
            kept = [(asked, answer) for asked, answer in zip(history, first, strict=True) if answer.bodies]
            with engine.connect() as connection:
                head = queries.head(connection, book)
            later = a_journal(engine, book)
            for (request, actor), answer in kept:
                assert said(later.post(request, actor)) == answer._replace(replayed=True)
            with engine.connect() as connection:
                assert queries.head(connection, book) == head

        check()


def test_a_dry_run_answers_as_posting_would_and_writes_nothing(migrated_url: str) -> None:
    with engines(migrated_url) as (engine,):

        @given(seed=SEEDS, size=SIZES, sizes=BATCHES)
        def check(seed: int, size: int, sizes: list[int]) -> None:
            book = f"book-{next(BOOKS)}"
            journal = a_journal(engine, book)
            for actor, batch in in_batches(a_history(book, seed, size), sizes):
                requests = [request for request, _ in batch]
                tried = [said(outcome) for outcome in journal.dry_run(requests, actor)]
                assert tried == [said(outcome) for outcome in journal.post_all(requests, actor)]

        check()


def test_processes_that_take_turns_make_the_book_that_one_would(migrated_url: str) -> None:
    with engines(migrated_url, migrated_url) as (one, other):

        @given(seed=SEEDS, size=SIZES, turns=st.lists(st.booleans(), min_size=1, max_size=9))
        def check(seed: int, size: int, turns: list[bool]) -> None:
            book = f"book-{next(BOOKS)}"
            history = a_history(book, seed, size)
            expected, entries = folded(book, history)
            journals = a_journal(one, book), a_journal(other, book)
            answered = [
                said(journals[turns[number % len(turns)]].post(request, actor))
                for number, (request, actor) in enumerate(history)
            ]
            assert answered == expected
            check_kept(one, book, entries)

        check()
