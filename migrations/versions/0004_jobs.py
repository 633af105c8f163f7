"""Jobs: what is done later, with its progress and its end; operational rows outside every journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table, on PostgreSQL its wall (a job is of one book), and the index of reports on record."""
    op.create_table(
        "job",
        _text("book"),
        _text("id"),
        _text("actor"),
        _text("key"),
        _text("kind"),
        _text("asked"),
        _text("units"),
        _text("state"),
        _big("attempt"),
        _big("done"),
        _big("total"),
        _text("problem"),
        _text("result"),
        _text("file"),
        _text("file_name"),
        _text("media_type"),
        _text("sha256"),
        _big("size"),
        _text("asked_at"),
        _text("started_at"),
        _text("beat_at"),
        _text("ended_at"),
        sa.PrimaryKeyConstraint("book", "id"),
        sqlite_strict=True,
    )
    op.create_index("job_of_state", "job", ["book", "state", "asked_at", "id"])
    op.create_index("job_of_actor", "job", ["book", "actor", "asked_at", "id"])
    report = sa.text("kind = 'record_report'")
    op.create_index("entry_report", "entry", ["book", "seq"], postgresql_where=report, sqlite_where=report)
    if op.get_bind().dialect.name == "postgresql":
        same = "book = (SELECT khlang_book())"
        op.execute("ALTER TABLE job ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY job_no_other_book ON job USING ({same}) WITH CHECK ({same})")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _big(name: str) -> sa.Column[int]:
    return sa.Column(name, BIG, nullable=False)
