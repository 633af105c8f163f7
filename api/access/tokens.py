"""Token: a secret text that says who asks, shown once and kept as a digest.

`khl_<id>_<secret>`: the id finds the row and may be told, the secret is 32 random bytes. A token says
nothing about roles and units: these are journaled grants. It can only say less: that it never writes, that
it reaches some units only, or that it asks for some verbs only.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, insert, select, update

from api.access.tables import token
from ledger.commands.fields import check
from ledger.entries import recorded_day, timestamp
from ledger.errors import BadValue, Unusable
from ledger.store import writing

SECRET_BYTES: Final = 32
DAYS_MAX: Final = 366
_TEXT: Final = re.compile(r"kh[ls]_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")  # `khs_` is a session
_NOBODY: Final = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it stands; times are ISO text in UTC, "" for never.

    `units` and `verbs` are those it is narrowed to; none: whatever its holder is granted.
    """

    id: str
    actor: str
    label: str
    reads_only: bool
    created_at: str
    created_by: str
    expires_at: str
    revoked_at: str
    last_used_on: str
    units: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()

    def state(self, now: datetime) -> str:
        """One of `valid`, `expired`, `revoked`."""
        if self.revoked_at:
            return "revoked"
        return "valid" if timestamp(now) < self.expires_at else "expired"


COLUMNS: Final = [column for column in token.columns if column.name != "digest"]


def issue(  # noqa: PLR0913 - each is a column
    engine: Engine,
    actor: str,
    *,
    by: str,
    now: datetime,
    days: int = 90,
    label: str = "",
    reads_only: bool = False,
    units: Sequence[str] = (),
    verbs: Sequence[str] = (),
) -> tuple[Token, str]:
    """A new token and its text, which nobody can tell again; raises BadValue, PersonalData."""
    if not 0 < days <= DAYS_MAX:
        raise BadValue(field="days", why="too_large" if days > 0 else "zero", value=days, limit=DAYS_MAX)
    id_, secret = secrets.token_hex(8), secrets.token_urlsafe(SECRET_BYTES)
    text = f"khl_{id_}_{secret}"
    made = Token(
        id=id_,
        actor=str(check(actor, "actor", "actor", optional=False)),
        label=str(check(label, "text", "label", optional=True)),
        reads_only=reads_only,
        created_at=timestamp(now),
        created_by=by,
        expires_at=timestamp(now + timedelta(days=days)),
        revoked_at="",
        last_used_on="",
        units=_listed(units, "units"),
        verbs=_listed(verbs, "verbs"),
    )
    values = {column.name: _kept(getattr(made, column.name)) for column in COLUMNS}
    with writing(engine) as connection, connection.begin():
        connection.execute(insert(token).values({**values, "digest": digest_of(text)}))
    return made, text


def _listed(names: Sequence[str], field: str) -> tuple[str, ...]:
    """Names in order, each once; raises BadValue for what is no name."""
    return tuple(sorted({str(check(name, "code", field, optional=False)) for name in names}))


def tokens(connection: Connection, actor: str = "") -> list[Token]:
    """Every token of this place (or of one actor), oldest first."""
    query = select(*COLUMNS).order_by(token.c.created_at, token.c.id)
    rows = connection.execute(query.where(token.c.actor == actor) if actor else query)
    return [_token(row) for row in rows]


def revoke(engine: Engine, id_: str, now: datetime, actor: str = "") -> Token:
    """Take a token (of an actor) back from now on; one taken back already keeps its time. Raises Unusable."""
    own = [token.c.id == id_, *([token.c.actor == actor] if actor else [])]
    taken_back = update(token).where(*own, token.c.revoked_at == "").values(revoked_at=timestamp(now))
    with writing(engine) as connection, connection.begin():
        connection.execute(taken_back)
        row = connection.execute(select(*COLUMNS).where(*own)).one_or_none()
    if row is None:
        raise Unusable("unknown_token", id=id_)
    return _token(row)


def id_of(text: str) -> str:
    """The id that a text claims, of a token or a session; "" when it is neither."""
    found = _TEXT.fullmatch(text)
    return found[1] if found else ""


def opened_by(row: Row[*tuple[Any, ...]], text: str, now: datetime) -> Token | None:
    """The valid token of a row, if the text is its text; None for any other, after the same work."""
    same = hmac.compare_digest(row.digest or _NOBODY, digest_of(text))
    if row.id is None or not same:
        return None
    found = _token(row)
    return found if found.state(now) == "valid" else None


def used(engine: Engine, found: Token, now: datetime) -> None:
    """Note the day a token was used on; written once a day."""
    day = recorded_day(timestamp(now)).isoformat()
    if found.last_used_on != day:
        with writing(engine) as connection, connection.begin():
            connection.execute(update(token).where(token.c.id == found.id).values(last_used_on=day))


def digest_of(text: str) -> bytes:
    """What stands for a secret of 112 bits or more (ASVS 5.0 V6.5.2)."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).digest()


def _token(row: Row[*tuple[Any, ...]]) -> Token:
    values = {column.name: getattr(row, column.name) for column in COLUMNS}
    less = {name: tuple(json.loads(values[name])) for name in ("units", "verbs") if values[name]}
    return Token(**{**values, "units": (), "verbs": (), **less, "reads_only": bool(values["reads_only"])})


def _kept(value: object) -> object:
    """A value as the table holds it."""
    if isinstance(value, tuple):
        return json.dumps(value) if value else ""
    return int(value) if isinstance(value, bool) else value
