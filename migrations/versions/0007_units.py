"""The second wall on PostgreSQL: by unit, for who sees some units only."""

from __future__ import annotations

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Nothing yet."""
