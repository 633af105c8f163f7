"""Guards: the triggers that make the journal append-only, for both databases.

INSERT-only tables refuse every UPDATE and DELETE; projections only move forward. SQLite's
INSERT OR REPLACE passes UPDATE and DELETE triggers unless `recursive_triggers` is on, so a BEFORE
INSERT guard stands beside them. PostgreSQL's triggers are ENABLE ALWAYS, because ordinary ones
sleep in replica mode, and TRUNCATE has a guard of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

KEYS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "book": (("book",),),
    "head": (("book",),),
    "entry": (("book", "seq"), ("book", "actor", "idempotency_key")),
    "line": (("book", "bucket_id", "seq", "no"), ("book", "bucket_id", "version")),
    "document": (("book", "kind", "number", "unit", "fiscal_year"),),
    "tile": (("book", "level", "index"),),
    "checkpoint": (("book", "size"),),
    "bucket": (("book", "id"), ("book", "stage", "unit", "code", "item", "measure")),
    "day_total": (("book", "stage", "unit", "code", "measure", "effective_on"),),
}
# Keys that hold for some rows only, like the partial unique index of the same columns.
PARTIAL: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "document": (
        ("book", "kind", "number"),
        "NEW.kind IN ('deliver', 'match', 'propose', 'query', 'record_run', 'transfer')",
    ),
}
# A projection's row changes only like this: keys stay, and what counts up counts up.
FORWARD: Final[Mapping[str, str]] = {
    "head": "NEW.book = OLD.book AND NEW.size > OLD.size AND NEW.reference_seq >= OLD.reference_seq",
    "bucket": "NEW.book = OLD.book AND NEW.id = OLD.id AND NEW.stage = OLD.stage"
    " AND NEW.unit = OLD.unit AND NEW.code = OLD.code AND NEW.item = OLD.item"
    " AND NEW.measure = OLD.measure AND NEW.version > OLD.version",
    "day_total": "NEW.book = OLD.book AND NEW.stage = OLD.stage AND NEW.unit = OLD.unit"
    " AND NEW.code = OLD.code AND NEW.measure = OLD.measure"
    " AND NEW.effective_on = OLD.effective_on"
    " AND NEW.amount_in >= OLD.amount_in AND NEW.amount_out >= OLD.amount_out",
}
REASON: Final = "append-only: a correction is a new entry"


def sqlite_guards() -> Iterator[str]:
    """CREATE TRIGGER statements for SQLite."""
    for table, keys in KEYS.items():
        yield _sqlite(table, "no_delete", "DELETE", "1")
        update = f"NOT ({FORWARD[table]})" if table in FORWARD else "1"
        yield _sqlite(table, "no_update", "UPDATE", update)
        taken = " OR ".join([*(_taken(table, key) for key in keys), *_partly_taken(table)])
        yield _sqlite(table, "no_replace", "INSERT", taken)


def _sqlite(table: str, name: str, event: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {event} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
    )


def _taken(table: str, key: tuple[str, ...]) -> str:
    match = " AND ".join(f'"{column}" = NEW."{column}"' for column in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {match})"  # noqa: S608 - our own names


def _partly_taken(table: str) -> Iterator[str]:
    if table in PARTIAL:
        key, when = PARTIAL[table]
        yield f"({when} AND {_taken(table, key)})"


def postgres_guards() -> Iterator[str]:
    """CREATE FUNCTION and CREATE TRIGGER statements for PostgreSQL."""
    yield (
        "CREATE FUNCTION khlang_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$BEGIN RAISE EXCEPTION '{REASON}' USING ERRCODE = 'KH001'; END$$"
    )
    for table in KEYS:
        update = f"WHEN (NOT ({FORWARD[table]})) " if table in FORWARD else ""
        yield from _postgres(table, "no_delete", "BEFORE DELETE", "FOR EACH ROW ")
        yield from _postgres(table, "no_update", "BEFORE UPDATE", f"FOR EACH ROW {update}")
        yield from _postgres(table, "no_truncate", "BEFORE TRUNCATE", "")


def _postgres(table: str, name: str, event: str, scope: str) -> Iterator[str]:
    trigger = f"{table}_{name}"
    yield f"CREATE TRIGGER {trigger} {event} ON {table} {scope}EXECUTE FUNCTION khlang_refuse()"
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
