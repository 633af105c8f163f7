"""Enrolling: a person fills in an account: a password of her own and a second factor; and changes them later.

The setup secret of whoever runs the place begins it. What was not lost is asked for again: after a lost
password the factor, after a lost factor the password, so that a reset is no way around either (ASVS 5.0
V6.4.3). Every change ends the other sessions.
"""

from __future__ import annotations

import hmac

from api.access.accounts import Account, account_of
from api.access.attempts import Denied, Visit, attempt
from api.access.factor import Enrolment, enrolment_of, new_secret, opened, sealed, step_of
from api.access.passwords import check_password, kept, same
from api.access.sessions import Session, end
from api.access.sign_in import Proof, new_recovery, proof, second, use_up
from api.access.tokens import digest_of
from ledger.entries import timestamp
from ledger.store import writing


def begin(visit: Visit, actor: str, setup: str) -> Enrolment:
    """A factor to enrol, for who has the setup secret; asked again, another. Raises Denied, KeyInvalid."""
    with attempt(visit, actor):
        found = _to_set_up(visit, actor, setup)
        if found.factor:
            raise Denied("factor_is_kept")
        return _offer(visit, Proof(found, 0, b""))


def complete(visit: Visit, actor: str, setup: str, password: str, code: str) -> list[str]:
    """An account made ready by a password and a code of its factor; recovery codes for a new factor.

    Raises Denied, BadValue (password), KeyInvalid, Unavailable.
    """
    with attempt(visit, actor):
        found = _to_set_up(visit, actor, setup)
        kept_factor = bool(found.factor)
        shown = second(visit, found, code) if kept_factor else Proof(found, 0, b"")
        changes = {} if kept_factor else _new_factor(visit, found, code)
        changes |= {"setup": b"", "setup_until": "", **_password(visit, found, password)}
        with writing(visit.engine) as connection, connection.begin():
            use_up(connection, shown, **changes)
            return [] if kept_factor else new_recovery(connection, actor)


def change_password(visit: Visit, session: Session, password: str, code: str, new: str) -> int:
    """Another password, for who knows the present one and holds the factor; how many other sessions ended.

    Raises Denied, BadValue (password), KeyInvalid, Unavailable.
    """
    with attempt(visit, session.actor):
        shown = proof(visit, session.actor, password, code)
        stored = kept(check_password(new, session.actor, visit.key.parent))
        changes = {"password": stored, "changed_at": timestamp(visit.now)}
        with writing(visit.engine) as connection, connection.begin():
            use_up(connection, shown, **changes)
            return end(connection, session.actor, but=session.id)


def offer_factor(visit: Visit, session: Session, password: str, code: str) -> Enrolment:
    """Another factor to enrol, for who knows the password and holds the present one (or a recovery code)."""
    with attempt(visit, session.actor):
        return _offer(visit, proof(visit, session.actor, password, code))


def change_factor(visit: Visit, session: Session, code: str) -> list[str]:
    """The factor that was offered, by a code of it, in place of the present one; new recovery codes."""
    with attempt(visit, session.actor):
        with visit.engine.connect() as connection:
            found = account_of(connection, session.actor)
        if found is None:
            raise Denied("unknown_account")
        changes = _new_factor(visit, found, code)
        with writing(visit.engine) as connection, connection.begin():
            use_up(connection, Proof(found, 0, b""), **changes)
            end(connection, session.actor, but=session.id)
            return new_recovery(connection, session.actor)


def end_others(visit: Visit, session: Session, password: str, only: str = "") -> int:
    """End the other sessions (or one of them), for who knows the password; how many there were."""
    with attempt(visit, session.actor):
        with visit.engine.connect() as connection:
            found = account_of(connection, session.actor)
        if not same(found.password if found else "", password):
            raise Denied("wrong_password")
        with writing(visit.engine) as connection, connection.begin():
            return end(connection, session.actor, only=only, but=session.id)


def _to_set_up(visit: Visit, actor: str, setup: str) -> Account:
    with visit.engine.connect() as connection:
        found = account_of(connection, actor)
    right = hmac.compare_digest(found.setup if found else b"", digest_of(setup))
    if found is None or not right or found.state(visit.now) != "to_set_up":
        raise Denied("wrong_setup")
    return found


def _offer(visit: Visit, shown: Proof) -> Enrolment:
    secret, actor = new_secret(), shown.account.actor
    stored = sealed(visit.key, actor, secret)
    with writing(visit.engine) as connection, connection.begin():
        use_up(connection, shown, factor_next=stored)
    return enrolment_of(secret, actor)


def _new_factor(visit: Visit, found: Account, code: str) -> dict[str, object]:
    """The factor that was offered, once the application that enrolled it makes a right code."""
    if not found.factor_next:
        raise Denied("nothing_offered")
    step = step_of(opened(visit.key, found.actor, found.factor_next), code, visit.now, 0)
    if not step:
        raise Denied("wrong_code")
    return {"factor": found.factor_next, "factor_next": b"", "step": step}


def _password(visit: Visit, found: Account, password: str) -> dict[str, object]:
    """What changes of the password: nothing where it was kept and is known."""
    if not found.password:
        stored = kept(check_password(password, found.actor, visit.key.parent))
        return {"password": stored, "changed_at": timestamp(visit.now)}
    if not same(found.password, password):
        raise Denied("wrong_password")
    return {}
