"""Kept: an upload is entered once under its key, found by its owner alone, and let go in time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from sqlalchemy import Engine

from api.uploads import kept as keeping
from api.uploads.kept import COMMITTED, COMMITTED_DAYS, WAITING_DAYS, Kept, OtherFile, Result
from ledger.databases import open_engine
from ledger.entries import timestamp
from tests.builders import BOOK, NOW

RIGHT: Final = Result("right", "*", b"report", {})
WRONG: Final = Result("wrong", "*", b"wrong", {"th": b"thai", "en": b"english"})
DONE: Final = Result(COMMITTED, "*", b"done", {})


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


def an_upload(key: str = "k", actor: str = "officer", book: str = BOOK) -> Kept:
    at = timestamp(NOW)
    return Kept(
        id=keeping.id_of(book, actor, key), book=book, actor=actor, key=key, file="x.csv", called="",
        sha256="ab" * 32, asked_at=at, state="right", checked_at=at, committed_at="", units="*",
    )  # fmt: skip


def content(engine: Engine, kept: Kept, name: str) -> bytes:
    with engine.connect() as connection:
        return keeping.content(connection, kept, name)


def found(engine: Engine, kept: Kept) -> Kept | None:
    with engine.connect() as connection:
        return keeping.found(connection, kept.book, kept.actor, kept.id)


def test_an_upload_is_found_as_it_was_entered(engine: Engine) -> None:
    kept = keeping.enter(engine, an_upload(), b"data", WRONG)
    assert found(engine, kept) == replace(kept, state="wrong")
    names = ("data", "report", "marked_th", "marked_en")
    assert [content(engine, kept, name) for name in names] == [b"data", b"wrong", b"thai", b"english"]


def test_a_key_stands_for_one_file(engine: Engine) -> None:
    kept = keeping.enter(engine, an_upload(), b"data", RIGHT)
    assert keeping.enter(engine, kept, b"data", WRONG) == kept
    assert content(engine, kept, "report") == b"report"
    for change in ({"sha256": "cd" * 32}, {"file": "y.csv"}, {"called": "transfers"}):
        with pytest.raises(OtherFile):
            keeping.enter(engine, replace(kept, **change), b"other", RIGHT)


def test_the_same_key_is_another_s_with_another_owner_or_book(engine: Engine) -> None:
    every = [an_upload(), an_upload(actor="head"), an_upload(book="book-2"), an_upload(key="k2")]
    for kept in every:
        keeping.enter(engine, kept, b"data", RIGHT)
    assert len({kept.id for kept in every}) == len(every)
    theirs = replace(every[0], actor="head")
    assert (found(engine, theirs), content(engine, theirs, "data")) == (None, b"")
    assert found(engine, replace(every[0], book="book-2")) is None


def test_one_of_many_that_come_at_once_is_entered(engine: Engine) -> None:
    said: list[Kept] = []
    threads = [
        threading.Thread(target=lambda: said.append(keeping.enter(engine, an_upload(), b"data", RIGHT)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == [an_upload()] * 6


def test_of_what_is_committed_the_file_goes_and_nothing_changes_any_more(engine: Engine) -> None:
    kept = keeping.enter(engine, an_upload(), b"data", WRONG)
    done = keeping.note(engine, kept, DONE, NOW + timedelta(minutes=1))
    assert done is not None
    assert (done.state, done.committed_at) == (COMMITTED, timestamp(NOW + timedelta(minutes=1)))
    names = ("data", "report", "marked_th", "marked_en")
    assert [content(engine, kept, name) for name in names] == [b"", b"done", b"", b""]
    assert keeping.note(engine, kept, RIGHT, NOW) == done
    assert content(engine, kept, "report") == b"done"


def test_the_newest_come_first_and_no_more_than_are_asked_for(engine: Engine) -> None:
    for number in range(3):
        at = timestamp(NOW + timedelta(minutes=number))
        keeping.enter(engine, replace(an_upload(str(number)), asked_at=at), b"", RIGHT)
    keeping.enter(engine, an_upload(actor="head"), b"", RIGHT)
    with engine.connect() as connection:
        assert [each.key for each in keeping.newest(connection, BOOK, "officer", 2)] == ["2", "1"]


@pytest.mark.parametrize(
    ("result", "days"), ((RIGHT, WAITING_DAYS), (WRONG, WAITING_DAYS), (DONE, COMMITTED_DAYS))
)
def test_what_is_old_goes_from_its_own_book(engine: Engine, result: Result, days: int) -> None:
    for book in (BOOK, "book-2"):
        keeping.note(engine, keeping.enter(engine, an_upload(book=book), b"", RIGHT), result, NOW)
    assert keeping.sweep(engine, BOOK, NOW + timedelta(days=days)) == 0
    assert keeping.sweep(engine, BOOK, NOW + timedelta(days=days, seconds=1)) == 1
    assert found(engine, an_upload()) is None
    assert found(engine, an_upload(book="book-2")) is not None


def test_an_upload_that_is_let_go_leaves_nothing(engine: Engine) -> None:
    kept = keeping.enter(engine, an_upload(), b"data", RIGHT)
    keeping.let_go(engine, kept)
    assert (found(engine, kept), content(engine, kept, "data")) == (None, b"")
    assert keeping.note(engine, kept, RIGHT, NOW) is None
