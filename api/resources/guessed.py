"""Guessed: what is sent to be let in, read strictly, tried, and noted in the log; every no is the same no."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import marshmallow as ma
from flask import g, request

from api.access.attempts import Denied, Visit
from api.access.factor import KEY_FILE
from api.access.lockout import slot_of
from api.access.sessions import Session
from api.audit_log import note
from api.problems import edge, refused
from api.resources import body
from api.resources.asking import CHALLENGE, authenticated, place
from api.resources.fields import Query
from api.resources.operation import arguments_of
from api.wire import JSON, is_name
from ledger.errors import BadValue

TEXT_MAX: Final = 1024
OPEN: Final[dict[str, Any]] = {"security": []}  # no token is needed: this is where one comes from
UNKNOWN: Final = {"unknown_account", "wrong_setup", "locked"}


class Bare(Query):
    """No arguments: what is asked is of no book."""

    class Meta(Query.Meta):
        """Nothing of `Query` but how it refuses."""

        exclude = ("book",)


def visit() -> Visit:
    """Where the request comes from, and when."""
    here = place()
    return Visit(here.engine, here.settings.key.with_name(KEY_FILE), request.remote_addr or "", here.clock())


def signed_in() -> Session:
    """The session of the request; raises Problem where there is none, or a token in its place."""
    found, _ = authenticated(place())
    arguments_of(BARE)
    if not isinstance(found, Session):
        raise edge("session_needed")
    return found


def said(*names: str, optional: tuple[str, ...] = ()) -> dict[str, str]:
    """The texts that were sent, by name; "" for an optional one that was not. Raises Problem."""
    arguments_of(BARE)
    plain = body.one()
    try:
        _all_known(plain, {*names, *optional})
        return {name: _text(plain, name, optional=name in optional) for name in (*names, *optional)}
    except BadValue as refusal:
        raise refused(refusal, f"/{refusal.facts['field']}") from None


@contextmanager
def trying(event: str, actor: str) -> Iterator[None]:
    """Note what becomes of a try; raises Problem for one that was not let in."""
    try:
        yield
    except Denied as denied:
        # What nobody is called may be a password that was typed into the wrong field.
        who = {"tried": slot_of(actor)} if denied.why in UNKNOWN else {"actor": actor}
        note(event, outcome="denied", why=denied.why, **who)
        if denied.wait_seconds:
            wait = str(denied.wait_seconds)
            raise edge("sign_in_locked", headers={"Retry-After": wait}, seconds=wait) from None
        raise edge("sign_in_failed", headers=CHALLENGE) from None
    except BadValue as refusal:
        note(event, outcome="refused", why=refusal.facts["why"], actor=actor)
        raise refused(refusal, f"/{refusal.facts['field']}") from None
    g.actor = actor
    note(event, outcome="done", actor=actor)


# What such a body looks like; nobody's.
_EXAMPLES: Final = {
    "actor": "finance01", "password": "ห้าคำที่จำได้เอง", "code": "123456", "setup": "…",
    "id": "0123456789abcdef", "new_password": "another five words of mine",
}  # fmt: skip


def takes(schema: type[ma.Schema]) -> dict[str, Any]:
    """The body of a request for the specification."""
    example = {name: _EXAMPLES[name] for name in schema().fields}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema, "example": example}}}}


def made(schema: type[ma.Schema]) -> dict[str, Any]:
    """The answer 201 for the specification."""
    return {"responses": {"201": {"description": "Created", "content": {JSON: {"schema": schema}}}}}


def _all_known(plain: Mapping[str, Any], names: set[str]) -> None:
    for name in plain:
        if name not in names:
            raise BadValue(field=name, why="unknown_field")


def _text(plain: Mapping[str, Any], name: str, *, optional: bool) -> str:
    value = plain.get(name, "" if optional else None)
    if not isinstance(value, str):
        why = "not_text" if name in plain else "missing"
        raise BadValue(field=name, why=why, value=type(value).__name__)
    if not value and not optional:
        raise BadValue(field=name, why="missing")
    if len(value) > TEXT_MAX:
        raise BadValue(field=name, why="too_long", limit=TEXT_MAX)
    if name in {"actor", "id"} and not is_name(value):
        raise BadValue(field=name, why="not_a_key")
    return value


BARE: Final = Bare()
# What any of these may be told beside what every request may.
TELLS: Final = (400, 401, 403, 404, 405, 413, 415, 422, 429, 500, 503)
