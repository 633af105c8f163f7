"""Uploads: the files people hand in, until they are committed or thrown away."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Nothing yet."""
