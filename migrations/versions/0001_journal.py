"""The journal and its projections."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.guards import postgres_guards, sqlite_guards

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
REFERENCE = (
    "kind IN ('close_period', 'define_activity', 'grant_role', 'open_book', 'open_line', 'register_unit',"
    " 'revoke_role', 'set_holidays', 'set_policy', 'set_rate', 'set_rules', 'sign_off')"
)
BOOK_WIDE = "kind IN ('deliver', 'match', 'propose', 'query', 'record_run', 'transfer')"
FLOOR = "balance >= 0 OR stage IN ('appropriation', 'plan', 'survey', 'worth')"


def upgrade() -> None:
    """Create the tables, their indexes and their guards."""
    _journal()
    _projections()
    _seal()
    _indexes()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite_guards() if sqlite else postgres_guards():
        op.execute(statement)


def _table(name: str, columns: dict[str, Any], *parts: sa.Constraint) -> None:
    made = [sa.Column(column, kind, nullable=False) for column, kind in columns.items()]
    op.create_table(
        name,
        sa.Column("book", sa.Text, nullable=False),
        *made,
        *parts,
        sqlite_strict=True,
        sqlite_with_rowid=name == "entry",
    )


def _journal() -> None:
    _table("book", {"name": sa.Text, "currency": sa.Text, "opened": sa.Text}, sa.PrimaryKeyConstraint("book"))
    _table(
        "head",
        {"size": BIG, "root": sa.LargeBinary, "frontier": sa.LargeBinary, "reference_seq": BIG},
        sa.PrimaryKeyConstraint("book"),
        sa.CheckConstraint("size >= 0 AND reference_seq <= size", name="head_forward"),
    )
    _table(
        "entry",
        {
            "seq": BIG, "kind": sa.Text, "recorded_at": sa.Text, "effective_on": sa.Text,
            "fiscal_year": SMALL,
            "actor": sa.Text, "idempotency_key": sa.Text, "request_hash": sa.LargeBinary, "unit": sa.Text,
            "refers_to": BIG, "body": sa.LargeBinary, "leaf_hash": sa.LargeBinary,
        },
        sa.PrimaryKeyConstraint("book", "seq"),
        sa.UniqueConstraint("book", "actor", "idempotency_key", name="entry_key"),
        sa.CheckConstraint("seq > 0", name="entry_dense"),
    )  # fmt: skip
    _table(
        "line",
        {"bucket_id": BIG, "seq": BIG, "no": SMALL, "amount": BIG, "balance_after": BIG, "version": BIG},
        sa.PrimaryKeyConstraint("book", "bucket_id", "seq", "no"),
        sa.UniqueConstraint("book", "bucket_id", "version", name="line_version"),
        sa.CheckConstraint("amount <> 0 AND version > 0", name="line_moves"),
    )


def _projections() -> None:
    _table(
        "bucket",
        {
            "id": BIG, "stage": sa.Text, "unit": sa.Text, "code": sa.Text, "item": sa.Text,
            "measure": sa.Text,
            "balance": BIG, "version": BIG,
        },
        sa.PrimaryKeyConstraint("book", "id"),
        sa.UniqueConstraint("book", "stage", "unit", "code", "item", "measure", name="bucket_name"),
        sa.CheckConstraint(FLOOR, name="bucket_floor"),
    )  # fmt: skip
    _table(
        "day_total",
        {
            "stage": sa.Text, "unit": sa.Text, "code": sa.Text, "measure": sa.Text, "effective_on": sa.Text,
            "amount_in": BIG, "amount_out": BIG,
        },
        sa.PrimaryKeyConstraint("book", "stage", "unit", "code", "measure", "effective_on"),
        sa.CheckConstraint("amount_in >= 0 AND amount_out >= 0", name="day_total_flows"),
    )  # fmt: skip
    _table(
        "document",
        {
            "kind": sa.Text, "number": sa.Text, "unit": sa.Text, "fiscal_year": SMALL, "part": SMALL,
            "claim": sa.Text, "seq": BIG,
        },
        sa.PrimaryKeyConstraint("book", "kind", "number", "unit", "fiscal_year"),
    )  # fmt: skip


def _seal() -> None:
    _table(
        "tile",
        {"level": SMALL, "index": BIG, "hashes": sa.LargeBinary},
        sa.PrimaryKeyConstraint("book", "level", "index"),
    )
    _table("checkpoint", {"size": BIG, "note": sa.Text}, sa.PrimaryKeyConstraint("book", "size"))


def _indexes() -> None:
    _index("entry_refers", "entry", ["book", "refers_to"], "refers_to > 0")
    _index("entry_reference", "entry", ["book", "seq"], REFERENCE)
    _index("document_claim", "document", ["book", "kind", "claim"], "claim <> ''")
    _index("document_book_wide", "document", ["book", "kind", "number"], BOOK_WIDE, unique=True)


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    clause = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=clause, sqlite_where=clause)
