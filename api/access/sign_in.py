"""Sign-in: a password and a code make a session; everything that goes wrong is the same answer.

An account that is not there costs the same work as one that is. A code is an application's (factor.py), used
once, or one of ten recovery codes, gone once used. OIDC would join here: what proves in another way who asks
stands in place of `proof`, and from `open_session` on everything is the same.
"""

from __future__ import annotations

import re
import secrets
from typing import Final, NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, update

from api.access.accounts import Account, account_of
from api.access.attempts import Denied, Visit, attempt, count_code
from api.access.factor import opened, step_of
from api.access.passwords import same
from api.access.sessions import Session, open_session
from api.access.tables import account, recovery
from api.access.tokens import digest_of
from ledger.store import writing

CODES: Final = 10
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, none like another
_GROUPS, _GROUP = 6, 4
_RECOVERY: Final = re.compile(rf"(?:[{_LETTERS}]{{{_GROUP}}}-){{{_GROUPS - 1}}}[{_LETTERS}]{{{_GROUP}}}")


class Proof(NamedTuple):
    """An account whose password and code were right, and what must be used up with it."""

    account: Account
    step: int
    recovery: bytes


def sign_in(visit: Visit, actor: str, password: str, code: str) -> tuple[Session, str]:
    """A session for who knows both; raises Denied, Unavailable, KeyInvalid."""
    with attempt(visit, actor):
        shown = proof(visit, actor, password, code)
        with writing(visit.engine) as connection, connection.begin():
            use_up(connection, shown)
            return open_session(connection, actor, visit.source, visit.now)


def proof(visit: Visit, actor: str, password: str, code: str) -> Proof:
    """That who asks knows an account's password and holds its factor; inside an `attempt`. Raises Denied."""
    with visit.engine.connect() as connection:
        found = account_of(connection, actor)
    usable = found if found and found.state(visit.now) == "ready" else None
    right = same(usable.password if usable else "", password)
    count_code(visit, usable if right else None)
    if usable is None:
        raise Denied(found.state(visit.now) if found else "unknown_account")
    if not right:
        raise Denied("wrong_password")
    return second(visit, usable, code)


def second(visit: Visit, known: Account, code: str) -> Proof:
    """That who asks holds an account's factor, or one of its recovery codes. Raises Denied, KeyInvalid."""
    if _RECOVERY.fullmatch(code):
        return Proof(known, 0, digest_of(code))
    step = step_of(opened(visit.key, known.actor, known.factor), code, visit.now, known.step)
    if not step:
        raise Denied("wrong_code")
    return Proof(known, step, b"")


def use_up(connection: Connection, shown: Proof, **changes: object) -> None:
    """Use a code up and change the account with it, if it still is what was proved; raises Denied."""
    known = shown.account
    if shown.recovery:
        gone = delete(recovery).where(recovery.c.actor == known.actor, recovery.c.digest == shown.recovery)
        if not connection.execute(gone).rowcount:
            raise Denied("wrong_code")
    still = [
        account.c.actor == known.actor,
        account.c.password == known.password,
        account.c.factor == known.factor,
        account.c.setup == known.setup,
        account.c.disabled_at == "",
    ]
    if shown.step:
        still.append(account.c.step < shown.step)
        changes = {"step": shown.step, **changes}
    values = {"failures": 0, "failed_at": "", **changes}
    if not connection.execute(update(account).where(*still).values(values)).rowcount:
        raise Denied("used_meanwhile")


def new_recovery(connection: Connection, actor: str) -> list[str]:
    """Ten codes of 120 bits in place of those there were; shown once."""
    codes = ["-".join(_group() for _ in range(_GROUPS)) for _ in range(CODES)]
    connection.execute(delete(recovery).where(recovery.c.actor == actor))
    rows = [{"actor": actor, "digest": digest_of(code)} for code in codes]
    connection.execute(insert(recovery), rows)
    return codes


def recovery_left(connection: Connection, actor: str) -> int:
    """How many recovery codes an account has left."""
    own = select(func.count()).select_from(recovery).where(recovery.c.actor == actor)
    return connection.execute(own).scalar_one()


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
