"""Account: a person who signs in; made by who runs the place, filled in by the person alone.

Whoever makes or resets an account learns a setup secret, shown once and good for three days, and never a
password: with it the person chooses a password and enrols a second factor (enrolling.py). Both are asked for
at every sign-in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, delete, insert, select, update

from api.access.lockout import slot_of
from api.access.sessions import end
from api.access.tables import account, failure, recovery, token
from api.access.tokens import digest_of
from ledger.commands.fields import check
from ledger.entries import timestamp
from ledger.errors import Unusable
from ledger.store import writing

SETUP: Final = "khu_"
SETUP_LASTS: Final = timedelta(days=3)
Lost = Literal["password", "factor", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as it stands; times are ISO text in UTC, "" for never; `factor` is sealed (factor.py)."""

    actor: str
    password: str
    factor: bytes
    factor_next: bytes
    step: int
    setup: bytes
    setup_until: str
    failures: int
    failed_at: str
    created_at: str
    created_by: str
    changed_at: str
    disabled_at: str

    def state(self, now: datetime) -> str:
        """One of `ready`, `to_set_up`, `setup_over`, `disabled`."""
        if self.disabled_at:
            return "disabled"
        if not self.setup:
            return "ready"
        return "to_set_up" if timestamp(now) < self.setup_until else "setup_over"


def create(engine: Engine, actor: str, *, by: str, now: datetime) -> str:
    """An account for an actor; its setup secret, which nobody can tell again. Raises BadValue, Unusable."""
    name = str(check(actor, "actor", "actor", optional=False))
    text = f"{SETUP}{secrets.token_urlsafe(32)}"
    values = {
        "actor": name, "password": "", "factor": b"", "factor_next": b"", "step": 0, "failures": 0,
        "failed_at": "", "created_at": timestamp(now), "created_by": by, "changed_at": "", "disabled_at": "",
        **_setup(text, now),
    }  # fmt: skip
    with writing(engine) as connection, connection.begin():
        if account_of(connection, name):
            raise Unusable("account_is_there", actor=name)
        connection.execute(insert(account).values(values))
    return text


def reset(engine: Engine, actor: str, now: datetime, lost: Lost = "both") -> str:
    """A new setup secret for who lost a password, a factor or both; what is not lost is asked for again.

    Every session ends. Raises Unusable.
    """
    text = f"{SETUP}{secrets.token_urlsafe(32)}"
    gone: dict[str, object] = {} if lost == "factor" else {"password": ""}
    with writing(engine) as connection, connection.begin():
        if lost != "password":
            gone |= {"factor": b"", "factor_next": b"", "step": 0}
            connection.execute(delete(recovery).where(recovery.c.actor == actor))
        _change(connection, actor, {**gone, **_setup(text, now)})
        end(connection, actor)
    return text


def disable(engine: Engine, actor: str, now: datetime) -> tuple[int, int]:
    """Nobody signs in to an account, from now on; how many sessions ended and tokens were taken back.

    Who may not come in any more does not come in by a token either. Raises Unusable.
    """
    at = timestamp(now)
    tokens = update(token).where(token.c.actor == actor, token.c.revoked_at == "").values(revoked_at=at)
    with writing(engine) as connection, connection.begin():
        _change(connection, actor, {"disabled_at": at})
        return end(connection, actor), connection.execute(tokens).rowcount


def enable(engine: Engine, actor: str) -> None:
    """Let an account be used again; tokens that were taken back stay so. Raises Unusable."""
    with writing(engine) as connection, connection.begin():
        _change(connection, actor, {"disabled_at": ""})


def unlock(engine: Engine, actor: str) -> None:
    """Forget the failures of an account, wherever they came from. Raises Unusable."""
    with writing(engine) as connection, connection.begin():
        _change(connection, actor, {"failures": 0, "failed_at": ""})
        connection.execute(delete(failure).where(failure.c.slot == slot_of(name_of_slot(actor))))


def accounts(connection: Connection) -> list[Account]:
    """Every account of this place, in order of actor."""
    return [Account(**row._asdict()) for row in connection.execute(select(account).order_by(account.c.actor))]


def account_of(connection: Connection, actor: str) -> Account | None:
    """The account of an actor, if there is one."""
    row = connection.execute(select(account).where(account.c.actor == actor)).one_or_none()
    return Account(**row._asdict()) if row else None


def name_of_slot(actor: str) -> str:
    """What the failures of an account are counted under, beside those of tokens (lockout.py)."""
    return f"account:{actor}"


def _setup(text: str, now: datetime) -> dict[str, Any]:
    return {"setup": digest_of(text), "setup_until": timestamp(now + SETUP_LASTS)}


def _change(connection: Connection, actor: str, values: dict[str, Any]) -> None:
    if not connection.execute(update(account).where(account.c.actor == actor).values(values)).rowcount:
        raise Unusable("unknown_account", actor=actor)
