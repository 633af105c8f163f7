"""Privileges: what the roles of an organisation may do in PostgreSQL, table by table and column by column.

The owner makes the tables, moves them to newer steps and makes tokens and accounts. `app` is whom the service
connects as: it records and reads, and cannot change what is recorded, in any column. `auditor` reads the
journal, and no token. The names of the roles are the operator's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

Privileges = Mapping[str, tuple[str, ...]]
"""Of each table, privileges as GRANT spells them."""

_JOURNAL: Final = ("book", "entry", "line", "document", "tile", "checkpoint")
_OF_A_CHECK: Final = "data, state, checked_at, committed_at, units, report, marked_th, marked_en"
_OF_A_JOB: Final = (
    "state, attempt, done, total, problem, result, file, file_name, media_type, sha256, size, started_at,"
    " beat_at, ended_at"
)
_OF_A_PERSON: Final = (
    "password, factor, factor_next, step, setup, setup_until, failures, failed_at, changed_at"
)
_READ: Final[Privileges] = dict.fromkeys((*_JOURNAL, "head", "bucket", "day_total"), ("SELECT",))
_HIDDEN: Final = ("secret", "job", "token", "failure", "account", "recovery", "session", "upload")
AUDITOR: Final[Privileges] = {**_READ, "alembic_version": ("SELECT",), **dict.fromkeys(_HIDDEN, ())}
APP: Final[Privileges] = {
    **dict.fromkeys(_JOURNAL, ("SELECT", "INSERT")),
    "head": ("SELECT", "INSERT", "UPDATE (size, root, frontier, reference_seq)"),
    "bucket": ("SELECT", "INSERT", "UPDATE (balance, version)"),
    "day_total": ("SELECT", "INSERT", "UPDATE (amount_in, amount_out)"),
    "alembic_version": ("SELECT",),
    # What was asked, by whom and seeing what, stays as it was.
    "job": (
        "SELECT",
        "INSERT",
        f"UPDATE ({_OF_A_JOB})",
        "DELETE",
    ),
    # It cannot make a token, lengthen or widen one, or (by a policy) give a revoked one back.
    "token": ("SELECT", "UPDATE (last_used_on, revoked_at)"),
    # It makes no account and gives none back; whose account it is never changes.
    "account": ("SELECT", f"UPDATE ({_OF_A_PERSON})"),
    "recovery": ("SELECT", "INSERT", "DELETE"),
    "secret": ("SELECT",),
    "session": ("SELECT", "INSERT", "UPDATE (last_used_at)", "DELETE"),
    "failure": ("SELECT", "INSERT", "UPDATE (times, last_at)", "DELETE"),
    # What was handed in stays what it was; what a check said of it, and whether it is still there, changes.
    "upload": ("SELECT", "INSERT", f"UPDATE ({_OF_A_CHECK})", "DELETE"),
}
ROLES: Final[Mapping[str, Privileges]] = {"app": APP, "auditor": AUDITOR}


class Granted(NamedTuple):
    """What a role can do beyond what it was given, by other ways, and what it cannot do all the same."""

    more: list[str]
    less: list[str]


def grant(connection: Connection, role: str, privileges: Privileges) -> Granted:
    """Give a role these privileges and take back every other; both parts of the answer are to be empty.

    There is more when the role is a superuser, the owner or a member of a mightier role, or everybody was
    granted something; less when whoever grants is not the owner, of which PostgreSQL only warns. The
    transaction is the caller's.
    """
    name = connection.dialect.identifier_preparer.quote_identifier(role)
    for table, given in privileges.items():
        connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {name}")
        for privilege in given:
            connection.exec_driver_sql(f"GRANT {privilege} ON {table} TO {name}")
    granted = Granted(list(_unwalled(connection, role)), [])
    for table, given in privileges.items():
        for column, privilege, held in _held(connection, role, table):
            if held != _given(given, column, privilege):
                (granted.more if held else granted.less).append(
                    f"{table}{column and '.'}{column} {privilege}"
                )
    return granted


def known_role(connection: Connection, role: str) -> bool:
    """Whether the server has a role of this name."""
    found = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
    return found.first() is not None


def _unwalled(connection: Connection, role: str) -> Iterator[str]:
    """Ways around the guards and the walls."""
    query = (
        "SELECT rolsuper, rolbypassrls, pg_has_role(rolname, relowner, 'MEMBER') FROM pg_roles, pg_class"
        " WHERE rolname = :role AND pg_class.oid = 'entry'::regclass"
    )
    found = connection.execute(text(query), {"role": role}).one()
    yield from (way for way, open_ in zip(("SUPERUSER", "BYPASSRLS", "OWNER"), found, strict=True) if open_)


def _held(connection: Connection, role: str, table: str) -> list[tuple[str, str, bool]]:
    """(column, privilege, whether the role holds it in any way); DELETE and its like are of no column."""
    query = (
        "SELECT attname, privilege, has_column_privilege(:role, attrelid, attnum, privilege)"
        " FROM pg_attribute, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) AS privilege"
        " WHERE attrelid = CAST(:table AS regclass) AND attnum > 0 AND NOT attisdropped"
        " UNION ALL SELECT '', privilege, has_table_privilege(:role, CAST(:table AS regclass), privilege)"
        " FROM unnest(ARRAY['DELETE', 'TRUNCATE', 'TRIGGER']) AS privilege"
    )
    rows = connection.execute(text(query), {"role": role, "table": table})
    return [(column, privilege, held) for column, privilege, held in rows]


def _given(given: tuple[str, ...], column: str, privilege: str) -> bool:
    """Whether GRANT's words reach a column."""
    spelt = (one.partition(" (") for one in given)
    return any(
        word == privilege and (not columns or column in columns.rstrip(")").split(", "))
        for word, _, columns in spelt
    )
