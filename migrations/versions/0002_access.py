"""The tables of access: tokens and failures, operational rows outside every journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "token",
        _text("id"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        _text("actor"),
        _text("label"),
        sa.Column("reads_only", SMALL, nullable=False),
        _text("created_at"),
        _text("created_by"),
        _text("expires_at"),
        _text("revoked_at"),
        _text("last_used_on"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_table(
        "failure",
        _text("source"),
        _text("slot"),
        sa.Column("times", BIG, nullable=False),
        _text("last_at"),
        sa.PrimaryKeyConstraint("source", "slot"),
        sqlite_strict=True,
    )


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)
