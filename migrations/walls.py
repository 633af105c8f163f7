"""Walls: PostgreSQL's row-level security, which lets a role see and write the rows of one book.

Which book, a transaction says by `khlang.book`. A wall that is asked without it raises KH002, instead of
showing nothing as if nothing were there; the empty text counts as absent, because that is what is left of a
setting when its transaction is over. `:`, which no book can be called, lists the books of a place and shows
nothing else of them.

The owner of the tables is not held: migrations, and whoever takes over the journal of another time, work as
owner. Everybody else records at the hour of the database's clock alone: `recorded_at` is sealed with the
entry, so it cannot be left to a default, but the service needs no other hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from migrations.guards import KEYS

# Two machines' clocks, and how long a batch may wait for its turn.
SECONDS_OFF_MAX: Final = 600

_SETTING: Final = """
CREATE FUNCTION khlang_setting() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE said text := pg_catalog.current_setting('khlang.book', true);
BEGIN
  IF said IS NULL OR said = '' THEN
    RAISE EXCEPTION 'khlang.book is not set: nothing is shown before it is said of which book'
    USING ERRCODE = 'KH002';
  END IF;
  RETURN said;
END$$
"""
_BOOK: Final = """
CREATE FUNCTION khlang_book() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE said text := pg_catalog.current_setting('khlang.book', true);
BEGIN
  IF said IS NULL OR said IN ('', ':') THEN
    RAISE EXCEPTION 'khlang.book is not set to a book: nothing is shown before it is said of which'
    USING ERRCODE = 'KH002';
  END IF;
  RETURN said;
END$$
"""
_CLOCK: Final = """
CREATE FUNCTION khlang_clock(off integer) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT pg_catalog.to_char((pg_catalog.now() + off * interval '1 second') AT TIME ZONE 'UTC',
  'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$
"""
# Inside a SELECT the setting is looked at once in a statement, and not before it runs.
_SAME: Final = "book = (SELECT khlang_book())"


def postgres_walls() -> Iterator[str]:
    """CREATE FUNCTION, ENABLE ROW LEVEL SECURITY and CREATE POLICY statements for PostgreSQL."""
    yield from (_SETTING, _BOOK, _CLOCK)
    for table in KEYS:
        seen = "(SELECT khlang_setting()) IN (book, ':')" if table == "book" else _SAME
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"CREATE POLICY {table}_no_other_book ON {table} USING ({seen}) WITH CHECK ({_SAME})"
    span = f"(SELECT khlang_clock(-{SECONDS_OFF_MAX})) AND (SELECT khlang_clock({SECONDS_OFF_MAX}))"
    yield (
        "CREATE POLICY entry_no_other_time ON entry AS RESTRICTIVE FOR INSERT"
        f' WITH CHECK (recorded_at COLLATE "C" BETWEEN {span})'
    )
