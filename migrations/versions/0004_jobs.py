"""Jobs: what is done later, with its progress and its end; operational rows outside every journal."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nothing yet."""
