"""Row-level security on PostgreSQL; SQLite, one file to one process, has nobody to wall off."""

from __future__ import annotations

from alembic import op

from migrations.walls import postgres_walls

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Raise the walls."""
    if op.get_bind().dialect.name == "postgresql":
        for statement in postgres_walls():
            op.execute(statement)
