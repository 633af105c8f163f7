"""Tables: the journal and its projections, the same names and the same bytes on both databases.

SQLAlchemy Core only: rows never change, so there is nothing to map. Days and times are ISO text, so
that a column is the very text of the body. Every key starts with `book`, the unit of ordering and
sealing; `Table.info["reach"]` says whether a table belongs to a book or to this place alone.

There is no table of units, lines, rates or roles: they are folded from the reference entries, which
a partial index finds.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import Integer

from ledger.buckets import SOURCES
from ledger.commands import Command
from ledger.documents import BOOK_WIDE

metadata = MetaData()
BOOK: Final[dict[str, Any]] = {"reach": "book"}
# Integers of 64 bits; SQLite's STRICT tables know only INTEGER, which has as many.
Big: Final = BigInteger().with_variant(Integer(), "sqlite")
Small: Final = SmallInteger().with_variant(Integer(), "sqlite")

# What these verbs move is of the unit of the entry; an entry of any other kind may be about several.
OWN_KINDS: Final = ("advance", "commit", "decide", "deliver", "disburse", "match", "refused", "set_target")
REFERENCE_KINDS: Final = tuple(sorted(v for v, cls in Command.verbs.items() if cls.reference))


def quoted(words: tuple[str, ...] | frozenset[str]) -> str:
    """A list of our own constant words as SQL literals."""
    return ", ".join(f"'{word}'" for word in sorted(words))


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _big(name: str) -> Column[int]:
    return Column(name, Big, nullable=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _table(name: str, *parts: Any) -> Table:  # noqa: ANN401 - columns and constraints
    return Table(
        name,
        metadata,
        _text("book"),
        *parts,
        info=dict(BOOK),
        sqlite_strict=True,
        sqlite_with_rowid=name == "entry",
    )


book = _table("book", _text("name"), _text("currency"), _text("opened"), PrimaryKeyConstraint("book"))

head = _table(
    "head",
    _big("size"),
    _bytes("root"),
    _bytes("frontier"),
    _big("reference_seq"),
    PrimaryKeyConstraint("book"),
    CheckConstraint("size >= 0 AND reference_seq <= size", name="head_forward"),
)

entry = _table(
    "entry",
    _big("seq"),
    _text("kind"),
    _text("recorded_at"),
    _text("effective_on"),
    Column("fiscal_year", Small, nullable=False),
    _text("actor"),
    _text("idempotency_key"),
    _bytes("request_hash"),
    _text("unit"),
    _big("refers_to"),
    _bytes("body"),
    _bytes("leaf_hash"),
    PrimaryKeyConstraint("book", "seq"),
    # An idempotency key stands for one command for ever.
    UniqueConstraint("book", "actor", "idempotency_key", name="entry_key"),
    CheckConstraint("seq > 0", name="entry_dense"),
)
Index("entry_refers", entry.c.book, entry.c.refers_to, postgresql_where=text("refers_to > 0"),
      sqlite_where=text("refers_to > 0"))  # fmt: skip
Index(
    "entry_reference",
    entry.c.book,
    entry.c.seq,
    postgresql_where=text(f"kind IN ({quoted(REFERENCE_KINDS)})"),
    sqlite_where=text(f"kind IN ({quoted(REFERENCE_KINDS)})"),
)

# The register of reports, a few among all entries.
Index("entry_report", entry.c.book, entry.c.seq, postgresql_where=text("kind = 'record_report'"),
      sqlite_where=text("kind = 'record_report'"))  # fmt: skip
# A unit's own entries, and those that may be about it though they are another's, are read in order and a page
# at a time: without these its list would feel the length of its history.
# Partial, because a plan made while the table is empty must not take it for the way to a position.
Index("entry_unit", entry.c.book, entry.c.unit, entry.c.seq,
      postgresql_where=text("unit <> ''"), sqlite_where=text("unit <> ''"))  # fmt: skip
Index(
    "entry_shared",
    entry.c.book,
    entry.c.seq,
    postgresql_where=text(f"kind NOT IN ({quoted(OWN_KINDS)})"),
    sqlite_where=text(f"kind NOT IN ({quoted(OWN_KINDS)})"),
)

# The primary key begins with the bucket, so the balance at any position is one seek.
line = Table(
    "line",
    metadata,
    _text("book"),
    _big("bucket_id"),
    _big("seq"),
    Column("no", Small, nullable=False),
    _big("amount"),
    _big("balance_after"),
    _big("version"),
    PrimaryKeyConstraint("book", "bucket_id", "seq", "no"),
    UniqueConstraint("book", "bucket_id", "version", name="line_version"),
    CheckConstraint("amount <> 0 AND version > 0", name="line_moves"),
    info=dict(BOOK),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

# Whose an entry is, its lines tell: the wall between units asks for them (migrations/walls.py).
Index("line_seq", line.c.book, line.c.seq)

bucket = _table(
    "bucket",
    _big("id"),
    _text("stage"),
    _text("unit"),
    _text("code"),
    _text("item"),
    _text("measure"),
    _big("balance"),
    _big("version"),
    PrimaryKeyConstraint("book", "id"),
    UniqueConstraint("book", "stage", "unit", "code", "item", "measure", name="bucket_name"),
    CheckConstraint(f"balance >= 0 OR stage IN ({quoted(SOURCES)})", name="bucket_floor"),
)

day_total = _table(
    "day_total",
    _text("stage"),
    _text("unit"),
    _text("code"),
    _text("measure"),
    _text("effective_on"),
    _big("amount_in"),
    _big("amount_out"),
    PrimaryKeyConstraint("book", "stage", "unit", "code", "measure", "effective_on"),
    CheckConstraint("amount_in >= 0 AND amount_out >= 0", name="day_total_flows"),
)

document = _table(
    "document",
    _text("kind"),
    _text("number"),
    _text("unit"),
    Column("fiscal_year", Small, nullable=False),
    Column("part", Small, nullable=False),
    _text("claim"),
    _big("seq"),
    PrimaryKeyConstraint("book", "kind", "number", "unit", "fiscal_year"),
)
# A unit's register of one kind, in the order of its pages. The unit goes before the kind: a plan made while
# the table is empty must not take this for the way to a number, which the writer asks of a kind.
Index(
    "document_unit",
    *(document.c[name] for name in ("book", "unit", "kind", "number", "fiscal_year")),
)
Index("document_claim", document.c.book, document.c.kind, document.c.claim,
      postgresql_where=text("claim <> ''"), sqlite_where=text("claim <> ''"))  # fmt: skip
Index(
    "document_book_wide",
    document.c.book,
    document.c.kind,
    document.c.number,
    unique=True,
    postgresql_where=text(f"kind IN ({quoted(BOOK_WIDE)})"),
    sqlite_where=text(f"kind IN ({quoted(BOOK_WIDE)})"),
)

tile = _table(
    "tile",
    Column("level", Small, nullable=False),
    _big("index"),
    _bytes("hashes"),
    PrimaryKeyConstraint("book", "level", "index"),
)

checkpoint = _table("checkpoint", _big("size"), _text("note"), PrimaryKeyConstraint("book", "size"))

# What may happen to a row once it is there; every table is guarded by triggers to the same effect.
INSERT_ONLY: Final = ("book", "entry", "line", "document", "tile", "checkpoint")
FORWARD_ONLY: Final = ("head", "bucket", "day_total")
