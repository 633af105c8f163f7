"""Settings: what the environment says, and what holds when it says nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.seal import is_name
from ledger.settings import Settings


def test_an_empty_environment_means_a_file_in_this_folder() -> None:
    assert Settings.load({}) == Settings("sqlite:///khlang.db", "", Path("khlang.key"), "khlang.local/{book}")


def test_the_environment_is_heard() -> None:
    said = {
        "KHLANG_DATABASE": "postgresql+psycopg://h/b",
        "KHLANG_ACTOR": "u1",
        "KHLANG_KEY": "/keys/k",
        "KHLANG_ORIGIN": "bma.go.th/{book}",
        "KHLANG_FILES": "/files",
    }
    settings = Settings.load(said)
    assert (settings.database, settings.actor) == ("postgresql+psycopg://h/b", "u1")
    assert (settings.key, settings.origin_of("b1")) == (Path("/keys/k"), "bma.go.th/b1")
    assert settings.files == Path("/files")


@pytest.mark.parametrize(
    ("database", "key"),
    (
        ("sqlite:///khlang.db", "khlang.key"),
        ("sqlite:////srv/books/a.db", "/srv/books/khlang.key"),
        ("sqlite:///books/a.db?timeout=5", "books/khlang.key"),
        ("sqlite://", "khlang.key"),
        ("postgresql+psycopg://host/book", "khlang.key"),
    ),
)
def test_the_key_lies_beside_the_file_and_never_in_it(database: str, key: str) -> None:
    settings = Settings.load({}, database=database)
    assert (settings.key, settings.files) == (Path(key), Path(key).with_name("khlang-files"))


@pytest.mark.parametrize("book", ("book-1", "สมุด 2569", "a+b", "a%20b", "a\u3000b", " "))
def test_every_book_has_an_origin_that_may_stand_in_a_note(book: str) -> None:
    assert is_name(Settings().origin_of(book))


def test_two_books_never_share_an_origin() -> None:
    names = ("a b", "a%20b", "a+b", "a%2Bb")
    assert len({Settings().origin_of(name) for name in names}) == len(names)
