"""Walls: PostgreSQL's row-level security, which lets a role see and write the rows of one book or some units.

Which book, a transaction says by `khlang.book`. A wall that is asked without it raises KH002, instead of
showing nothing as if nothing were there; the empty text counts as absent, because that is what is left of a
setting when its transaction is over. `:`, which no book can be called, lists the books of a place and shows
nothing else of them.

Which units, it says by `khlang.units`: `*` or a JSON array of their codes. Absent is an error here too. The
second wall stands before what is read; what is written is asked for by the rules of the whole book.

The owner of the tables is not held: migrations, and whoever takes over the journal of another time, work as
owner. Everybody else records at the hour of the database's clock alone: `recorded_at` is sealed with the
entry, so it cannot be left to a default, but the service needs no other hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


_UNITS: Final = """
CREATE FUNCTION khlang_units() RETURNS text[] LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE said text := pg_catalog.current_setting('khlang.units', true);
BEGIN
  IF said IS NULL OR said = '' THEN
    RAISE EXCEPTION 'khlang.units is not set: nothing is shown before it is said of which units'
    USING ERRCODE = 'KH002';
  END IF;
  IF said = '*' THEN
    RETURN NULL;
  END IF;
  RETURN ARRAY(SELECT pg_catalog.jsonb_array_elements_text(said::pg_catalog.jsonb));
END$$
"""
_EVERY: Final = "(SELECT khlang_units()) IS NULL"
_OWN: Final = "unit = ANY ((SELECT khlang_units())::text[])"
# Scopes are folded from these, which speak of every unit; a test compares them with the ledger's.
REFERENCE: Final = (
    "close_period", "define_activity", "grant_role", "open_book", "open_line", "register_unit", "revoke_role",
    "set_holidays", "set_policy", "set_rate", "set_rules", "sign_off",
)  # fmt: skip
# What these move is of the unit of the entry; a test compares them with the ledger's.
OWN: Final = ("advance", "commit", "decide", "deliver", "disburse", "match", "refused", "set_target")
# What makes a row visible to who sees some units only. What a wall asks of another table, it is shown
# through the wall of that table.
UNITS: Final[Mapping[str, str]] = {
    "bucket": _OWN,
    "day_total": _OWN,
    "line": "EXISTS (SELECT FROM bucket AS b WHERE b.book = line.book AND b.id = line.bucket_id)",
    "entry": f"kind IN ({', '.join(map(repr, REFERENCE))}) OR {_OWN}"
    f" OR kind NOT IN ({', '.join(map(repr, OWN))})"
    " AND EXISTS (SELECT FROM line AS l WHERE l.book = entry.book AND l.seq = entry.seq)",
    "document": f"{_OWN}"
    " OR EXISTS (SELECT FROM entry AS e WHERE e.book = document.book AND e.seq = document.seq)",
    # Roots and hashes tell how much others have posted.
    "tile": "false",
    "checkpoint": "false",
}


def postgres_unit_walls() -> Iterator[str]:
    """CREATE FUNCTION and CREATE POLICY statements for PostgreSQL."""
    yield _UNITS
    for table, seen in UNITS.items():
        yield (
            f"CREATE POLICY {table}_no_other_unit ON {table} AS RESTRICTIVE FOR SELECT"
            f" USING ({_EVERY} OR {seen})"
        )
