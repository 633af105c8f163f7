"""Accounts and sign-ins: operational rows outside every journal."""

from __future__ import annotations

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""
