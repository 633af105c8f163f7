"""Tokens: those that speak for oneself: how each stands, and taking one back.

None is made here: who could make one through the service could also make one that outlives a session, so the
database keeps that from it, and `khlang token` is the owner's.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from flask import Response
from sqlalchemy import Connection

from api.access.sessions import Session
from api.access.tokens import Token, revoke, tokens
from api.audit_log import note
from api.place import Answer
from api.problems import edge
from api.resources.asking import authenticated, not_found, place
from api.resources.fields import Document, flag, rows, text, texts
from api.resources.guessed import BARE, Bare
from api.resources.operation import ALWAYS, NOT_MODIFIED, Routes, arguments_of, register, tagged
from api.resources.preconditions import IF_MATCH_HEADER, still
from api.resources.sessions import answered
from api.wire import dumps

routes: Final = Routes("tokens")


class TokenSeen(Document):
    """A token, never its text."""

    id = text("token_id")
    label = text("token_label")
    reads_only = flag("reads_only")
    units = texts("token_units")
    verbs = texts("token_verbs")
    created_at = text("token_made")
    expires_at = text("token_ends")
    last_used_on = text("token_used")
    state = text("token_state")


class Tokens(Document):
    """One's own tokens, oldest first."""

    tokens = rows(TokenSeen)


def token_list() -> Response:
    """One's own tokens and how each stands."""
    here = place()
    found, _ = authenticated(here)
    arguments_of(BARE)
    now = here.clock()
    with here.engine.connect() as connection:
        known = _reached(connection, found)
    return answered({"tokens": [_seen(each, now) for each in known]})


def token_seen(name: str) -> Response:
    """One of one's own tokens."""
    here = place()
    found, _ = authenticated(here)
    arguments_of(BARE)
    return tagged(Answer(dumps(_own(found, name)), ""))


def token_take_back(name: str) -> Response:
    """Take one of one's own tokens back from now on; another's is as one that is not there."""
    here = place()
    found, _ = authenticated(here)
    arguments_of(BARE)
    if found.reads_only and found.id != name:
        raise edge("reads_only")
    known = _own(found, name)
    still(lambda: known)
    gone = revoke(here.engine, known["id"], here.clock(), found.actor)
    note("token_taken_back", actor=found.actor, token=gone.id, by=found.id)
    return answered(_seen(gone, here.clock()))


def _reached(connection: Connection, found: Token | Session) -> list[Token]:
    """The tokens of who asks; a token that says less, and may be in other hands, reaches itself alone."""
    own = tokens(connection, found.actor)
    return [each for each in own if each.id == found.id] if found.units or found.verbs else own


def _own(found: Token | Session, name: str) -> dict[str, Any]:
    """A token of who asks, as they see it; raises Problem (not_found)."""
    here = place()
    with here.engine.connect() as connection:
        known = [each for each in _reached(connection, found) if each.id == name]
    if not known:
        raise not_found()
    return _seen(known[0], here.clock())


def _seen(token: Token, now: datetime) -> dict[str, Any]:
    shown = {**asdict(token), "state": token.state(now)}
    return {name: shown[name] for name in TokenSeen().fields}


register(routes, "/tokens", token_list, Bare, Tokens, ALWAYS)
register(routes, "/tokens/<name>", token_seen, Bare, TokenSeen, ALWAYS, responses=NOT_MODIFIED)
register(
    routes, "/tokens/<name>", token_take_back, Bare, TokenSeen, (*ALWAYS, 412),
    method="DELETE", parameters=[IF_MATCH_HEADER],
)  # fmt: skip
