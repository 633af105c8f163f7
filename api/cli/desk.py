"""Desk: where a command works: which database, which book, as whom, and how it answers."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

import migrations
from api.cli.wording import harmless
from ledger import queries
from ledger.databases import guards_present, open_engine
from ledger.errors import Unusable
from ledger.posting import Journal
from ledger.settings import Settings


@dataclass(slots=False)
class Desk:
    """The common options of a command, and what they lead to; nothing is opened before it is asked for."""

    database: str = ""
    actor: str = ""
    book_id: str = ""
    json: bool = False
    out: Console = field(default_factory=lambda: Console(highlight=False, soft_wrap=True))
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False, soft_wrap=True))

    @property
    def settings(self) -> Settings:
        """What the environment says of this place; `--database` goes first."""
        return Settings.load(database=self.database)

    @property
    def url(self) -> str:
        """`--database`, else KHLANG_DATABASE, else a file in this folder."""
        return self.settings.database

    @property
    def who(self) -> str:
        """`--as`, else KHLANG_ACTOR, else the login name."""
        return self.actor or self.settings.actor or f"os:{getpass.getuser()}"

    @cached_property
    def engine(self) -> Engine:
        """The database with its guards in place; raises Damaged when one is missing, and as `found`."""
        with self.found.connect() as connection:
            guards_present(connection)
        return self.found

    @cached_property
    def found(self) -> Engine:
        """The database as it is, which must be there; raises Unusable (no_database, old_database)."""
        url = make_url(self.url)
        if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
            raise Unusable("no_database", database=url.render_as_string())
        self.__dict__["found"] = engine = open_engine(self.url)
        with engine.connect() as connection:
            if migrations.current(connection) != migrations.newest():
                raise Unusable("old_database", database=url.render_as_string())
        return engine

    def prepare(self) -> None:
        """Make the database, or bring it to the newest shape."""
        self.__dict__["found"] = engine = open_engine(self.url)
        migrations.upgrade(engine)

    def close(self) -> None:
        """Let go of the database's connections."""
        if "found" in self.__dict__:
            self.found.dispose()

    @cached_property
    def book(self) -> str:
        """`--book`, else KHLANG_BOOK, else the only book there is; raises Unusable (which_book)."""
        with self.found.connect() as connection:
            known = [row.book for row in queries.books(connection)]
        wanted = self.book_id or os.environ.get("KHLANG_BOOK") or (known[0] if len(known) == 1 else "")
        if wanted not in known:
            raise Unusable("which_book", books=" ".join(known), value=wanted)
        return wanted

    @property
    def journal(self) -> Journal:
        """Where requests are posted."""
        return Journal(self.engine, self.book)

    def head(self) -> queries.Head:
        """Position and root of the book."""
        with self.engine.connect() as connection:
            head = queries.head(connection, self.book)
        if head is None:
            raise Unusable("which_book", books="", value=self.book)
        return head

    def answer(self, document: Mapping[str, Any], *, failed: bool = False) -> None:
        """Print the JSON document if asked for, and leave with 1 when the answer is a no."""
        if self.json:
            click.echo(json.dumps(document, ensure_ascii=False))
        if failed:
            raise SystemExit(1)

    def say(self, text: str = "") -> None:
        """Print a line for a person, unless JSON was asked for; what would command the terminal is shown."""
        if not self.json:
            self.out.print(harmless(text), markup=False)
