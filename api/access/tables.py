"""Tables of access: operational rows of this place, no part of any journal and of no book.

A token, a session and a recovery code stand as the SHA-256 digest of their text: so many random bytes need
no slower hash, and a copy of the table opens nothing. Passwords stand as Argon2id, the second factor's secret
encrypted under a key that is no part of the database. Times are ISO text in UTC as in the journal; "" stands
for never.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Column, Index, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text

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
    # What a token says less than its holder's grants: JSON lists; "" says nothing less.
    _text("units"),
    _text("verbs"),
    PrimaryKeyConstraint("id"),
    info=dict(LOCAL),
    sqlite_strict=True,
)

# A person who signs in; made by the owner of the tables, filled in by the person.
account = Table(
    "account",
    metadata,
    _text("actor"),
    _text("password"),
    Column("factor", LargeBinary, nullable=False),
    Column("factor_next", LargeBinary, nullable=False),
    Column("step", Big, nullable=False),  # the last time step whose code was used
    Column("setup", LargeBinary, nullable=False),
    _text("setup_until"),
    Column("failures", Big, nullable=False),  # wrong codes beside the right password
    _text("failed_at"),
    _text("created_at"),
    _text("created_by"),
    _text("changed_at"),
    _text("disabled_at"),
    PrimaryKeyConstraint("actor"),
    info=dict(LOCAL),
    sqlite_strict=True,
)

# A code is there until it is used.
recovery = Table(
    "recovery",
    metadata,
    _text("actor"),
    Column("digest", LargeBinary, nullable=False),
    PrimaryKeyConstraint("actor", "digest"),
    info=dict(LOCAL),
    sqlite_strict=True,
)

# A session is there until it is ended.
session = Table(
    "session",
    metadata,
    _text("id"),
    Column("digest", LargeBinary, nullable=False),
    _text("actor"),
    _text("source"),
    _text("created_at"),
    _text("last_used_at"),
    _text("expires_at"),
    PrimaryKeyConstraint("id"),
    Index("session_of_actor", "actor"),
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

# Made with the database: what this place seals with, so that no address tells it.
secret = Table(
    "secret",
    metadata,
    _text("name"),
    Column("value", LargeBinary, nullable=False),
    PrimaryKeyConstraint("name"),
    info=dict(LOCAL),
    sqlite_strict=True,
)
