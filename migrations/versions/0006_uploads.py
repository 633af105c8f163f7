"""Uploads: the files people hand in, until they are committed or thrown away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Create the table, and on PostgreSQL its wall: an upload is of one book."""
    op.create_table(
        "upload",
        _text("book"),
        _text("id"),
        _text("actor"),
        _text("key"),
        _text("file"),
        _text("called"),
        _text("sha256"),
        _text("asked_at"),
        _text("state"),
        _text("checked_at"),
        _text("committed_at"),
        _text("units"),
        _bytes("data"),
        _bytes("report"),
        _bytes("marked_th"),
        _bytes("marked_en"),
        sa.PrimaryKeyConstraint("book", "id"),
        sqlite_strict=True,
    )
    op.create_index("upload_actor", "upload", ["book", "actor", "asked_at"])
    if op.get_bind().dialect.name == "postgresql":
        same = "book = (SELECT khlang_book())"
        op.execute("ALTER TABLE upload ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY upload_no_other_book ON upload USING ({same}) WITH CHECK ({same})")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=False)
