"""Dialects: the few statements of the posting path, written for each database.

Round trips are what a posting costs, so a batch is two statements on PostgreSQL: one that locks the
head and looks up all that the batch names, and one that writes. SQLite, which has no round trips,
writes in executemany calls. Every statement pins `book`, and its text never depends on the batch,
so that each is planned once. SQLAlchemy's events see each of them.

    lookups.py    what is asked and what is answered; the protocol both databases keep
    sqlite.py     Sqlite
    postgres.py   Postgres
"""

from typing import Final

from ledger.dialects.lookups import Dialect, Found, Wanted
from ledger.dialects.postgres import Postgres
from ledger.dialects.sqlite import Sqlite

DIALECTS: Final[dict[str, Dialect]] = {"sqlite": Sqlite(), "postgresql": Postgres()}

__all__ = ["DIALECTS", "Dialect", "Found", "Wanted"]
