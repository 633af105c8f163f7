"""Settings: what the environment says about this place, as one frozen value.

KHLANG_DATABASE   database URL, else `sqlite:///khlang.db`
KHLANG_ACTOR      who asks, else nobody (the edge decides: the login name)
KHLANG_KEY        file of the signing key, else `khlang.key` beside an SQLite file or in this folder;
                  never in the database, so that who can rewrite the book cannot sign what he wrote
KHLANG_ORIGIN     origin of checkpoints with `{book}` in it, else `khlang.local/{book}`
KHLANG_FILES      folder of the files that jobs make, else `khlang-files` beside an SQLite file or in this
                  folder
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

DATABASE: Final = "sqlite:///khlang.db"
KEY_FILE: Final = "khlang.key"
FILES: Final = "khlang-files"
ORIGIN: Final = "khlang.local/{book}"
_SQLITE_FILE: Final = re.compile(r"sqlite(?:\+\w+)?:///([^?]+)")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process."""

    database: str = DATABASE
    actor: str = ""
    key: Path = Path(KEY_FILE)
    origin: str = ORIGIN
    files: Path = Path(FILES)

    @classmethod
    def load(cls, environment: Mapping[str, str] | None = None, *, database: str = "") -> Settings:
        """Read the environment; a `database` given by hand goes before KHLANG_DATABASE."""
        given = os.environ if environment is None else environment
        url = database or given.get("KHLANG_DATABASE") or DATABASE
        key = given.get("KHLANG_KEY")
        return cls(
            url,
            given.get("KHLANG_ACTOR", ""),
            Path(key) if key else beside(url, KEY_FILE),
            given.get("KHLANG_ORIGIN") or ORIGIN,
            Path(given.get("KHLANG_FILES") or beside(url, FILES)),
        )

    def origin_of(self, book: str) -> str:
        """The origin of a book's checkpoints: what no other log in the world should be called.

        A name holds neither space nor plus (C2SP signed-note), so those of a book are escaped.

        >>> Settings().origin_of("คลัง 2569")
        'khlang.local/คลัง%202569'
        """
        return self.origin.replace("{book}", re.sub(r"[\s+%]", lambda found: quote(found[0]), book))


def beside(url: str, name: str) -> Path:
    """Where a file of a place lies that is named nowhere: beside its SQLite file, else in this folder.

    >>> beside("sqlite:////srv/khlang/book.db", KEY_FILE).as_posix()
    '/srv/khlang/khlang.key'
    >>> beside("postgresql://h/b", KEY_FILE).as_posix()
    'khlang.key'
    """
    file = _SQLITE_FILE.match(url)
    return Path(file[1]).with_name(name) if file else Path(name)
