"""The second wall on PostgreSQL: by unit, for who sees some units only."""

from __future__ import annotations

from alembic import op

from migrations.walls import postgres_unit_walls

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Raise the walls between units; whose an entry is, is known from its lines, which become one seek."""
    op.create_index("line_seq", "line", ["book", "seq"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in postgres_unit_walls():
            op.execute(statement)
