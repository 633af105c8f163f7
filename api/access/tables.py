"""Tables of access: operational rows of this place, no part of any journal and of no book.

A token stands as the SHA-256 digest of its text: 32 random bytes need no slower hash, and a copy of the
table opens nothing. Times are ISO text in UTC as in the journal; "" stands for never.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

from ledger.tables import Big, Small

metadata = MetaData()
LOCAL: Final[dict[str, Any]] = {"reach": "local"}


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


token = Table(
    "token",
    metadata,
    _text("id"),
    Column("digest", LargeBinary, nullable=False),
    _text("actor"),
    _text("label"),
    Column("reads_only", Small, nullable=False),
    _text("created_at"),
    _text("created_by"),
    _text("expires_at"),
    _text("revoked_at"),
    _text("last_used_on"),
    PrimaryKeyConstraint("id"),
    info=dict(LOCAL),
    sqlite_strict=True,
)

failure = Table(
    "failure",
    metadata,
    _text("source"),
    _text("slot"),
    Column("times", Big, nullable=False),
    _text("last_at"),
    PrimaryKeyConstraint("source", "slot"),
    info=dict(LOCAL),
    sqlite_strict=True,
)
