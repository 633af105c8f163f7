"""Sessions: signing in with password and code, seeing where one is signed in, and signing out.

A sign-in takes no Idempotency-Key: its code is good once, so it cannot be done twice, and an answer that was
lost is not told again to whoever asks for it. A session's text is a bearer text like a token's.
"""

from __future__ import annotations

from typing import Any, Final

import marshmallow as ma
from flask import Response

from api.access.enrolling import end_others
from api.access.sessions import IDLE, end, sessions
from api.access.sign_in import sign_in
from api.audit_log import note
from api.resources.asking import place
from api.resources.fields import Document, flag, rows, text, whole
from api.resources.guessed import OPEN, TELLS, Bare, made, said, signed_in, takes, trying, visit
from api.resources.operation import ALWAYS, Routes, register
from api.wire import JSON, dumps
from ledger.store import writing

routes: Final = Routes("sessions")


class SignIn(Document):
    """What lets a person in."""

    actor = text("actor")
    password = text("password")
    code = text("factor_code")


class SignedIn(Document):
    """What is sent as `Authorization: Bearer` from now on; told this once."""

    token = text("session_text")
    id = text("session_id")
    actor = text("actor")
    expires_at = text("session_ends")
    idle_minutes = whole("session_idle")


class SessionSeen(Document):
    """A place where one is signed in."""

    id = text("session_id")
    source = text("session_source")
    created_at = text("session_begun")
    last_used_at = text("session_used")
    expires_at = text("session_ends")
    current = flag("session_current")


class Sessions(Document):
    """Where one is signed in, oldest first."""

    sessions = rows(SessionSeen)


class EndOthers(Document):
    """Which other sessions to end; the password, so that a borrowed session ends nobody's."""

    password = text("password")
    id = ma.fields.String(metadata={"description": "ทั้งหมดเมื่อไม่ระบุ / All others where it is not said"})


class Ended(Document):
    """How many sessions ended."""

    ended = whole("sessions_ended")


def session_begin() -> Response:
    """Sign in."""
    asked = said("actor", "password", "code")
    with trying("sign_in", asked["actor"]):
        opened, told = sign_in(visit(), **asked)
    seen = {"id": opened.id, "actor": opened.actor, "expires_at": opened.expires_at}
    return answered({"token": told, **seen, "idle_minutes": int(IDLE.total_seconds()) // 60}, 201)


def session_list() -> Response:
    """Where one is signed in."""
    own, here = signed_in(), place()
    with here.engine.connect() as connection:
        known = sessions(connection, own.actor, here.clock())
    return answered({"sessions": [_seen(each, current=each.id == own.id) for each in known]})


def session_end() -> Response:
    """Sign out: end the session that asks."""
    own = signed_in()
    with writing(place().engine) as connection, connection.begin():
        ended = end(connection, own.actor, only=own.id)
    note("sign_out", actor=own.actor, session=own.id)
    return answered({"ended": ended})


def session_end_others() -> Response:
    """End the other sessions, or one of them."""
    own = signed_in()
    asked = said("password", optional=("id",))
    with trying("end_sessions", own.actor):
        ended = end_others(visit(), own, asked["password"], asked["id"])
    return answered({"ended": ended})


def answered(document: dict[str, Any], status: int = 200) -> Response:
    """A document that nobody keeps."""
    return Response(dumps(document), status, mimetype=JSON)


def _seen(each: Any, *, current: bool) -> dict[str, Any]:  # noqa: ANN401 - a session
    names = ("id", "source", "created_at", "last_used_at", "expires_at")
    return {**{name: getattr(each, name) for name in names}, "current": current}


register(
    routes, "/sessions", session_begin, Bare, SignedIn, TELLS,
    method="POST", **OPEN, **takes(SignIn), **made(SignedIn),
)  # fmt: skip
register(routes, "/sessions", session_list, Bare, Sessions, ALWAYS)
register(routes, "/sessions/current", session_end, Bare, Ended, ALWAYS, method="DELETE")
register(routes, "/sessions/ended", session_end_others, Bare, Ended, TELLS, method="POST", **takes(EndOthers))
