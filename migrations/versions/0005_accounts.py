"""Accounts, recovery codes, sessions, a secret, and what a token may say less; outside every journal."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SMALL = sa.SmallInteger().with_variant(sa.Integer(), "sqlite")
# A token that was taken back is nobody's to change but the owner's, so that none is given back.
POLICIES = (
    "ALTER TABLE token ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY token_seen ON token FOR SELECT USING (true)",
    "CREATE POLICY token_in_use ON token FOR UPDATE USING (revoked_at = '') WITH CHECK (true)",
)
MOVED = (
    "INSERT INTO token_wider SELECT id, digest, actor, label, reads_only, created_at, created_by, expires_at,"
    " revoked_at, last_used_on, '', '' FROM token"
)


def upgrade() -> None:
    """Create the tables, and widen that of tokens."""
    op.create_table(
        "account",
        _text("actor"),
        _text("password"),
        sa.Column("factor", sa.LargeBinary, nullable=False),
        sa.Column("factor_next", sa.LargeBinary, nullable=False),
        sa.Column("step", BIG, nullable=False),
        sa.Column("setup", sa.LargeBinary, nullable=False),
        _text("setup_until"),
        sa.Column("failures", BIG, nullable=False),
        _text("failed_at"),
        _text("created_at"),
        _text("created_by"),
        _text("changed_at"),
        _text("disabled_at"),
        sa.PrimaryKeyConstraint("actor"),
        sqlite_strict=True,
    )
    op.create_table(
        "recovery",
        _text("actor"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("actor", "digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "session",
        _text("id"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        _text("actor"),
        _text("source"),
        _text("created_at"),
        _text("last_used_at"),
        _text("expires_at"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.create_index("session_of_actor", "session", ["actor"])
    _make_secret()
    _widen_tokens()


def _make_secret() -> None:
    """What this place seals the names of entries with (api/names.py)."""
    table = op.create_table(
        "secret",
        _text("name"),
        sa.Column("value", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name"),
        sqlite_strict=True,
    )
    op.bulk_insert(table, [{"name": "names", "value": secrets.token_bytes(32)}])


def _widen_tokens() -> None:
    """Two columns without a default.

    SQLite cannot take a default back, so its table is made anew: no trigger stands on it, and nothing refers
    to it.
    """
    if op.get_bind().dialect.name == "postgresql":
        for name in ("units", "verbs"):
            op.add_column("token", sa.Column(name, sa.Text, nullable=False, server_default=""))
            op.alter_column("token", name, server_default=None)
        for policy in POLICIES:
            op.execute(policy)
        return
    op.create_table(
        "token_wider",
        _text("id"),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        _text("actor"),
        _text("label"),
        sa.Column("reads_only", SMALL, nullable=False),
        _text("created_at"),
        _text("created_by"),
        _text("expires_at"),
        _text("revoked_at"),
        _text("last_used_on"),
        _text("units"),
        _text("verbs"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_strict=True,
    )
    op.execute(MOVED)
    op.drop_table("token")
    op.rename_table("token_wider", "token")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)
