"""Account: one's own password and second factor: set up with the setup secret, changed when signed in."""

from __future__ import annotations

from typing import Any, Final

from flask import Response

from api.access.accounts import account_of
from api.access.enrolling import begin, change_factor, change_password, complete, offer_factor
from api.access.factor import Enrolment
from api.access.sign_in import recovery_left
from api.place import Answer
from api.resources.asking import not_found, place
from api.resources.fields import Document, text, texts, whole
from api.resources.guessed import OPEN, TELLS, Bare, said, signed_in, takes, trying, visit
from api.resources.operation import ALWAYS, NOT_MODIFIED, Routes, register, tagged
from api.resources.preconditions import IF_MATCH_HEADER, still
from api.resources.sessions import Ended, answered
from api.wire import dumps

routes: Final = Routes("account")


class AccountSeen(Document):
    """Who one is, and what lets one in."""

    actor = text("actor")
    changed_at = text("password_changed")
    recovery_codes = whole("recovery_left")


class SetUp(Document):
    """The setup secret that who runs the place handed over."""

    actor = text("actor")
    setup = text("setup_secret")


class Enrolled(Document):
    """What an authenticator application needs; told this once."""

    otpauth = text("otpauth")
    picture = text("otpauth_picture")


class Completed(SetUp):
    """A password of one's own, and a code of the application."""

    password = text("new_password")
    code = text("factor_code")


class RecoveryCodes(Document):
    """Ten codes, each good once in place of an application's; none where the factor was kept."""

    recovery_codes = texts("recovery_codes")


class PasswordChanged(Document):
    """The present password, a code, and the new password."""

    password = text("password")
    code = text("factor_code")
    new_password = text("new_password")


class Shown(Document):
    """The present password and a code."""

    password = text("password")
    code = text("factor_code")


class NewCode(Document):
    """A code of the application that was just enrolled."""

    code = text("factor_code")


def account() -> Response:
    """Who one is, and what lets one in."""
    return tagged(Answer(dumps(_seen(signed_in().actor)), ""))


def account_setup() -> Response:
    """Begin to set an account up: a second factor to enrol."""
    asked = said("actor", "setup")
    with trying("setup_begun", asked["actor"]):
        enrolment = begin(visit(), **asked)
    return _told(enrolment)


def account_setup_completed() -> Response:
    """Complete it: a password, and a code that shows the factor works."""
    asked = said("actor", "setup", "password", "code")
    with trying("setup_completed", asked["actor"]):
        codes = complete(visit(), **asked)
    return answered({"recovery_codes": codes})


def account_password() -> Response:
    """Another password; the other sessions end."""
    own = signed_in()
    asked = said("password", "code", "new_password")
    still(lambda: _seen(own.actor))
    with trying("password_changed", own.actor):
        ended = change_password(visit(), own, asked["password"], asked["code"], asked["new_password"])
    return answered({"ended": ended})


def account_factor() -> Response:
    """Begin to change the second factor."""
    own = signed_in()
    asked = said("password", "code")
    still(lambda: _seen(own.actor))
    with trying("factor_offered", own.actor):
        enrolment = offer_factor(visit(), own, asked["password"], asked["code"])
    return _told(enrolment)


def account_factor_completed() -> Response:
    """Complete it by a code of the new one; the other sessions end."""
    own = signed_in()
    asked = said("code")
    with trying("factor_changed", own.actor):
        codes = change_factor(visit(), own, asked["code"])
    return answered({"recovery_codes": codes})


def _seen(actor: str) -> dict[str, Any]:
    with place().engine.connect() as connection:
        known, left = account_of(connection, actor), recovery_left(connection, actor)
    if known is None:
        raise not_found()
    return {"actor": actor, "changed_at": known.changed_at, "recovery_codes": left}


def _told(enrolment: Enrolment) -> Response:
    return answered({"otpauth": enrolment.uri, "picture": enrolment.picture})


_CHANGES: Final = (*TELLS, 412)
_IF_MATCH: Final[dict[str, Any]] = {"parameters": [IF_MATCH_HEADER]}
register(routes, "/account", account, Bare, AccountSeen, ALWAYS, responses=NOT_MODIFIED)
register(
    routes, "/account/setup", account_setup, Bare, Enrolled, TELLS, method="POST", **OPEN, **takes(SetUp)
)
register(
    routes, "/account/setup/completed", account_setup_completed, Bare, RecoveryCodes, TELLS,
    method="POST", **OPEN, **takes(Completed),
)  # fmt: skip
register(
    routes,
    "/account/password",
    account_password,
    Bare,
    Ended,
    _CHANGES,
    method="POST",
    **_IF_MATCH,
    **takes(PasswordChanged),
)
register(
    routes, "/account/factor", account_factor, Bare, Enrolled, _CHANGES,
    method="POST", **_IF_MATCH, **takes(Shown),
)  # fmt: skip
register(
    routes, "/account/factor/completed", account_factor_completed, Bare, RecoveryCodes, TELLS,
    method="POST", **takes(NewCode),
)  # fmt: skip
